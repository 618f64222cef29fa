import { AppError } from '../../shared/kernel/errors.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import type { ListRow, ListSource, OutboxBody, OutboxMessage, Page } from '../../shared/ports.ts';
import type { EntryKind, GivenCommand } from '../track.ts';
import { submitCommand } from './submit-command.ts';
import { calendarOf, type Workplace } from './workplace.ts';

type JobBody = Extract<OutboxBody, { type: 'job' }>;

// One page is some twenty transactions: well inside a Lambda's minute.
const PAGE = 20;

/**
 * Work on the next page of a job over many cases (P12): each case gets its own idempotent system command, and the
 * message remembers how far it came. Returns true when the job is finished and its message may be deleted.
 */
export async function runJob(workplace: Workplace, message: OutboxMessage, body: JobBody): Promise<boolean> {
  const { track, inner } = splitCursor(body.cursor);
  const kind = workplace.registry.tracks[track];
  if (kind === undefined) return true;
  const page = await affected(workplace, kind, body, inner);
  for (const row of page.items) await touch(workplace, kind, EntryId.parse(row.id), body);
  const next = page.nextCursor === null ? `${track + 1}|` : `${track}|${page.nextCursor}`;
  if (page.nextCursor === null && track + 1 >= workplace.registry.tracks.length) return true;
  const { now } = workplace.clock;
  const moved = { ...body, cursor: next };
  await workplace.store.postpone(message, now(), moved);
  return false;
}

function splitCursor(cursor: string | null): { track: number; inner: string | null } {
  const text = cursor ?? '0|';
  const bar = text.indexOf('|');
  const inner = text.slice(bar + 1);
  return { track: Number(text.slice(0, bar)), inner: inner === '' ? null : inner };
}

function affected(
  { store }: Workplace,
  kind: EntryKind,
  { job, params }: JobBody,
  cursor: string | null,
): Promise<Page<ListRow>> {
  return store.list(kind.kind, sourcesOf(job, params), true, { limit: PAGE, cursor });
}

function sourcesOf(job: string, params: JobBody['params']): ListSource[] {
  switch (job) {
    case 'calendar-changed':
      // Joint cases rest on the holidays of both authorities.
      return [{ authority: params.authority ?? 'federal' }, { authority: 'joint' }];
    case 'unit-hold':
      return [{ linkedTo: EntryId.parse(params.unit) }];
    default:
      throw new AppError('Unavailable', 'unknown-job', { params: { job } });
  }
}

async function touch(workplace: Workplace, kind: EntryKind, id: EntryId, body: JobBody): Promise<void> {
  const entry = await workplace.store.load(kind.kind, id);
  if (entry === null) return;
  const command = await commandFor(workplace, kind, entry.state, body);
  if (command === null) return;
  const { type, ...input } = command;
  try {
    await submitCommand(workplace, {
      kind,
      id,
      name: type,
      input,
      actor: { kind: 'system', job: body.job },
      idempotencyKey: null,
      ifMatch: null,
    });
  } catch (error) {
    // The case went on meanwhile and its own rules no longer want this; anything else tries again later.
    if (!(error instanceof AppError) || error.name === 'Unavailable') throw error;
    workplace.log.warn('job.refused', { job: body.job, caseId: id, code: error.code });
  }
}

async function commandFor(
  workplace: Workplace,
  kind: EntryKind,
  state: unknown,
  body: JobBody,
): Promise<GivenCommand | null> {
  if (body.job === 'unit-hold') return kind.track?.hold?.(state, body.params.unit ?? '') ?? null;
  const calendar = await calendarOf(workplace, kind.listing(state).authority);
  return kind.track?.recompute(state, calendar) ?? null;
}
