import { type Deadline, fixedDeadline } from '../../shared/kernel/deadline.ts';
import { accept, type Decision, type Effect, outOfTurn, refuse } from '../../shared/kernel/decision.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { addMonths } from '../../shared/kernel/time.ts';
import { OFFICE_BUILD } from '../settings.ts';
import type { Context } from '../track.ts';
import { type BuildIn, type CaseFile, isIn, type OfficeBuild } from './case.ts';
import type { BuildCommand } from './commands.ts';
import { wordsOf } from './decide-approval.ts';
import { type BuildEvent, event } from './events.ts';
import { CAPS, type Flaw } from './parts.ts';
import { inDays, isLive, notNow } from './policy.ts';
import { deliveryOf, forumOf } from './register.ts';
import { isExempt } from './siting-rule.ts';
import { allSlots, slotFor } from './slots.ts';
import { AccessItem } from './vocabulary.ts';

/** The office with minor flaws at most; from here the defects period runs (DF-43). */
export function acceptProvisionally(
  build: OfficeBuild,
  command: BuildCommand<'AcceptProvisionally'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'provisional-acceptance') return notNow(build);
  if (build.question !== null) return outOfTurn('question-open');
  const matter = { required: allSlots(build), given: build.approvals, as: command.as };
  const found = slotFor(build, matter, context);
  if ('refusal' in found) return found.refusal;
  const major = openFlaws(build.snags).filter(([, { severity }]) => severity === 'serious').length;
  if (major > 0) return refuse('major-snags-open', { params: { count: major } });
  const { access, remarks } = command;
  const missing = AccessItem.options.find((item) => !access.includes(item));
  if (missing !== undefined && remarks === undefined)
    return refuse('access-item-missing', { pointer: '/access', params: { item: missing } });
  const signed = event('ProvisionalAcceptanceSigned', { slot: found.slot, access, ...wordsOf(command) });
  if (!found.isLast) return accept([signed]);
  const periodEndsOn = addMonths(context.today, OFFICE_BUILD.defectsMonths);
  const deadlines = periodClocks(build, periodEndsOn, context);
  const number = `${context.id}-P`;
  return accept([signed, event('ProvisionallyAccepted', { number, periodEndsOn, deadlines })]);
}

function periodClocks(
  build: BuildIn<'provisional-acceptance'>,
  endsOn: string,
  context: Context,
): Record<string, Deadline> {
  const { today } = context;
  const on = (months: number) => fixedDeadline(today, addMonths(today, months));
  const snags = openFlaws(build.snags).map(([id]) => [id, inDays(OFFICE_BUILD.mendDays, context)]);
  return {
    period: fixedDeadline(today, endsOn),
    'check-1': on(1),
    'check-6': on(6),
    'check-11': on(11),
    ...(build.openedOn === null ? { opening: inDays(OFFICE_BUILD.openingDays, context) } : {}),
    ...Object.fromEntries(snags),
  };
}

export const openFlaws = (flaws: Readonly<Record<string, Flaw>>): [string, Flaw][] =>
  Object.entries(flaws).filter(([, { status }]) => status !== 'closed');

/** Furniture and equipment the office waits for; a case of its own, linked (tracks 0.12). */
export function linkDelivery(
  build: OfficeBuild,
  { delivery }: BuildCommand<'LinkDelivery'>,
  { knows, entry }: Context,
): Decision<BuildEvent> {
  if (!isLive(build) || isIn(build, 'siting', 'approval', 'final-acceptance')) return notNow(build);
  if (!knows('delivery'))
    return refuse('track-not-available', { pointer: '/delivery', params: { kind: 'delivery' } });
  if (build.deliveries.includes(delivery)) return outOfTurn('delivery-linked', { pointer: '/delivery' });
  if (build.deliveries.length >= CAPS.deliveries)
    return refuse('too-many-deliveries', { params: { maximum: CAPS.deliveries } });
  if (deliveryOf(entry, delivery) === undefined) return refuse('delivery-unknown', { pointer: '/delivery' });
  return accept([event('DeliveryLinked', { delivery })]);
}

