import type { Placement } from '../../shared/kernel/actor.ts';
import { isAmong } from '../../shared/kernel/actor.ts';
import { type Deadline, fixedDeadline, startDeadline } from '../../shared/kernel/deadline.ts';
import {
  type Decision,
  type Effect,
  outOfTurn,
  type Reliance,
  refuse,
} from '../../shared/kernel/decision.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { addDays } from '../../shared/kernel/time.ts';
import { type Grant, isOpenOn } from '../register/grant/entry.ts';
import type { Unit } from '../register/unit/entry.ts';
import { DELIVERY } from '../settings.ts';
import type { Context, Need } from '../track.ts';
import type { CaseFile, Delivery, Line, Receipt, Stage } from './case.ts';
import type { Slot } from './vocabulary.ts';

export const placementOf = (
  delivery: Pick<CaseFile, 'forum' | 'unit' | 'governorate' | 'authority'>,
): Placement => ({
  forum: delivery.forum ?? undefined,
  unit: delivery.unit ?? undefined,
  governorate: delivery.governorate,
  authority: delivery.authority,
});

/** Did this person, or whoever they act for, have a part in something before? */
export const involves = ({ actor }: Context, persons: readonly EntryId[]): boolean => isAmong(actor, persons);

export const approversOf = ({ approvals }: { approvals: readonly { by: readonly EntryId[] }[] }): EntryId[] =>
  approvals.flatMap(({ by }) => by);

/** The stage's clock, started today. */
export const stageDeadline = (stage: keyof typeof DELIVERY.stageDays, context: Context): Deadline =>
  startDeadline(context.today, DELIVERY.stageDays[stage], context.calendar);

/** IOM, and the ministry of the authority; both ministries where both govern (tracks 0.5). */
export function requiredSlots({ authority }: Pick<CaseFile, 'authority'>): Slot[] {
  const slots: Slot[] = ['iom'];
  if (authority !== 'krg') slots.push('ministry-federal');
  if (authority !== 'federal') slots.push('ministry-krg');
  return slots;
}

const ENDED: Partial<Record<Stage, string>> = {
  closed: 'delivery-closed',
  cancelled: 'delivery-cancelled',
  suspended: 'delivery-suspended',
};

/** The command belongs to another stage. */
export const notNow = (delivery: Delivery): Decision<never> =>
  outOfTurn(ENDED[delivery.stage] ?? 'not-in-this-stage', { params: { stage: delivery.stage } });

/** Refusal unless the person exists and is active; `pointer` names the field. */
export function refusePerson(context: Context, id: EntryId, pointer: string): Decision<never> | null {
  const person = context.entry('person', id);
  if (person === undefined) return refuse('person-unknown', { pointer });
  const { status } = person.state as { status?: unknown };
  return status === 'active' ? null : refuse('person-deactivated', { pointer });
}

/** Every unit that receives something; the first is the one the delivery is named after. */
export const unitsOf = ({ unit, recipients }: Pick<CaseFile, 'unit' | 'recipients'>): EntryId[] =>
  unit === null ? [...recipients] : [unit, ...recipients.filter((other) => other !== unit)];

export const unitNeeds = (delivery: Pick<CaseFile, 'unit' | 'recipients'>): Need[] =>
  unitsOf(delivery).map((id) => ({ kind: 'unit', id }));

export const unitOf = (context: Pick<Context, 'entry'>, id: EntryId): Unit | undefined =>
  context.entry('unit', id)?.state as Unit | undefined;

const grantOf = (context: Pick<Context, 'entry'>, id: EntryId): Grant | undefined =>
  context.entry('grant', id)?.state as Grant | undefined;

/** No support to a unit on hold (tracks 0.10). */
export function refuseHold(delivery: CaseFile, context: Context): Decision<never> | null {
  const held = unitsOf(delivery).find((id) => unitOf(context, id)?.hold != null);
  return held === undefined ? null : refuse('unit-on-hold', { params: { unit: held } });
}

export const holdReliances = (delivery: CaseFile): Reliance[] =>
  unitsOf(delivery).map((id) => ({ id, fact: 'onHold' }));

/** Goods that go back leave the police, so nothing is to be assessed. */
export const isReturn = ({ origin }: Pick<CaseFile, 'origin'>): boolean => origin?.kind === 'return';

