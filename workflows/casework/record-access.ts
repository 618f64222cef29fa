import type { Actor, PersonActor } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import { baghdadDate, type CalendarDate } from '../../shared/kernel/time.ts';
import type { StoredEntry } from '../../shared/ports.ts';
import type { Access } from '../register/access-log/entry.ts';
import type { EntryKind } from '../track.ts';
import { submitCommand } from './submit-command.ts';
import type { Workplace } from './workplace.ts';

// Somebody reading in twenty windows at once writes to one entry; each try has five of its own (P9).
const TRIES = 8;

/** A list or file that leaves the house, by its name (`export.ndjson`, `deliveries.csv`): call before the first byte. */
export const recordExport = (workplace: Workplace, actor: Actor, subject: string): Promise<void> =>
  recordAccess(workplace, actor, { what: 'export', subject });

/** Somebody is about to be shown an entry; only sealed ones are of interest. */
export async function recordRead(
  workplace: Workplace,
  actor: Actor,
  { kind, entry: { id, state } }: { readonly kind: EntryKind; readonly entry: StoredEntry },
  subject: 'entry' | 'history',
): Promise<void> {
  if (!kind.sealed) return;
  const glass = kind.underGlass(state, actor, workplace.clock.now());
  const read =
    glass === null ? ({ what: 'protected-read' } as const) : ({ what: 'break-glass', ...glass } as const);
  await recordAccess(workplace, actor, { ...read, entry: id, subject });
}

/**
 * Write down who reads what, before it is answered; throws Unavailable when that is impossible, and then nothing
 * may be shown. Jobs and timers show nothing to anybody and are not recorded.
 */
async function recordAccess(workplace: Workplace, actor: Actor, access: Access): Promise<void> {
  if (actor.kind !== 'person') return;
  try {
    await write(workplace, actor, access);
  } catch (error) {
    workplace.log.error('access.unrecorded', { what: access.what, person: actor.id, error });
    throw new AppError('Unavailable', 'access-unrecorded', { cause: error });
  }
}

async function write(workplace: Workplace, actor: PersonActor, access: Access): Promise<void> {
  const kind = workplace.registry.kind('access-log');
  if (kind === undefined) throw new Error('this installation keeps no access log');
  const day = baghdadDate(workplace.clock.now());
  const id = accessLogId(workplace, actor.id, day);
  const { onBehalfOf } = actor;
  const record = onBehalfOf === undefined ? access : { ...access, onBehalfOf };
  for (let attempt = 1; ; attempt++) {
    const isThere = (await workplace.store.loadDrive(kind.kind, id)) !== null;
    const request = isThere
      ? { id, name: 'RecordAccess', input: record }
      : { id: null, openAs: id, name: kind.opens, input: { ...record, person: actor.id, day } };
    try {
      const by = {
        actor: { kind: 'system', job: 'access-log' },
        idempotencyKey: null,
        ifMatch: null,
      } as const;
      await submitCommand(workplace, { kind, ...request, ...by });
      return;
    } catch (error) {
      // Somebody opened the day, or wrote to it, first.
      if (attempt === TRIES || !(error instanceof AppError) || error.name !== 'Conflict') throw error;
    }
  }
}

// `AL-20261115-` takes twelve of the forty characters of an id.
const OWN_ID = 28;

/** The same for the same person and day. */
export function accessLogId(
  { crypto }: Pick<Workplace, 'crypto'>,
  person: EntryId,
  day: CalendarDate,
): EntryId {
  const own = person.slice('PE-'.length);
  const short = own.length <= OWN_ID ? own : crypto.sha256(person).slice(0, OWN_ID).toUpperCase();
  return EntryId.parse(`AL-${day.replaceAll('-', '')}-${short}`);
}
