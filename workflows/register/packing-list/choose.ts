import type { NamedSheet, SheetFile } from '../../../shared/sheets/sheet.ts';
import { findColumns, withoutProblems } from './columns.ts';
import type { Finding } from './finding.ts';

interface Chosen {
  readonly sheet: NamedSheet | null;
  readonly findings: readonly Finding[];
}

/** The sheet of a file that bears the list: the one that is named, else the only visible one with headings. */
export function chooseSheet({ sheets }: SheetFile, wanted: string | undefined): Chosen {
  if (wanted !== undefined) {
    const sheet = sheets.find(({ name }) => name.trim() === wanted.trim()) ?? null;
    return {
      sheet,
      findings: sheet === null ? [said('sheet-unknown', 'error', wanted)] : leftOut(sheets, sheet),
    };
  }
  const lists = sheets.filter((one) => !one.isHidden && findColumns(withoutProblems(one.sheet)) !== null);
  if (lists.length > 1)
    return { sheet: null, findings: lists.map(({ name }) => said('sheet-ambiguous', 'error', name)) };
  const sheet = lists[0] ?? sheets.find(({ isHidden }) => !isHidden) ?? null;
  if (sheet === null) return { sheet, findings: [said('no-header-row', 'error')] };
  return { sheet, findings: leftOut(sheets, sheet) };
}

const said = (code: string, weight: Finding['weight'], from?: string): Finding => ({
  cell: 'A1',
  code,
  weight,
  ...(from === undefined ? {} : { from }),
});

/** Sheets with anything in them that are not read. */
const leftOut = (sheets: readonly NamedSheet[], chosen: NamedSheet): Finding[] =>
  sheets
    .filter((one) => one !== chosen && one.sheet.rows.length > 0)
    .map(({ name }) => said('sheet-left-out', 'note', name));
