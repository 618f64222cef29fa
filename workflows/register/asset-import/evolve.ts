import type { EventActor } from '../../../shared/kernel/actor.ts';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import { addDays, baghdadDate } from '../../../shared/kernel/time.ts';
import { opened, type Recorded } from '../common.ts';
import type { AssetImport, ImportEvent } from './batch.ts';
import { keyOf, type StagedRow } from './rows.ts';

/** Days until somebody is reminded of an import that was neither confirmed nor discarded (setting). */
const DAYS = 7;

const NOTHING_READ = { list: null, pending: [], taken: [], stale: [] } as const;

export function evolve(known: AssetImport | null, event: Recorded<ImportEvent>): AssetImport {
  const turn = { since: event.seq, sinceAt: event.at, dueOn: addDays(baghdadDate(event.at), DAYS) };
  if (event.type === 'ImportOpened')
    return {
      ...NOTHING_READ,
      ...event.data,
      status: 'staging',
      by: persons([event.actor, event.onBehalfOf]),
      rows: {},
      ...turn,
    };
  // Imports opened before files were read know nothing of them.
  const batch = { ...NOTHING_READ, ...opened(known) };
  switch (event.type) {
    case 'FileReplaced': {
      const { sheet: _, ...kept } = batch;
      return { ...kept, ...NOTHING_READ, ...event.data, stale: Object.keys(batch.rows), ...turn };
    }
    case 'RowsStaged':
      return stagedIn(batch, event.data.rows);
    case 'NumberRefused': {
      const { row, field } = event.data;
      const pending = batch.pending.filter((one) => one.row !== row);
      return { ...batch, pending, taken: [...batch.taken, { row, field }] };
    }
    case 'ImportConfirmed':
      return { ...batch, status: 'confirmed', ...turn };
    case 'IntakesConfirmed':
      return { ...batch, status: 'taken-in', ...turn };
    case 'ImportDiscarded':
      return { ...batch, status: 'discarded', pending: [], stale: [], ...turn };
    case 'RowsDropped': {
      const dropped = new Set(event.data.rows);
      const left = Object.entries(batch.rows).filter(([key]) => !dropped.has(key));
      const stale = batch.stale.filter((key) => !dropped.has(key));
      return { ...batch, rows: Object.fromEntries(left), stale };
    }
    default:
      return assertNever(event);
  }
}

function stagedIn(batch: AssetImport, rows: readonly StagedRow[]): AssetImport {
  const added = rows.map((row) => [keyOf(row.row), row]);
  const done = new Set(rows.map(({ row }) => row));
  return {
    ...batch,
    pending: batch.pending.filter(({ row }) => !done.has(row)),
    rows: { ...batch.rows, ...Object.fromEntries(added) },
  };
}

const persons = (actors: readonly (EventActor | EntryId | undefined)[]): EntryId[] =>
  actors.flatMap((one) => {
    if (typeof one === 'string') return [one];
    return one?.kind === 'person' ? [one.id] : [];
  });
