import { z } from 'zod';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { Authority } from '../../../shared/kernel/calendar.ts';
import {
  accept,
  type Decision,
  type Effect,
  outOfTurn,
  refuse,
  wrongPerson,
} from '../../../shared/kernel/decision.ts';
import type { Listing, Task } from '../../../shared/kernel/entry.ts';
import { type EntryId, entryRef } from '../../../shared/kernel/ids.ts';
import { addDays, baghdadDate, type CalendarDate, type Instant } from '../../../shared/kernel/time.ts';
import { type Context, defineEntry } from '../../track.ts';
import { AssetClass, Holder } from '../asset/commands.ts';
import { uniqueOf } from '../asset/entry.ts';
import { vinOf } from '../asset/identity.ts';
import {
  type CommandsOf,
  type EventsOf,
  GovernorateCode,
  inputOf,
  line,
  opened,
  personsOf,
  Reason,
  type Recorded,
} from '../common.ts';
import { FileHash } from '../signature.ts';

/** Rows of one command: each is a part and up to three reserved values, and a transaction has 100 items (P15). */
const STEP = 20;
/** Rows of one import: confirmed, all of them are opened in one transaction. */
const MOST = 80;
/** Days until somebody is reminded of an import that was neither confirmed nor discarded (setting). */
const DAYS = 7;

const Row = z.strictObject({
  row: z.number().int().min(1).max(100_000),
  class: AssetClass,
  make: line(60),
  model: line(60),
  vin: z.exactOptional(line(40)),
  serial: z.exactOptional(line(60)),
  plate: z.exactOptional(line(30)),
});

const inputs = {
  OpenImport: z.strictObject({
    name: line(120),
    /** The list as it was sent. */
    file: FileHash,
    holder: Holder,
    title: line(120),
    grant: z.exactOptional(entryRef('grant')),
    governorate: GovernorateCode,
    authority: Authority,
  }),
  StageRows: z.strictObject({ rows: z.array(Row).min(1).max(STEP) }),
  ConfirmImport: z.strictObject({}),
  ConfirmIntakes: z.strictObject({ remarks: z.exactOptional(Reason) }),
  DiscardImport: z.strictObject({ reason: Reason }),
  DropRows: z.strictObject({}),
};
type ImportCommand = CommandsOf<typeof inputs>;
type Staged = z.infer<typeof Row> & { readonly asset: EntryId };

export type AssetImport = z.infer<typeof inputs.OpenImport> & {
  readonly id: EntryId;
  readonly status: 'staging' | 'confirmed' | 'taken-in' | 'discarded';
  readonly by: readonly EntryId[];
  /** Rows by their number in the file. Nobody sees an asset of them before the import is confirmed. */
  readonly rows: Readonly<Record<string, Staged>>;
  readonly since: number;
  readonly sinceAt: Instant;
  readonly dueOn: CalendarDate;
};

type ImportEvent = EventsOf<{
  ImportOpened: z.infer<typeof inputs.OpenImport> & { id: EntryId };
  RowsStaged: { rows: readonly Staged[] };
  ImportConfirmed: { count: number };
  IntakesConfirmed: { count: number; remarks?: string };
  ImportDiscarded: { reason: string };
  RowsDropped: { rows: readonly string[] };
}>;

function decide(known: AssetImport | null, command: ImportCommand, context: Context): Decision<ImportEvent> {
  if (command.type === 'OpenImport')
    return known === null ? open(command, context) : outOfTurn('already-open');
  const batch = opened(known);
  switch (command.type) {
    case 'StageRows':
      return stage(batch, command.rows, context);
    case 'ConfirmImport':
      return confirm(batch);
    case 'ConfirmIntakes':
      return confirmIntakes(batch, command, context);
    case 'DiscardImport':
      if (batch.status !== 'staging') return outOfTurn('import-confirmed-already');
      return drop(batch, context, [{ type: 'ImportDiscarded', data: inputOf(command) }]);
    case 'DropRows':
      return batch.status === 'discarded' ? drop(batch, context, []) : outOfTurn('import-not-discarded');
    default:
      return assertNever(command);
  }
}

function open(
  command: Extract<ImportCommand, { type: 'OpenImport' }>,
  context: Context,
): Decision<ImportEvent> {
  if (context.entry(command.holder.kind, command.holder.id) === undefined)
    return refuse('holder-unknown', { pointer: '/holder/id' });
  return accept([{ type: 'ImportOpened', data: { id: context.id, ...inputOf(command) } }]);
}