const HANDED_OVER = ['monitoring', 'closed', 'cancelled'];

/** Keys go to the commander when what the office needs has arrived; a cancelled delivery is waited for no more. */
export function recordOpening(
  build: OfficeBuild,
  { on, note }: BuildCommand<'RecordOpening'>,
  { entry, today }: Context,
): Decision<BuildEvent> {
  if (!isIn(build, 'provisional-acceptance', 'defects-period', 'final-acceptance')) return notNow(build);
  if (build.openedOn !== null) return outOfTurn('opened-already');
  if (on > today) return refuse('date-in-future', { pointer: '/on' });
  if (on < build.startedOn) return refuse('before-the-start', { pointer: '/on' });
  const waiting = build.deliveries.find(
    (id) => !HANDED_OVER.includes(deliveryOf(entry, id)?.stage ?? 'unknown'),
  );
  if (waiting !== undefined) return refuse('delivery-not-handed-over', { params: { delivery: waiting } });
  const relies = build.deliveries.map((id) => ({ id, fact: 'stage' }));
  return accept([event('OpeningRecorded', { on, note })], { relies });
}

export function acceptFinally(
  build: OfficeBuild,
  command: BuildCommand<'AcceptFinally'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'final-acceptance') return notNow(build);
  if (build.question !== null) return outOfTurn('question-open');
  const matter = { required: allSlots(build), given: build.approvals, as: command.as };
  const found = slotFor(build, matter, context);
  if ('refusal' in found) return found.refusal;
  const open = openFlaws(build.snags).length + openFlaws(build.defects).length;
  if (open > 0) return refuse('flaws-open', { params: { count: open } });
  if (build.openedOn === null) return refuse('opening-missing');
  const signed = event('FinalAcceptanceSigned', { slot: found.slot, ...wordsOf(command) });
  if (!found.isLast) return accept([signed]);
  const office = build.office ?? build.site.facility ?? context.freshId('FA');
  const moved = Object.keys(build.forums).filter((id) => isElsewhere(id, office, context)).length;
  if (moved > CAPS.moved) return refuse('too-many-moved', { params: { maximum: CAPS.moved } });
  const closed = event('BuildClosed', { number: `${context.id}-F`, office });
  return accept([signed, closed], { effects: registration(build, office, context) });
}

function isElsewhere(forum: string, office: EntryId, { entry }: Context): boolean {
  const served = forumOf(entry, forum as EntryId)?.office ?? null;
  return served !== null && served !== office;
}

/** The office enters the register, and each forum says that it serves it; the office keeps its own count (SF-64). */
function registration(build: BuildIn<'final-acceptance'>, office: EntryId, { id }: Context): Effect[] {
  const { site, unit, governorate, authority } = build;
  const isNew = site.facility === null && build.office === null;
  const facility = (command: Effect['command'], open = false): Effect => ({
    kind: 'facility',
    id: office,
    open,
    command,
  });
  const add = facility(
    {
      type: 'AddFacility',
      name: site.name,
      kind: isExempt(site) ? 'headquarters' : 'office',
      governorate,
      authority,
      coordinates: site.coordinates,
      parent: site.parent,
      unit,
    },
    true,
  );
  const allowed = isNew ? Object.entries(build.forums).filter(([forum]) => isExceptional(build, forum)) : [];
  const reserved = allowed.map(([forum, { coordinates }]) =>
    facility({ type: 'ReserveForum', forum, build: id, coordinates, exception: true }),
  );
  const served = Object.keys(build.forums).map(
    (forum): Effect => ({ kind: 'forum', id: forum as EntryId, command: { type: 'ChangeForum', office } }),
  );
  return [...(isNew ? [add] : []), ...reserved, ...served];
}

const isExceptional = ({ exceptions }: CaseFile, forum: string): boolean => exceptions[forum] !== undefined;
