import type { Cell, Sheet } from '../../../shared/sheets/sheet.ts';
import { plateOf, serialOf } from '../asset/identity.ts';
import {
  type Columns,
  columnFindings,
  type Field,
  fieldOf,
  findColumns,
  withoutProblems,
} from './columns.ts';
import type { Finding } from './finding.ts';
import { type Read, readClass, readDate, readQuantity, readSerial, readText, readVin } from './values.ts';

/** One item of the list: what it will become, and where each value stands in the file. */
export interface ListedItem {
  readonly row: number;
  readonly fields: Readonly<Partial<Record<Field, string>>>;
  readonly cells: Readonly<Partial<Record<Field, string>>>;
}

export interface PackingList {
  /** Which heading was understood as which column; null without headings. */
  readonly columns: Columns | null;
  readonly items: readonly ListedItem[];
  /** In the order of the file. A list with an error is not imported, not even in part. */
  readonly findings: readonly Finding[];
}

const READERS: Readonly<Record<Field, (cell: Cell) => Read>> = {
  class: readClass,
  make: readText,
  model: readText,
  vin: readVin,
  serial: readSerial,
  plate: readSerial,
  quantity: readQuantity,
  receivedOn: readDate,
  remarks: readText,
};

const TOTALS = /^(grand |sub)?total|^sum\b|المجموع|الإجمالي|الاجمالي|کۆی گشتی/i;

const TOTALS_CELLS = 3;

/** Everything in the file, each problem by its cell (G-15). Pure: the same sheet always gives the same list. */
export function readPackingList(whole: Sheet): PackingList {
  const sheet = withoutProblems(whole);
  const columns = findColumns(sheet);
  if (columns === null)
    return { columns, items: [], findings: [{ cell: 'A1', code: 'no-header-row', weight: 'error' }] };
  const findings = columnFindings(sheet, columns);
  const items: ListedItem[] = [];
  for (const { number, cells } of sheet.rows.filter((row) => row.number > columns.row)) {
    const skipped = skip([...cells.values()], number);
    if (skipped !== null) {
      findings.push(skipped);
      continue;
    }
    const { item, said } = readRow(number, cells, columns.fields);
    if (sheet.hiddenRows.includes(number))
      findings.push({ cell: `A${number}`, code: 'hidden-row', weight: 'note' });
    findings.push(...said, ...refuseItem(item, columns));
    items.push(item);
  }
  if (items.length === 0 && findings.every(({ weight }) => weight !== 'error'))
    findings.push({ cell: `A${columns.row + 1}`, code: 'no-items', weight: 'error' });
  return { columns, items, findings: [...findings, ...duplicates(items)] };
}

/** Rows that are no items: blank, totals, headings repeated on every page. */
function skip(cells: readonly Cell[], row: number): Finding | null {
  const [first] = cells;
  if (first === undefined || cells.every(({ text }) => text.trim() === ''))
    return { cell: `A${row}`, code: 'blank-row', weight: 'note' };
  // "Total station" is a thing one can buy: a row of totals has little else in it.
  const total = cells.find(({ text }) => TOTALS.test(text.trim()));
  if (total !== undefined && cells.filter(({ text }) => text.trim() !== '').length <= TOTALS_CELLS)
    return { cell: total.address, code: 'totals-row', weight: 'note', from: total.text };
  const isHeading = cells.filter(({ text }) => fieldOf(text) !== null).length >= 3;
  return isHeading ? { cell: first.address, code: 'repeated-header', weight: 'note' } : null;
}

function readRow(
  row: number,
  cells: ReadonlyMap<string, Cell>,
  columns: ReadonlyMap<string, Field>,
): { item: ListedItem; said: Finding[] } {
  const fields: Partial<Record<Field, string>> = {};
  const at: Partial<Record<Field, string>> = {};
  const said: Finding[] = [];
  for (const [column, field] of columns) {
    const cell = cells.get(column);
    if (cell === undefined) continue;
    at[field] = cell.address;
    const { value, findings } = readCell(field, cell);
    said.push(...findings);
    if (value !== null && value !== '') fields[field] = value;
  }
  return { item: { row, fields, cells: at }, said };
}

function readCell(field: Field, cell: Cell): Read {
  const { address: at, text: from } = cell;
  const stop = (code: string): Read => ({
    value: null,
    findings: [{ cell: at, code, weight: 'error', from }],
  });
  if (cell.kind === 'error' || /^#(REF|N\/A|VALUE|NAME|DIV\/0|NULL|NUM)/.test(from))
    return stop('cell-error');
  if (cell.isMerged) return stop('merged-cell');
  if (cell.kind === 'formula' || /^[=@+]/.test(from.trim())) return stop('formula');
  return READERS[field](cell);
}

/** The same rules as for an asset registered by hand; the cell is the one that is wrong or missing. */
function refuseItem({ row, fields, cells }: ListedItem, columns: Columns): Finding[] {
  const at = (field: Field): string => {
    const column = [...columns.fields].find(([, named]) => named === field)?.[0];
    return cells[field] ?? `${column ?? 'A'}${row}`;
  };
  const missing = (field: Field): Finding[] =>
    cells[field] === undefined ? [{ cell: at(field), code: `${field}-missing`, weight: 'error' }] : [];
  const findings = [...missing('class'), ...missing('make'), ...missing('model')];
  if (fields.class === 'vehicle') findings.push(...missing('vin'));
  const isEquipment =
    fields.class !== undefined && fields.class !== 'vehicle' && fields.class !== 'furniture';
  if (isEquipment) findings.push(...missing('serial'));
  const isNumbered = [fields.vin, fields.serial, fields.plate].some((number) => number !== undefined);
  const isSeveral = fields.quantity !== undefined && fields.quantity !== '1';
  if (isNumbered && isSeveral)
    findings.push({
      cell: at('quantity'),
      code: 'quantity-not-one',
      weight: 'error',
      from: fields.quantity ?? '',
    });
  return findings;
}

/** Twice in the file, however written: the second names the first. */
function duplicates(items: readonly ListedItem[]): Finding[] {
  const seen = new Map<string, string>();
  const findings: Finding[] = [];
  for (const { fields, cells } of items) {
    const keys: [Field, string | undefined][] = [
      ['vin', fields.vin],
      ['serial', fields.serial && `${fields.make} ${fields.model} ${serialOf(fields.serial)}`],
      ['plate', fields.plate && plateOf(fields.plate)],
    ];
    for (const [field, key] of keys) {
      const cell = cells[field];
      if (key === undefined || cell === undefined) continue;
      const first = seen.get(`${field} ${key}`);
      if (first === undefined) seen.set(`${field} ${key}`, cell);
      else
        findings.push({
          cell,
          code: `${field}-twice`,
          weight: 'error',
          from: fields[field] ?? '',
          to: first,
        });
    }
  }
  return findings;
}
