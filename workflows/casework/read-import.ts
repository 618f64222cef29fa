import type { Actor } from '../../shared/kernel/actor.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { SheetFile } from '../../shared/sheets/sheet.ts';
import type { AssetImport } from '../register/asset-import/batch.ts';
import type { Finding } from '../register/packing-list/finding.ts';
import { type Intake, intakeOf } from '../register/packing-list/intake.ts';
import type { EntryKind } from '../track.ts';
import { type EntryView, readEntry } from './read-entry.ts';
import type { Workplace } from './workplace.ts';

/** A packing list as it was sent, and everything that is said of it. */
export interface ImportRead {
  readonly view: EntryView;
  readonly batch: AssetImport;
  /** null: the list is no spreadsheet, its rows are typed. */
  readonly read: {
    readonly file: SheetFile;
    readonly intake: Intake;
    /** With the numbers that turned out to be in the register already. */
    readonly findings: readonly Finding[];
  } | null;
}

/** The import and its list, read from the file again: a file never changes. NotFound like any entry. */
export async function readImport(
  workplace: Workplace,
  kind: EntryKind,
  id: EntryId,
  actor: Actor,
): Promise<ImportRead> {
  const view = await readEntry(workplace, kind, id, actor);
  const batch = view.state as AssetImport;
  const file = batch.list === null ? null : await workplace.sheets?.read(batch.file);
  if (file === null || file === undefined) return { view, batch, read: null };
  const intake = intakeOf(file, batch.sheet);
  const findings = [...intake.findings, ...takenOf(batch, intake)];
  return { view, batch, read: { file, intake, findings } };
}

const takenOf = ({ taken }: AssetImport, { list }: Intake): Finding[] =>
  taken.map(({ row, field }) => {
    const item = list.items.find((one) => one.row === row);
    const cell = item?.cells[field] ?? `A${row}`;
    return { cell, code: 'taken', weight: 'error', from: item?.fields[field] ?? '' };
  });
