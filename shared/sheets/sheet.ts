/** A cell as people see it. `number`: the spreadsheet keeps a number, so zeros and late digits may be gone (P-06). */
export interface Cell {
  readonly address: string;
  readonly text: string;
  readonly kind: 'text' | 'number' | 'date' | 'formula' | 'error';
  /** Part of a merged range. */
  readonly isMerged: boolean;
}

export interface Row {
  readonly number: number;
  /** By column letters; empty cells are left out unless they are part of a merged range. */
  readonly cells: ReadonlyMap<string, Cell>;
}

/** Both corners included, counted from 1. */
export interface Range {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** One sheet, whatever file it came from. */
export interface Sheet {
  readonly rows: readonly Row[];
  readonly hiddenColumns: readonly string[];
  readonly hiddenRows: readonly number[];
  readonly merges: readonly Range[];
}

/** A sheet of a file with its name; that of a CSV file is empty. */
export interface NamedSheet {
  readonly name: string;
  readonly isHidden: boolean;
  readonly sheet: Sheet;
}

export interface SheetFile {
  readonly format: 'xlsx' | 'csv';
  /** How the bytes of a CSV file were read, e.g. `windows-1256`. */
  readonly encoding: string;
  readonly sheets: readonly NamedSheet[];
}

/** 3 → `C`. */
export function columnName(number: number): string {
  const rest = (number - 1) % 26;
  const letter = String.fromCharCode(65 + rest);
  return number <= 26 ? letter : columnName((number - 1 - rest) / 26) + letter;
}

/** `C` → 3. */
export const columnNumber = (name: string): number =>
  [...name].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

/** A sheet from rows of texts, as a CSV file gives them. */
export function sheetOf(rows: readonly (readonly string[])[]): Sheet {
  return {
    hiddenColumns: [],
    hiddenRows: [],
    merges: [],
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
