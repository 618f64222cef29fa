import type { Actor } from '../../shared/kernel/actor.ts';
import type { CalendarDate } from '../../shared/kernel/time.ts';
import type { ListRow, Page } from '../../shared/ports.ts';
import { type CountedForum, countForums } from '../register/forum/count.ts';
import { listEntries } from './list-entries.ts';
import type { Workplace } from './workplace.ts';

export interface Indicators {
  readonly asOf: CalendarDate;
  /** Established forums on that date (SF-13…SF-17, G-01). */
  readonly forums: { readonly total: number; readonly iom: number; readonly independent: number };
}

/** Counts for any past date, from the dated register and never from a stored total. */
export async function indicators(
  workplace: Workplace,
  actor: Actor,
  asOf: CalendarDate,
): Promise<Indicators> {
  const kind = workplace.registry.kind('forum');
  const forums: CountedForum[] = [];
  if (kind !== undefined) {
    let cursor: string | null = null;
    do {
      const page: Page<ListRow> = await listEntries(workplace, kind, actor, {
        filter: {},
        page: { limit: 100, cursor },
      });
      forums.push(...page.items.map(({ card }) => card as unknown as CountedForum));
      cursor = page.nextCursor;
    } while (cursor !== null);
  }
  return { asOf, forums: countForums(forums, asOf) };
}