/** The gate of tracks 0.10, on the day it is passed: every receiving unit assessed, and the assessment valid. */
export function refuseDueDiligence(delivery: CaseFile, context: Context): Decision<never> | null {
  if (isReturn(delivery)) return null;
  for (const id of unitsOf(delivery)) {
    const assessment = unitOf(context, id)?.assessment ?? null;
    if (assessment === null) return refuse('due-diligence-missing', { params: { unit: id } });
    if (assessment.validUntil < context.today)
      return refuse('due-diligence-expired', { params: { unit: id, on: assessment.validUntil } });
  }
  return null;
}

export function refuseGrant(delivery: CaseFile, context: Context): Decision<never> | null {
  if (delivery.grant === null) return refuse('grant-missing', { pointer: '/grant' });
  const grant = grantOf(context, delivery.grant);
  if (grant === undefined) return refuse('grant-unknown', { pointer: '/grant' });
  if (isOpenOn(grant, context.today)) return null;
  return refuse('grant-not-open', { params: { from: grant.from, until: grant.until ?? '' } });
}

/** Everything allocated so far. */
export const allAssets = ({ lines }: Pick<CaseFile, 'lines'>): EntryId[] =>
  Object.values(lines).flatMap(({ assets }) => assets);

export const acceptedOf = (line: Line): number => line.receipt?.accepted ?? 0;

export const acceptedAssets = (line: Line): EntryId[] =>
  line.assets.filter((asset) => line.receipt?.outcomes[asset] === 'accepted');

/** What arrived or is accounted for; equals what was sent when a receipt is complete (I6). */
export const accountedFor = ({ accepted, rejected, missing }: Receipt): number =>
  accepted + rejected + missing;

/** The delivery gives these assets up; those that never arrived are marked so. */
export const releases = (
  delivery: EntryId,
  assets: readonly EntryId[],
  missing: readonly EntryId[] = [],
): Effect[] =>
  assets.map((id) => ({
    kind: 'asset',
    id,
    command: { type: 'ReleaseReservation', delivery, missing: missing.includes(id) },
  }));

// One transaction takes 100 items; a ceremony needs 15 beside the assets, the links and the checked units (P15).
const ROOM = 85;

/** Items the assets of a ceremony may take in its transaction. */
export function roomFor(delivery: CaseFile): number {
  const { forum, plan, grant, origin } = delivery;
  const links = [forum, plan, grant, origin].filter((link) => link !== null).length;
  return ROOM - links - 2 * Math.max(1, unitsOf(delivery).length);
}

/** Would all serialised assets still change hands in one transaction? */
export function refuseSize(delivery: CaseFile, lines: CaseFile['lines']): Decision<never> | null {
  const serialised = Object.values(lines)
    .filter(({ kind }) => kind === 'serialised')
    .reduce((sum, { quantity }) => sum + quantity, 0);
  const maximum = roomFor(delivery);
  return serialised <= maximum ? null : refuse('consignment-too-large', { params: { serialised, maximum } });
}

/** Calendar days after the handover on which somebody looks: after 30 and 180, then yearly (DF-36). */
export const CHECK_DAYS: readonly number[] = [
  ...DELIVERY.checkAfterDays,
  ...Array.from({ length: DELIVERY.checkYears }, (_, year) => 365 * (year + 1)),
];

/** When the n-th check (from 0) is due, counted from the day of the handover; tomorrow at the earliest. */
export function checkDeadline({ today }: Pick<Context, 'today'>, n: number, from = today): Deadline {
  const dueOn = addDays(from, CHECK_DAYS[n] ?? 0);
  return fixedDeadline(today, dueOn > today ? dueOn : addDays(today, 1));
}

/** Assets this delivery still has reserved: those of settled discrepancies were given up before. */
export function reservedAssets(delivery: Delivery): EntryId[] {
  const sheet = delivery.stage === 'suspended' ? delivery.held : delivery;
  if (sheet.stage === 'monitoring' || !('discrepancies' in sheet))
    return sheet.stage === 'monitoring' ? [] : allAssets(delivery);
  const settled = Object.values(sheet.discrepancies).filter(({ resolution }) => resolution !== null);
  const given = new Set(settled.flatMap(({ assets }) => assets));
  return allAssets(delivery).filter((asset) => !given.has(asset));
}
