import type { Cell, Sheet } from '../../../shared/sheets/sheet.ts';
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
    sheet,
    findings,
    head,
    width,
    digits: new Set(digits.map(([column]) => column)),
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
  readonly sheet: Sheet;
  readonly findings: readonly Finding[];
  /** Number of the row with the headings. */
  readonly head: number;
  readonly width: number;
  /** Columns of VIN, serial number and plate. */
  readonly digits: ReadonlySet<string>;
}

function rowCells(page: Page, number: number): Written[] {
  const cells = page.sheet.rows.find((row) => row.number === number)?.cells;
  return Array.from({ length: page.width }, (_, n) => {
    const column = columnName(n + 1);
    const cell = cells?.get(column);
    const isDigits = number > page.head && page.digits.has(column);
    const written = cell === undefined ? { value: null } : asWritten(cell);
    return {
      ...written,
      ...(isDigits && written.as === undefined ? { as: 'digits' as const } : {}),
      ...lookOf(page, `${column}${number}`),
      ...spanOf(page, number, n + 1),
    };
  });
}

function asWritten({ kind, text }: Cell): Written {
  if (text === '') return { value: null };
  if (kind === 'number') return { value: Number(text) };
  return kind === 'date' ? { value: text.slice(0, 10), as: 'date' } : { value: text };
}

function lookOf({ findings }: Page, cell: string): Pick<Written, 'look'> {
  const weights = findings.filter((one) => one.cell === cell).map(({ weight }) => weight);
  if (weights.includes('error')) return { look: 'bad' };
  return weights.includes('change') ? { look: 'changed' } : {};
}

function spanOf({ sheet, width }: Page, row: number, column: number): Pick<Written, 'columns' | 'rows'> {
  const merge = sheet.merges.find(({ top, left }) => top === row && left === column);
  if (merge === undefined) return {};
  const last = sheet.rows.at(-1)?.number ?? row;
  return {
    columns: Math.min(merge.right, width) - column + 1,
    rows: Math.min(merge.bottom, last) - row + 1,
  };
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
