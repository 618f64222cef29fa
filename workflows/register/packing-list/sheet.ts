/** A cell as people see it. `number`: the spreadsheet keeps a number, so zeros and late digits may be gone (P-06). */
export interface Cell {
  readonly address: string;
  readonly text: string;
  readonly kind: 'text' | 'number' | 'date' | 'error';
  /** Part of a merged range. */
  readonly isMerged: boolean;
}

/** One sheet, whatever file it came from. Empty cells are left out. */
export interface Sheet {
  readonly rows: readonly { readonly number: number; readonly cells: ReadonlyMap<string, Cell> }[];
  readonly hiddenColumns: readonly string[];
}

/** What is wrong with a file, or was read otherwise than written, by cell; nothing is changed silently. */
export interface Finding {
  readonly cell: string;
  readonly code: string;
  /** `error` stops the import, `change` is read as `to`, `note` is only said. */
  readonly weight: 'error' | 'change' | 'note';
  readonly from?: string;
  readonly to?: string;
}

/** 3 → `C`. */
function columnName(number: number): string {
  const rest = (number - 1) % 26;
  const letter = String.fromCharCode(65 + rest);
  return number <= 26 ? letter : columnName((number - 1 - rest) / 26) + letter;
}

/** A sheet from rows of texts, as a CSV file gives them. */
export function sheetOf(rows: readonly (readonly string[])[]): Sheet {
  return {
    hiddenColumns: [],
    rows: rows.map((row, n) => ({
      number: n + 1,
      cells: new Map(
        row.flatMap((text, m): [string, Cell][] => {
          const column = columnName(m + 1);
          const cell: Cell = { address: `${column}${n + 1}`, text, kind: 'text', isMerged: false };
          return text.trim() === '' ? [] : [[column, cell]];
        }),
      ),
    })),
  };
}
