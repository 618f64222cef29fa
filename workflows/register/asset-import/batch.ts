import { z } from 'zod';
import { Authority } from '../../../shared/kernel/calendar.ts';
import { type EntryId, entryRef } from '../../../shared/kernel/ids.ts';
import type { CalendarDate, Instant } from '../../../shared/kernel/time.ts';
import { Holder } from '../asset/commands.ts';
import { type CommandsOf, type EventsOf, GovernorateCode, line, Reason } from '../common.ts';
import { FileHash } from '../signature.ts';
import { ImportRow, STEP, type StagedRow } from './rows.ts';

const file = {
  /** The list as it was sent. Rows of a spreadsheet are read from it; of anything else they are typed. */
  file: FileHash,
  /** Which sheet, where several have a list. */
  sheet: z.exactOptional(line(60)),
};

export const inputs = {
  OpenImport: z.strictObject({
    name: line(120),
    ...file,
    holder: Holder,
    title: line(120),
    grant: z.exactOptional(entryRef('grant')),
    governorate: GovernorateCode,
    authority: Authority,
  }),
  StageRows: z.strictObject({ rows: z.array(ImportRow).min(1).max(STEP) }),
  StageList: z.strictObject({}),
  RefuseNumber: z.strictObject({ value: z.string().min(1).max(300) }),
  ReplaceFile: z.strictObject(file),
  ConfirmImport: z.strictObject({}),
  ConfirmIntakes: z.strictObject({ remarks: z.exactOptional(Reason) }),
  DiscardImport: z.strictObject({ reason: Reason }),
  DropRows: z.strictObject({}),
};
export type ImportCommand = CommandsOf<typeof inputs>;
export type CommandNamed<Name extends ImportCommand['type']> = Extract<ImportCommand, { type: Name }>;

/** What was found in the file; each finding can be read from the file again at any time. */
export type ListRead = {
  /** Name of the sheet; empty for a CSV file. */
  readonly sheet: string;
  readonly encoding: string;
  readonly items: number;
  readonly errors: number;
  readonly changes: number;
  readonly notes: number;
};

/** A number of the list that is in the register already, by the key of its row. */
export type TakenNumber = {
  readonly row: number;
  readonly field: 'vin' | 'serial' | 'plate';
};

export type AssetImport = z.infer<typeof inputs.OpenImport> & {
  readonly id: EntryId;
  readonly status: 'staging' | 'confirmed' | 'taken-in' | 'discarded';
  readonly by: readonly EntryId[];
  /** null: the rows are typed. */
  readonly list: ListRead | null;
  /** Rows of the list that are not staged yet. */
  readonly pending: readonly ImportRow[];
  readonly taken: readonly TakenNumber[];
  /** Keys of rows of an earlier file whose numbers are still to be given back. */
  readonly stale: readonly string[];
  /** Rows by their number in the file. Nobody sees an asset of them before the import is confirmed. */
  readonly rows: Readonly<Record<string, StagedRow>>;
  readonly since: number;
  readonly sinceAt: Instant;
  readonly dueOn: CalendarDate;
};

type Found = {
  readonly list?: ListRead;
  readonly pending?: readonly ImportRow[];
};

export type ImportEvent = EventsOf<{
  ImportOpened: z.infer<typeof inputs.OpenImport> & { id: EntryId } & Found;
  FileReplaced: z.infer<typeof inputs.ReplaceFile> & Found;
  RowsStaged: { rows: readonly StagedRow[] };
  NumberRefused: TakenNumber & { value: string };
  ImportConfirmed: { count: number };
  IntakesConfirmed: { count: number; remarks?: string };
  ImportDiscarded: { reason: string };
  RowsDropped: { rows: readonly string[] };
}>;
