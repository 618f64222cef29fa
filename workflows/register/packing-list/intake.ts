import type { NamedSheet, SheetFile } from '../../../shared/sheets/sheet.ts';
import { ImportRow, MOST_ROWS } from '../asset-import/rows.ts';
import { chooseSheet } from './choose.ts';
import type { Field } from './columns.ts';
import type { Finding } from './finding.ts';
import { type ListedItem, type PackingList, readPackingList } from './read.ts';

/** A file as it would be imported. */
export interface Intake {
  readonly sheet: NamedSheet | null;
  readonly encoding: string;
  readonly list: PackingList;
  /** In the order of the file: everything that is said of it. */
  readonly findings: readonly Finding[];
  /** What will be registered, one asset each; none while there is an error. */
  readonly rows: readonly ImportRow[];
}

const NO_LIST: PackingList = { columns: null, items: [], findings: [] };

/** The list in a file, read and judged by the rules of the register. Pure: the same file gives the same answer. */
export function intakeOf(file: SheetFile, wanted?: string): Intake {
  const { sheet, findings: chosen } = chooseSheet(file, wanted);
  const list = sheet === null ? NO_LIST : readPackingList(sheet.sheet);
  const judged = list.items.map(judge);
  const registered = judged.flatMap(({ row }) => (row === null ? [] : [row]));
  const findings = [
    ...encodingSaid(file),
    ...chosen,
    ...list.findings,
    ...judged.flatMap((one) => one.findings),
    ...tooMany(registered),
  ];
  const isSound = findings.every(({ weight }) => weight !== 'error');
  return { sheet, encoding: file.encoding, list, findings, rows: isSound ? registered : [] };
}

const encodingSaid = ({ encoding }: SheetFile): Finding[] =>
  encoding === 'windows-1256' ? [{ cell: 'A1', code: 'encoding-guessed', weight: 'note', to: encoding }] : [];

const KEPT = ['class', 'make', 'model', 'vin', 'serial', 'plate'] as const satisfies readonly Field[];

function judge({ row: number, fields, cells }: ListedItem): { row: ImportRow | null; findings: Finding[] } {
  const isCounted = [fields.vin, fields.serial, fields.plate].every((one) => one === undefined);
  if (isCounted && fields.quantity !== undefined && fields.quantity !== '1') {
    const cell = cells.quantity ?? `A${number}`;
    return { row: null, findings: [{ cell, code: 'counted-goods', weight: 'note', from: fields.quantity }] };
  }
  const given = KEPT.flatMap((field) => (fields[field] === undefined ? [] : [[field, fields[field]]]));
  const parsed = ImportRow.safeParse({ row: number, ...Object.fromEntries(given) });
  if (parsed.success) return { row: parsed.data, findings: [] };
  // What is missing was said by the reader already; here it can only be too long.
  const long = parsed.error.issues.filter(({ code }) => code === 'too_big');
  return {
    row: null,
    findings: long.map(({ path: [field = ''] }): Finding => {
      const name = String(field) as Field;
      const from = fields[name] ?? '';
      return { cell: cells[name] ?? `A${number}`, code: 'too-long', weight: 'error', from };
    }),
  };
}

const tooMany = (rows: readonly ImportRow[]): Finding[] =>
  rows
    .slice(MOST_ROWS, MOST_ROWS + 1)
    .map(({ row }) => ({ cell: `A${row}`, code: 'too-many-rows', weight: 'error', to: String(MOST_ROWS) }));
