import type { PersonActor } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import type { ChainedEvent } from '../../shared/kernel/event.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { ListRow, Page, PageRequest, TaskRow } from '../../shared/ports.ts';
import { type Grant, isForEveryone, scopesFor } from '../grants.ts';
import type { EntryKind } from '../track.ts';
import type { ListFilter } from './find-entries.ts';
import { listEntries } from './list-entries.ts';
import { listTasks } from './list-tasks.ts';
import { readHistory } from './read-history.ts';
import { recordExport } from './record-access.ts';
import type { Workplace } from './workplace.ts';

/** Rows of one export: some 5 MB of a wide list, below what a Lambda may answer and a phone may open (setting). */
const MOST = 10_000;
const PAGE = 100;

/** Taking a whole list away is more than looking at it: who may, where it is not everybody who reads it. */
const EXPORTERS: Readonly<Record<string, readonly Grant[]>> = {
  'safety-plan': ['ministry d', 'iom-field g', 'iom-manager p', 'auditor p'],
  'office-build': ['ministry d', 'iom-field g', 'iom-manager p', 'auditor p'],
  asset: ['logistics g', 'logistics-central d', 'ministry d', 'iom-field g', 'iom-manager p', 'auditor p'],
};

const exportersOf = ({ kind, readers }: EntryKind): readonly Grant[] => EXPORTERS[kind] ?? readers;

export function mayExport(kind: EntryKind, actor: PersonActor): boolean {
  const who = exportersOf(kind);
  return isForEveryone(who) || scopesFor(actor, who).length > 0;
}

/** The rows of a list as its page shows them, all of them, within the scopes of the roles that may export. */
export async function exportList(
  workplace: Workplace,
  kind: EntryKind,
  actor: PersonActor,
  filter: ListFilter,
): Promise<readonly ListRow[]> {
  if (!mayExport(kind, actor)) throw new AppError('Forbidden', 'forbidden');
  const who = exportersOf(kind);
  const scopes = scopesFor(actor, who);
  const assignments = isForEveryone(who)
    ? actor.assignments
    : actor.assignments.filter(({ scope }) => scopes.includes(scope));
  const rows = await all((page) => listEntries(workplace, kind, { ...actor, assignments }, { filter, page }));
  return recorded(workplace, actor, kind.collection, rows);
}

/** Everything that waits for this person. */
export const exportTasks = async (workplace: Workplace, actor: PersonActor): Promise<readonly TaskRow[]> =>
  recorded(workplace, actor, 'tasks', await all((page) => listTasks(workplace, actor, page)));

/** Every event of an entry, for whoever may read it. */
export async function exportHistory(
  workplace: Workplace,
  entry: { readonly kind: EntryKind; readonly id: EntryId },
  actor: PersonActor,
): Promise<readonly ChainedEvent[]> {
  const events = await all(async ({ cursor, limit }) => {
    const after = Number(cursor ?? 0);
    const { items, nextAfter } = await readHistory(workplace, entry, actor, { after, limit });
    return { items, nextCursor: nextAfter === null ? null : String(nextAfter) };
  });
  return recorded(workplace, actor, `${entry.kind.collection}/history`, events);
}

/** Page by page; more rows than a file should have are refused before they fill the memory. */
async function all<Row>(read: (page: PageRequest) => Promise<Page<Row>>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | null = null; ; ) {
    const page: Page<Row> = await read({ limit: PAGE, cursor });
    rows.push(...page.items);
    if (rows.length > MOST) throw new AppError('TooLarge', 'export-too-large', { params: { limit: MOST } });
    cursor = page.nextCursor;
    if (cursor === null) return rows;
  }
}

/** Who took what is written down before it leaves; when that fails, nothing does. */
async function recorded<Row>(
  workplace: Workplace,
  actor: PersonActor,
  list: string,
  rows: readonly Row[],
): Promise<readonly Row[]> {
  await recordExport(workplace, actor, list);
  workplace.log.info('list.exported', { list, rows: rows.length, person: actor.id });
  return rows;
}