/** The numbers are taken for the assets to come: whoever registers one of them meanwhile is refused. */
function stage(
  batch: AssetImport,
  rows: readonly z.infer<typeof Row>[],
  context: Context,
): Decision<ImportEvent> {
  if (batch.status !== 'staging') return outOfTurn('import-confirmed-already');
  if (Object.keys(batch.rows).length + rows.length > MOST)
    return refuse('too-many-rows', { pointer: '/rows', params: { maximum: MOST } });
  const staged: Staged[] = [];
  for (const [n, row] of rows.entries()) {
    const here = { pointer: `/rows/${n}`, params: { row: row.row } };
    if (batch.rows[keyOf(row.row)] !== undefined) return outOfTurn('row-staged-already', here);
    const wrong = faultOf(row);
    if (wrong !== null) return refuse(wrong, here);
    const vin = row.vin === undefined ? null : vinOf(row.vin);
    staged.push({ ...row, ...(vin === null ? {} : { vin }), asset: context.freshId('AS', n) });
  }
  const values = [...Object.values(batch.rows), ...staged].flatMap(uniqueOf);
  const twice = values.find((value, n) => values.indexOf(value) !== n);
  if (twice !== undefined) return refuse('number-twice', { pointer: '/rows', params: { value: twice } });
  return accept([{ type: 'RowsStaged', data: { rows: staged } }]);
}

/** The same as when one is registered by hand: a VIN for a vehicle, a serial for equipment. */
function faultOf(row: z.infer<typeof Row>): string | null {
  if (row.vin !== undefined && vinOf(row.vin) === null) return 'vin-not-valid';
  if (row.class === 'vehicle') return row.vin === undefined ? 'vin-missing' : null;
  return row.class !== 'furniture' && row.serial === undefined ? 'serial-missing' : null;
}

/** All or nothing: every asset is opened in this one transaction, or none is. */
function confirm(batch: AssetImport): Decision<ImportEvent> {
  if (batch.status !== 'staging') return outOfTurn('import-confirmed-already');
  const rows = Object.values(batch.rows);
  if (rows.length === 0) return refuse('no-rows');
  const { holder, title, grant, governorate, authority } = batch;
  const shared = { holder, title, governorate, authority, ...(grant === undefined ? {} : { grant }) };
  const effects = rows.map(({ asset: id, row: _, ...fields }): Effect => {
    const command = { type: 'RegisterAsset', ...fields, ...shared };
    return { kind: 'asset', id, open: true, command };
  });
  return accept([{ type: 'ImportConfirmed', data: { count: rows.length } }], { effects });
}

/** One look at the store for all of them, by another person than who imported (SD6). */
function confirmIntakes(
  batch: AssetImport,
  { remarks }: Extract<ImportCommand, { type: 'ConfirmIntakes' }>,
  context: Context,
): Decision<ImportEvent> {
  if (batch.status !== 'confirmed') return outOfTurn('import-not-confirmed');
  if (personsOf(context.actor).some((person) => batch.by.includes(person))) return wrongPerson('own-intake');
  const rows = Object.values(batch.rows);
  const said = remarks === undefined ? {} : { remarks };
  return accept([{ type: 'IntakesConfirmed', data: { count: rows.length, ...said } }], {
    effects: rows.map(({ asset: id }) => ({
      kind: 'asset',
      id,
      command: { type: 'ConfirmIntake', ...said },
    })),
  });
}

/** Reserved numbers are given back a few rows at a time, each time asking for the next. */
function drop(batch: AssetImport, context: Context, first: readonly ImportEvent[]): Decision<ImportEvent> {
  const keys = Object.keys(batch.rows);
  if (keys.length === 0) return first.length === 0 ? outOfTurn('nothing-to-drop') : accept(first);
  const rows = keys.slice(0, STEP);
  const again = {
    kind: 'asset-import',
    id: context.id,
    command: { type: 'DropRows' },
    notBefore: context.now,
  };
  return accept([...first, { type: 'RowsDropped', data: { rows } }], {
    timers: keys.length > STEP ? [again] : [],
  });
}

const keyOf = (row: number): string => `R${row}`;

