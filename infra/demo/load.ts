import { EntryId } from '../../shared/kernel/ids.ts';
import { baghdadDate, type Instant } from '../../shared/kernel/time.ts';
import type { DemoApi } from './api.ts';
import { loadBuilds } from './builds.ts';
import { calendarEntries } from './calendars.ts';
import { loadDeliveries } from './deliveries.ts';
import { loadEquipment } from './equipment.ts';
import { forumEntries, membershipEntries } from './forums.ts';
import { grantEntries } from './grants.ts';
import { personEntries, roleEntries } from './people.ts';
import { placeEntries } from './places.ts';
import { loadPlans } from './plans.ts';
import { assessmentEntries, assetEntries, intakeEntries } from './support.ts';
import { facilityEntries, unitEntries } from './units.ts';

export type { DemoApi } from './api.ts';

/**
 * Loads everything, in an order in which each entry finds what it speaks of. Dates hang on `now`: a load that is
 * continued after a crash must be given the same instant again.
 */
export async function loadDemo(api: DemoApi, now: Instant): Promise<void> {
  const today = baghdadDate(now);
  const openAll = async (kind: string, entries: readonly { id: string; input: object }[]) => {
    for (const { id, input } of entries) await api.open(kind, EntryId.parse(id), input);
  };
  await openAll('calendar', calendarEntries);
  await openAll('place', placeEntries);
  await openAll('unit', unitEntries);
  await openAll('facility', facilityEntries);
  await openAll('forum', forumEntries);
  for (const { id, input } of membershipEntries)
    await api.command('forum', EntryId.parse(id), 'RecordMembership', input, 'system');
  await openAll('person', personEntries);
  for (const { id, input } of roleEntries)
    await api.command('person', EntryId.parse(id), 'AssignRole', input, 'system');
  await openAll('grant', grantEntries);
  await openAll('due-diligence', assessmentEntries(today));
  await openAll('asset', assetEntries);
  for (const { id, by } of intakeEntries)
    await api.command('asset', EntryId.parse(id), 'ConfirmIntake', {}, EntryId.parse(by));
  await loadPlans(api, now);
  await loadEquipment(api, now);
  await loadDeliveries(api, now);
  await loadBuilds(api, now);
}
