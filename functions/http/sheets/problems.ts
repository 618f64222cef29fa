import type { Cell, Row, Sheet } from '../../../shared/sheets/sheet.ts';
import { columnName, columnNumber } from '../../../shared/sheets/sheet.ts';
import type { Written, WrittenSheet } from '../../../shared/sheets/write.ts';
import type { ImportRead } from '../../../workflows/casework/read-import.ts';
import {
  type Field,
  PROBLEMS_HEADING,
  withoutProblems,
} from '../../../workflows/register/packing-list/columns.ts';
import type { Finding } from '../../../workflows/register/packing-list/finding.ts';
import type { Say } from '../wording.ts';

/** What a finding says, with what was written and what was read. */
export const sentenceOf = ({ code, from = '', to = '' }: Finding, say: Say): string =>
  say.text({ key: `finding.${code}`, params: { from, to } });

/** `D12` → row 12. */
export const rowOf = (cell: string): number => Number(/\d+$/.exec(cell)?.[0] ?? 1);

const NUMBERS: readonly Field[] = ['vin', 'serial', 'plate'];

/**
 * The list as it was sent, every cell where it was, with a last column that says what is wrong with each row. What a
 * spreadsheet spoiled stays spoiled: a number is written as a number, merged cells stay merged, so that whoever sends
 * it back unchanged gets the same answer.
 */
export function problemsSheet(read: NonNullable<ImportRead['read']>, say: Say): WrittenSheet {
  const { intake, findings, file } = read;
  const source = intake.sheet ?? file.sheets.find(({ isHidden }) => !isHidden) ?? file.sheets[0];
  const sheet = withoutProblems(source?.sheet ?? { rows: [], hiddenColumns: [], hiddenRows: [], merges: [] });
  const head = intake.list.columns?.row ?? 1;
  const width = sheet.rows.reduce(
    (most, { cells }) => Math.max(most, ...[...cells.keys()].map(columnNumber)),
    1,
  );
  const last = Math.max(head + 1, sheet.rows.at(-1)?.number ?? 1);
  const digits = [...(intake.list.columns?.fields ?? [])].filter(([, field]) => NUMBERS.includes(field));
  const page: Page = {
    cells: new Map(sheet.rows.map(({ number, cells }) => [number, cells])),
    findings,
    weights: gravest(findings),
    head,
    width,
    digits: new Set(digits.map(([column]) => column)),
    spans: spansOf(sheet, width, last),
  };
  const rows = Array.from({ length: last }, (_, n) => [
    ...rowCells(page, n + 1),
    problemCell(page, n + 1, say),
  ]);
  return {
    name: source?.name ?? '',
    isRightToLeft: say.dir === 'rtl',
    rows,
    sticky: head <= 5 ? head : 0,
    widths: [...Array.from({ length: width }, () => 18), 70],
  };
}

interface Page {
  readonly cells: ReadonlyMap<number, Row['cells']>;
  readonly findings: readonly Finding[];
  /** By cell, the gravest of what is said of it. */
  readonly weights: ReadonlyMap<string, Finding['weight']>;
  /** Number of the row with the headings. */
  readonly head: number;
  readonly width: number;
  /** Columns of VIN, serial number and plate. */
  readonly digits: ReadonlySet<string>;
  /** By cell, the merged range that begins there; null for a cell that one covers. */
  readonly spans: ReadonlyMap<string, Span | null>;
}

type Span = Required<Pick<Written, 'columns' | 'rows'>>;

function gravest(findings: readonly Finding[]): Map<string, Finding['weight']> {
  const weights = new Map<string, Finding['weight']>();
  for (const { cell, weight } of findings) if (weights.get(cell) !== 'error') weights.set(cell, weight);
  return weights;
}

/** Merged ranges that lie within the list; of two that overlap, as none should, the first. */
function spansOf({ merges }: Sheet, width: number, last: number): Map<string, Span | null> {
  const spans = new Map<string, Span | null>();
  for (const { top, left, right, bottom } of merges) {
    const columns = Math.min(right, width) - left + 1;
    const rows = Math.min(bottom, last) - top + 1;
    if (columns < 1 || rows < 1) continue;
    const inside = Array.from({ length: columns * rows }, (_, n) => {
      const column = columnName(left + (n % columns));
      return `${column}${top + Math.floor(n / columns)}`;
    });
    if (inside.some((cell) => spans.has(cell))) continue;
    for (const [n, cell] of inside.entries()) spans.set(cell, n === 0 ? { columns, rows } : null);
  }
  return spans;
}

const COVERED: Written = { value: null };

function rowCells(page: Page, number: number): Written[] {
  const cells = page.cells.get(number);
  return Array.from({ length: page.width }, (_, n) => {
    const column = columnName(n + 1);
    const span = page.spans.get(`${column}${number}`);
    if (span === null) return COVERED;
    const cell = cells?.get(column);
    const isDigits = number > page.head && page.digits.has(column);
    const written = cell === undefined ? COVERED : asWritten(cell);
    return {
      ...written,
      ...(isDigits && written.as === undefined ? { as: 'digits' as const } : {}),
      ...lookOf(page, `${column}${number}`),
      ...span,
    };
  });
}

function asWritten({ kind, text }: Cell): Written {
  if (text === '') return { value: null };
  if (kind === 'number') return { value: Number(text) };
  return kind === 'date' ? { value: text.slice(0, 10), as: 'date' } : { value: text };
}

function lookOf({ weights }: Page, cell: string): Pick<Written, 'look'> {
  const weight = weights.get(cell);
  if (weight === 'error') return { look: 'bad' };
  return weight === 'change' ? { look: 'changed' } : {};
}

/** The row of headings bears the name of the column, so what is wrong with them stands below it. */
function problemCell({ findings, head }: Page, number: number, say: Say): Written {
  if (number === head) return { value: PROBLEMS_HEADING[say.locale.language], look: 'head' };
  const here = number === head + 1 ? [head, number] : [number];
  const said = findings.filter(({ cell, weight }) => weight !== 'note' && here.includes(rowOf(cell)));
  if (said.length === 0) return { value: null };
  const lines = said.map((one) => `${one.cell}: ${sentenceOf(one, say)}${changeOf(one)}`);
  return { value: lines.join('\n'), look: said.some(({ weight }) => weight === 'error') ? 'bad' : 'changed' };
}

const changeOf = ({ weight, from = '', to = '' }: Finding): string =>
  weight === 'change' ? ` (${from.trim()} → ${to})` : '';