function evolve(known: AssetImport | null, event: Recorded<ImportEvent>): AssetImport {
  const turn = { since: event.seq, sinceAt: event.at, dueOn: addDays(baghdadDate(event.at), DAYS) };
  if (event.type === 'ImportOpened') {
    const by = [event.actor, event.onBehalfOf].flatMap((one) => {
      if (typeof one === 'string') return [one];
      return one?.kind === 'person' ? [one.id] : [];
    });
    return { ...event.data, status: 'staging', by, rows: {}, ...turn };
  }
  const batch = opened(known);
  switch (event.type) {
    case 'RowsStaged': {
      const added = event.data.rows.map((row) => [keyOf(row.row), row]);
      return { ...batch, rows: { ...batch.rows, ...Object.fromEntries(added) } };
    }
    case 'ImportConfirmed':
      return { ...batch, status: 'confirmed', ...turn };
    case 'IntakesConfirmed':
      return { ...batch, status: 'taken-in', ...turn };
    case 'ImportDiscarded':
      return { ...batch, status: 'discarded', ...turn };
    case 'RowsDropped': {
      const left = Object.entries(batch.rows).filter(([key]) => !event.data.rows.includes(key));
      return { ...batch, rows: Object.fromEntries(left) };
    }
    default:
      return assertNever(event);
  }
}

/** Who goes on: whoever imports confirms the preview, and somebody at the store counts what is there. */
function tasks(batch: AssetImport): Task[] {
  const { status, since, sinceAt, dueOn, by, governorate } = batch;
  const open = { since, sinceAt, dueOn, level: 0 };
  const [person] = by;
  if (status === 'staging' && person !== undefined)
    return [
      {
        key: `confirm-import:${since}`,
        title: { key: 'task.asset-import.confirm' },
        addressees: [{ kind: 'person', id: person }],
        commands: ['ConfirmImport', 'DiscardImport'],
        ...open,
      },
    ];
  if (status !== 'confirmed') return [];
  return [
    {
      key: `confirm-intakes:${since}`,
      title: { key: 'task.asset-import.confirm-intakes' },
      addressees: [{ kind: 'role', role: 'logistics', scope: { kind: 'governorate', id: governorate } }],
      commands: ['ConfirmIntakes'],
      ...open,
    },
  ];
}

function listing(batch: AssetImport): Listing {
  const { name, status, rows, governorate, authority, file } = batch;
  const isKept = status === 'staging' || status === 'discarded';
  return {
    title: name,
    authority,
    governorate,
    open: status === 'staging' || status === 'confirmed',
    placement: { governorate, authority },
    card: { status, rows: Object.keys(rows).length, file },
    links: [],
    unique: [],
    reserves: isKept
      ? Object.values(rows).flatMap((row) => uniqueOf(row).map((value) => ({ value, for: row.asset })))
      : [],
    facts: { status },
  };
}

/** A packing list on its way into the register: staged unseen, shown whole or not at all (P15). */
export const assetImport = defineEntry<AssetImport, ImportCommand, ImportEvent>({
  kind: 'asset-import',
  collection: 'asset-imports',
  prefix: 'IM',
  readers: ['logistics g', 'logistics-central d', 'iom-field g', 'iom-manager p', 'auditor p', 'named n'],
  opens: 'OpenImport',
  parts: ['rows'],
  commands: {
    OpenImport: { input: inputs.OpenImport, who: ['logistics-central d*', 'iom-field g*'] },
    StageRows: { input: inputs.StageRows, who: ['logistics-central d*', 'iom-field g*'] },
    ConfirmImport: { input: inputs.ConfirmImport, who: ['logistics-central d*', 'iom-field g*'] },
    ConfirmIntakes: {
      input: inputs.ConfirmIntakes,
      who: ['logistics g*', 'logistics-central d*', 'iom-manager p*'],
    },
    DiscardImport: { input: inputs.DiscardImport, who: ['logistics-central d*', 'iom-field g*'] },
    DropRows: { input: inputs.DropRows, who: [] },
  },
  needs: (_, command) =>
    command.type === 'OpenImport' ? [{ kind: command.holder.kind, id: command.holder.id }] : [],
  decide,
  evolve,
  listing,
  tasks,
  placement: (command) =>
    command.type === 'OpenImport'
      ? { governorate: command.governorate, authority: command.authority }
      : undefined,
});
