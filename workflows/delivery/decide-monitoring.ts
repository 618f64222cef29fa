import { partiesOf } from '../../shared/kernel/actor.ts';
import { startDeadline } from '../../shared/kernel/deadline.ts';
import {
  accept,
  type Decision,
  type Effect,
  outOfTurn,
  refuse,
  wrongPerson,
} from '../../shared/kernel/decision.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { baghdadDate } from '../../shared/kernel/time.ts';
import type { Asset } from '../register/asset/asset.ts';
import { personsOfSignatures } from '../register/signature.ts';
import { DELIVERY } from '../settings.ts';
import type { Context, Need } from '../track.ts';
import { CAPS, type CaseFile, type Delivery, type DeliveryIn } from './case.ts';
import type { DeliveryCommand } from './commands.ts';
import { type DeliveryEvent, event } from './events.ts';
import { CHECK_DAYS, checkDeadline, involves, notNow, refusePerson } from './policy.ts';
import { assetNeeds, notesWithin, refuseWeight } from './weight.ts';

type Monitored = DeliveryIn<'monitoring'>;

/** Somebody else than the holders looks at every line handed over (tracks 2). */
export function recordEndUseCheck(
  delivery: Delivery,
  command: DeliveryCommand<'RecordEndUseCheck'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'monitoring') return notNow(delivery);
  if (involves(context, holdersOf(delivery))) return wrongPerson('own-custody');
  const n = delivery.checks.length;
  if (delivery.deadlines.check === undefined) return outOfTurn('checks-done');
  const refusal = refuseObservations(delivery, command);
  if (refusal !== null) return refusal;
  const { type: _, ...input } = command;
  const last = n + 1 >= CHECK_DAYS.length;
  const deadline = last ? null : checkDeadline(context, n + 1, baghdadDate(delivery.handedOverAt));
  const checked = event('EndUseChecked', { ...input, n: n + 1, deadline });
  const closing = last ? closingEvents(delivery, { checks: n + 1 }) : [];
  return accept([checked, ...closing], notesWithin(notes(delivery, command, context.id), context));
}

type Check = DeliveryCommand<'RecordEndUseCheck'>;

function refuseObservations(delivery: Monitored, { observations }: Check): Decision<never> | null {
  const handed = handedQuantities(delivery);
  const lines = observations.map(({ line }) => line);
  const stray = lines.find((line, n) => !handed.has(line) || lines.indexOf(line) !== n);
  if (stray !== undefined)
    return refuse('line-not-handed-over', { pointer: '/observations', params: { line: stray } });
  for (const seen of observations) {
    const refusal = refuseObservation(seen, handed.get(seen.line) ?? 0, handedAssets(delivery, seen.line));
    if (refusal !== null) return refusal;
  }
  const unseen = [...handed.keys()].find((line) => !lines.includes(line));
  return unseen === undefined ? null : refuse('line-not-checked', { params: { line: unseen } });
}

/** What is not there is named, and whatever is not as it should be is explained. */
function refuseObservation(
  { line, present, absent = [], use, remark }: Check['observations'][number],
  quantity: number,
  assets: readonly EntryId[],
): Decision<never> | null {
  const here = { pointer: '/observations', params: { line } };
  if (present > quantity) return refuse('more-than-handed-over', here);
  if (absent.some((asset, n) => !assets.includes(asset) || absent.indexOf(asset) !== n))
    return refuse('asset-not-handed-over', here);
  if (assets.length > 0 && absent.length !== quantity - present) return refuse('name-the-absent', here);
  const isOdd = use !== 'as-stated' || present < quantity;
  return isOdd && remark === undefined ? refuse('reason-missing', here) : null;
}

function notes(
  delivery: Monitored,
  { place, observations }: DeliveryCommand<'RecordEndUseCheck'>,
  id: EntryId,
): Effect[] {
  return observations.flatMap(({ line, condition, absent = [] }) =>
    handedAssets(delivery, line).map((asset) => ({
      kind: 'asset',
      id: asset,
      command: { type: 'NoteCheck', delivery: id, place, condition, seen: !absent.includes(asset) },
    })),
  );
}

const handedLines = ({ handovers }: CaseFile) => Object.values(handovers).flatMap(({ lines }) => lines);

const handedQuantities = (delivery: CaseFile): Map<string, number> =>
  new Map(handedLines(delivery).flatMap(({ line, quantity }) => (quantity > 0 ? [[line, quantity]] : [])));

const handedAssets = (delivery: CaseFile, line?: string): EntryId[] =>
  handedLines(delivery)
    .filter((one) => line === undefined || one.line === line)
    .flatMap(({ assets }) => assets.map(({ asset }) => asset));

