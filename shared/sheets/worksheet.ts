import { fromXml } from './characters.ts';
import { restored } from './formula.ts';
import { damaged, SHEET_LIMITS, tooLarge } from './limits.ts';
import { dateText } from './serial-date.ts';
import { type Cell, columnName, columnNumber, type Range, type Row, type Sheet } from './sheet.ts';
import { isTrue, type Workbook } from './workbook.ts';
import { type Attributes, walk } from './xml.ts';

interface Draft {
  row: number;
  column: number;
  type: string;
  style: number;
  value: string;
  formula: string | null;
}

/** One sheet of a workbook, cell by cell; nothing is kept for cells that are empty. */
export function readWorksheet(xml: string, book: Workbook): Sheet {
  const rows = new Map<number, Map<string, Cell>>();
  const hiddenRows: number[] = [];
  const hiddenColumns = new Set<string>();
  const merges: Range[] = [];
  let at = { row: 0, column: 0 };
  let cell: Draft | null = null;
  let into: 'value' | 'formula' | null = null;

  const openRow = (attributes: Attributes): void => {
    at = { row: attributes.r === undefined ? at.row + 1 : whole(attributes.r), column: 0 };
    if (rows.size >= SHEET_LIMITS.rows) throw tooLarge('sheet-rows', SHEET_LIMITS.rows);
    if (isTrue(attributes.hidden) || attributes.ht === '0') hiddenRows.push(at.row);
  };
  const keep = (draft: Draft): void => {
    const found = cellOf(draft, book);
    if (found === null) return;
    if (draft.column > SHEET_LIMITS.columns) throw tooLarge('sheet-columns', SHEET_LIMITS.columns);
    const cells = rows.get(draft.row) ?? new Map<string, Cell>();
    rows.set(draft.row, cells.set(columnName(draft.column), found));
  };
  const opened: Readonly<Record<string, (attributes: Attributes) => void>> = {
    col: (attributes) => hide(hiddenColumns, attributes),
    row: openRow,
    mergeCell({ ref = '' }) {
      merges.push(rangeOf(ref));
      if (merges.length > SHEET_LIMITS.marks) throw tooLarge('sheet-marks', SHEET_LIMITS.marks);
    },
    c(attributes) {
      cell = draftOf(attributes, at);
      at = { row: cell.row, column: cell.column };
    },
    f() {
      if (cell !== null) cell.formula = '';
    },
  };
  walk(xml, {
    open(name, attributes) {
      if (Object.hasOwn(opened, name)) opened[name]?.(attributes);
      into = INTO[name] ?? null;
    },
    text(text) {
      if (cell === null || into === null) return;
      if (into === 'formula') cell.formula += text;
      else cell.value += text;
    },
    close(name) {
      into = null;
      if (name !== 'c' || cell === null) return;
      keep(cell);
      cell = null;
    },
  });
  mark(rows, merges);
  const seen = hiddenRows.filter((row) => rows.has(row));
  return { rows: sorted(rows), hiddenColumns: [...hiddenColumns], hiddenRows: seen, merges };
}

const INTO: Readonly<Record<string, 'value' | 'formula'>> = { f: 'formula', v: 'value', t: 'value' };

const ADDRESS = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$/;

function whole(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw damaged();
  return Number(text);
}

function addressOf(text: string): { row: number; column: number } {
  const [, column = '', row = ''] = ADDRESS.exec(text) ?? [];
  if (row === '') throw damaged();
  return { row: Number(row), column: columnNumber(column) };
}

function draftOf({ r, t = 'n', s = '0' }: Attributes, before: { row: number; column: number }): Draft {
  const at = r === undefined ? { row: before.row, column: before.column + 1 } : addressOf(r);
  return { ...at, type: t, style: Number(s), value: '', formula: null };
}

