import { EntryId } from '../../shared/kernel/ids.ts';
import type { Instant } from '../../shared/kernel/time.ts';
import type { DemoApi } from './api.ts';
import { duhok } from './plan-duhok.ts';
import { qayara2 } from './plan-qayara-2.ts';
import { ramadi } from './plan-ramadi.ts';
import { scheduleFrom } from './schedule.ts';

const KIND = 'safety-plan';

/** Three plans in three stages. Al-Qayara 1 has none: whoever tries the platform out begins there. */
export async function loadPlans(api: DemoApi, now: Instant): Promise<void> {
  const schedule = scheduleFrom(now);
  for (const story of [qayara2, ramadi, duhok]) {
    const { id: name, openedBefore, open, steps } = story(schedule);
    const id = EntryId.parse(name);
    await api.open(KIND, id, open, schedule.at(openedBefore, 0));
    for (const [n, [daysBefore, as, command, input]] of steps.entries())
      await api.command(KIND, id, command, input, EntryId.parse(as), schedule.at(daysBefore, n + 1));
  }
}