/** Whoever received it, or got it into his own hands. */
export const holdersOf = (delivery: CaseFile): EntryId[] =>
  Object.values(delivery.handovers).flatMap(({ received, lines }) => [
    ...personsOfSignatures(received),
    ...lines.flatMap(({ assets }) => assets.flatMap(({ person }) => person ?? [])),
  ]);

export function reportFinding(
  delivery: Delivery,
  { kind, what, line }: DeliveryCommand<'ReportFinding'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'monitoring') return notNow(delivery);
  if (involves(context, holdersOf(delivery))) return wrongPerson('own-custody');
  if (line !== undefined && !handedQuantities(delivery).has(line))
    return refuse('line-not-handed-over', { pointer: '/line', params: { line } });
  if (Object.keys(delivery.findings).length >= CAPS.findings)
    return refuse('too-many-findings', { params: { maximum: CAPS.findings } });
  const finding = `F${String(delivery.issued.findings + 1).padStart(2, '0')}`;
  const deadline = startDeadline(context.today, DELIVERY.findingDays, context.calendar);
  return accept([event('FindingReported', { finding, kind, what, line, deadline })]);
}

export function closeFinding(
  delivery: Delivery,
  { finding, result, evidence }: DeliveryCommand<'CloseFinding'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'monitoring') return notNow(delivery);
  if (involves(context, holdersOf(delivery))) return wrongPerson('own-custody');
  const found = delivery.findings[finding];
  if (found === undefined) return refuse('finding-unknown', { pointer: '/finding' });
  if (found.status === 'closed') return outOfTurn('finding-closed-already');
  const closed = event('FindingClosed', { finding, result, evidence });
  return accept([closed, ...closingEvents(delivery, { findings: openFindings(delivery).length - 1 })]);
}

export const openFindings = ({ findings }: Pick<Monitored, 'findings'>): string[] =>
  Object.keys(findings).filter((id) => findings[id]?.status === 'open');

export const openDiscrepancies = ({ discrepancies }: Pick<Monitored, 'discrepancies'>): string[] =>
  Object.keys(discrepancies).filter((id) => discrepancies[id]?.resolution === null);

/** The delivery closes by itself when the last check is done and nothing is left open. */
export function closingEvents(
  delivery: Monitored,
  after: { checks?: number; findings?: number; discrepancies?: number },
): DeliveryEvent[] {
  const {
    checks = delivery.checks.length,
    findings = openFindings(delivery).length,
    discrepancies = openDiscrepancies(delivery).length,
  } = after;
  const isDone = checks >= CHECK_DAYS.length && findings === 0 && discrepancies === 0;
  return isDone ? [event('DeliveryClosed', { because: 'monitored' })] : [];
}

export const postNeeds = (delivery: Delivery): Need[] => assetNeeds(handedAssets(delivery));

/** Everything of this delivery in one person's own hands goes to the successor; both sign (tracks 0.8). */
export function handOverPost(
  delivery: Delivery,
  { successor, note }: DeliveryCommand<'HandOverPost'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'monitoring') return notNow(delivery);
  const parties = partiesOf(context.actor);
  const from = parties.find((party) => heldBy(delivery, party, context).length > 0);
  if (from === undefined) return wrongPerson('holds-nothing');
  if (delivery.post !== null && delivery.post.from !== from) return outOfTurn('post-pending');
  if (parties.includes(successor)) return refuse('successor-is-self', { pointer: '/successor' });
  const refusal = refusePerson(context, successor, '/successor');
  if (refusal !== null) return refusal;
  const deadline = startDeadline(context.today, DELIVERY.answerDays, context.calendar);
  return accept([event('PostOffered', { from, to: successor, note, deadline })], {
    relies: [{ id: successor, fact: 'status' }],
  });
}

export function acceptPost(delivery: Delivery, context: Context): Decision<DeliveryEvent> {
  if (delivery.stage !== 'monitoring') return notNow(delivery);
  const { post } = delivery;
  if (post === null) return outOfTurn('no-post-pending');
  if (context.actor.kind === 'person' && !involves(context, [post.to]))
    return wrongPerson('not-the-successor');
  if (involves(context, [post.from])) return wrongPerson('not-the-successor');
  const { from, to } = post;
  const assets = heldBy(delivery, from, context);
  const tooHeavy = refuseWeight(delivery, assets, context, 'post-too-heavy');
  if (tooHeavy !== null) return tooHeavy;
  const command = { type: 'PassOn', from, to, delivery: context.id };
  return accept([event('PostHandedOver', { from, to, assets })], {
    effects: assets.map((id) => ({ kind: 'asset', id, command })),
  });
}

function heldBy(delivery: CaseFile, person: EntryId, context: Context): EntryId[] {
  return handedAssets(delivery).filter((id) => {
    const holder = (context.entry('asset', id)?.state as Asset | undefined)?.holder;
    return holder?.kind === 'person' && holder.id === person;
  });
}