function cellOf(draft: Draft, book: Workbook): Cell | null {
  const address = `${columnName(draft.column)}${draft.row}`;
  const { kind, text } = shown(draft, book);
  if (text.trim() === '' && draft.formula === null) return null;
  if (text.length > SHEET_LIMITS.text) throw tooLarge('sheet-text', SHEET_LIMITS.text);
  // What it calculates is not what somebody wrote; whoever sent it pastes the values.
  if (draft.formula !== null) return { address, text: `=${draft.formula}`, kind: 'formula', isMerged: false };
  return { address, text, kind, isMerged: false };
}

function shown({ type, style, value }: Draft, book: Workbook): Pick<Cell, 'kind' | 'text'> {
  switch (type) {
    case 's':
      return { kind: 'text', text: restored(fromXml(book.strings[Number(value)] ?? '')) };
    case 'str':
    case 'inlineStr':
      return { kind: 'text', text: restored(fromXml(value)) };
    case 'b':
      return { kind: 'text', text: isTrue(value) ? 'TRUE' : 'FALSE' };
    case 'e':
      return { kind: 'error', text: value };
    case 'd':
      return { kind: 'date', text: value };
    default:
      return numberText(value, book.dates[style] === true, book.from1904);
  }
}

function numberText(value: string, isDate: boolean, from1904: boolean): Pick<Cell, 'kind' | 'text'> {
  if (value.trim() === '') return { kind: 'text', text: '' };
  const number = Number(value);
  if (!Number.isFinite(number)) throw damaged();
  const date = isDate ? dateText(number, from1904) : null;
  return date === null ? { kind: 'number', text: String(number) } : { kind: 'date', text: date };
}

function hide(hidden: Set<string>, { min = '1', max = '1', ...column }: Attributes): void {
  if (!isTrue(column.hidden) && Number(column.width ?? 1) > 0) return;
  for (let n = Number(min); n <= Math.min(Number(max), SHEET_LIMITS.columns); n++) hidden.add(columnName(n));
}

function rangeOf(ref: string): Range {
  const [from = '', to = from] = ref.split(':');
  const [a, b] = [addressOf(from), addressOf(to)];
  return {
    top: Math.min(a.row, b.row),
    bottom: Math.max(a.row, b.row),
    left: Math.min(a.column, b.column),
    right: Math.max(a.column, b.column),
  };
}

/** Every cell of a merged range in a row that has anything, also those without text: nobody filled them in. */
function mark(rows: Map<number, Map<string, Cell>>, merges: readonly Range[]): void {
  let left: number = SHEET_LIMITS.rows * SHEET_LIMITS.columns;
  const spend = (cost: number): void => {
    left -= cost;
    if (left < 0) throw tooLarge('sheet-marks', SHEET_LIMITS.marks);
  };
  for (const merge of merges) {
    const bottom = Math.min(merge.bottom, merge.top + SHEET_LIMITS.rows);
    spend(bottom - merge.top + 1);
    for (let number = merge.top; number <= bottom; number++) {
      const cells = rows.get(number);
      if (cells !== undefined) spend(markRow(cells, number, merge));
    }
  }
}

function markRow(cells: Map<string, Cell>, number: number, { left, right }: Range): number {
  const last = Math.min(right, SHEET_LIMITS.columns);
  for (let n = left; n <= last; n++) {
    const column = columnName(n);
    const known = cells.get(column) ?? { address: `${column}${number}`, text: '', kind: 'text' };
    cells.set(column, { ...known, isMerged: true });
  }
  return last - left + 1;
}

/** By their numbers, cells by their columns; the first of some blank rows stands for them. */
function sorted(rows: ReadonlyMap<number, ReadonlyMap<string, Cell>>): Row[] {
  const numbers = [...rows.keys()].sort((a, b) => a - b);
  return numbers.flatMap((number, n): Row[] => {
    const cells = [...(rows.get(number) ?? [])].sort(([a], [b]) => columnNumber(a) - columnNumber(b));
    const row = { number, cells: new Map(cells) };
    const before = n === 0 ? number - 1 : (numbers[n - 1] ?? 0);
    return before === number - 1 ? [row] : [{ number: before + 1, cells: new Map() }, row];
  });
}
