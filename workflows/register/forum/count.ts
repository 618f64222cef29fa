import type { CalendarDate } from '../../../shared/kernel/time.ts';

export type ForumStatus = 'planned' | 'established' | 'self-sustaining' | 'dormant';

/** What counting needs of a forum; list rows carry it. */
export interface CountedForum {
  readonly establishedBy: 'iom' | 'independent';
  /** Oldest first. */
  readonly statusSince: readonly { readonly status: ForumStatus; readonly from: CalendarDate }[];
}

const COUNTED: readonly (ForumStatus | undefined)[] = ['established', 'self-sustaining'];

/** Forums at work on a date: established or self-sustaining; planned and dormant ones do not count (G-01). */
export function countForums(
  forums: Iterable<CountedForum>,
  asOf: CalendarDate,
): { total: number; iom: number; independent: number } {
  const count = { total: 0, iom: 0, independent: 0 };
  for (const { establishedBy, statusSince } of forums) {
    if (!COUNTED.includes(statusSince.findLast(({ from }) => from <= asOf)?.status)) continue;
    count.total += 1;
    count[establishedBy] += 1;
  }
  return count;
}
