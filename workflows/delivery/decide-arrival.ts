import { rolesTowards } from '../../shared/kernel/actor.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { Context } from '../track.ts';
import type { CaseFile, Delivery, DeliveryIn, Discrepancy, Line, Receipt } from './case.ts';
import type { DeliveryCommand } from './commands.ts';
import { enterHandover } from './decide-discrepancy.ts';
import { noLine } from './decide-request.ts';
import { type DeliveryEvent, event } from './events.ts';
import { discrepancyId } from './open.ts';
import { accountedFor, involves, isReturn, notNow, placementOf, stageDeadline } from './policy.ts';
import type { Outcome, Shortfall } from './vocabulary.ts';

export function reportOnTheWay(
  delivery: Delivery,
  command: DeliveryCommand<'RecordCheckpoint' | 'RecordIncident' | 'RecordArrival'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'in-transit') return notNow(delivery);
  switch (command.type) {
    case 'RecordCheckpoint': {
      const { type: _, ...seen } = command;
      return accept([event('CheckpointRecorded', seen)]);
    }
    case 'RecordIncident': {
      const { type: _, ...incident } = command;
      return accept([event('IncidentRecorded', incident)]);
    }
    case 'RecordArrival': {
      const { type: _, ...arrival } = command;
      const deadline = stageDeadline('inspection', context);
      return accept([event('ArrivalRecorded', { ...arrival, deadline })]);
    }
  }
}

/** Adds to what was received of a line before: goods may arrive over several days. */
export function recordReceipt(
  delivery: Delivery,
  command: DeliveryCommand<'RecordReceipt'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'inspection') return notNow(delivery);
  const line = delivery.lines[command.line];
  if (line === undefined) return noLine;
  const refusal = refuseReceiver(delivery, context) ?? refuseCounting(line, command);
  if (refusal !== null) return refusal;
  const receipt = addTo(line.receipt ?? NOTHING, countsOf(command), command);
  if (accountedFor(receipt) > line.packed)
    return refuse('more-than-dispatched', { pointer: '/accepted', params: { dispatched: line.packed } });
  const { condition, evidence } = command;
  return accept([event('ReceiptRecorded', { line: command.line, receipt, condition, evidence })]);
}

export function clearReceipt(
  delivery: Delivery,
  { line: id, reason }: DeliveryCommand<'ClearReceipt'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'inspection') return notNow(delivery);
  const line = delivery.lines[id];
  if (line === undefined) return noLine;
  const refusal = refuseReceiver(delivery, context);
  if (refusal !== null) return refusal;
  if (line.receipt === null) return outOfTurn('nothing-received');
  return accept([event('ReceiptCleared', { line: id, reason })]);
}

/** Every piece that left is accounted for, line by line; what is not accepted becomes a discrepancy. */
export function confirmReceipt(
  delivery: Delivery,
  { remarks }: DeliveryCommand<'ConfirmReceipt'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'inspection') return notNow(delivery);
  const refusal = refuseReceiver(delivery, context) ?? refuseUncounted(delivery);
  if (refusal !== null) return refusal;
  const discrepancies = discrepanciesOf(delivery);
  const confirmed = event('ReceiptConfirmed', { remarks, discrepancies });
  const count = Object.keys(discrepancies).length;
  if (count === 0) {
    const { events, effects } = enterHandover(context, delivery.authority);
    return accept([confirmed, ...events], { effects });
  }
  const deadline = stageDeadline('discrepancy', context);
  return accept([confirmed, event('DiscrepancyRaised', { count, deadline })]);
}

function refuseUncounted({ lines }: DeliveryIn<'inspection'>): Decision<never> | null {
  const open = Object.entries(lines).find(
    ([, { packed, receipt }]) => receipt === null || accountedFor(receipt) !== packed,
  );
  if (open === undefined) return null;
  const [line, { packed, receipt }] = open;
  const counted = receipt === null ? 0 : accountedFor(receipt);
  return refuse('line-not-accounted-for', { params: { line, dispatched: packed, counted } });
}

const NOTHING: Receipt = { accepted: 0, rejected: 0, missing: 0, over: 0, reasons: [], outcomes: {} };

type Counts = Pick<Receipt, 'accepted' | 'rejected' | 'missing' | 'over'>;

function countsOf(command: DeliveryCommand<'RecordReceipt'>): Counts {
  const { assets, accepted = 0, rejected = 0, missing = 0, over = 0 } = command;
  if (assets === undefined) return { accepted, rejected, missing, over };
  const having = (outcome: Outcome): number => assets.filter((one) => one.outcome === outcome).length;
  return {
    accepted: having('accepted'),
    rejected: having('rejected'),
    missing: having('missing'),
    over,
  };
}

/** The same rule on every route: a reason for whatever is not simply accepted (P-08). */
function refuseCounting(line: Line, command: DeliveryCommand<'RecordReceipt'>): Decision<never> | null {
  const refusal = refuseMeasure(line, command) ?? refuseAssets(line, command);
  if (refusal !== null) return refusal;
  const { accepted, rejected, missing, over } = countsOf(command);
  if (accepted + rejected + missing + over === 0) return refuse('nothing-counted');
  const isShort = rejected + missing + over > 0;
  return isShort && command.reason === undefined ? refuse('reason-missing', { pointer: '/reason' }) : null;
}

function refuseMeasure({ kind }: Line, command: DeliveryCommand<'RecordReceipt'>): Decision<never> | null {
  const { assets, accepted, rejected, missing } = command;
  const isCounted = [accepted, rejected, missing].some((count) => count !== undefined);
  if (kind === 'quantity')
    return assets === undefined ? null : refuse('count-the-pieces', { pointer: '/assets' });
  // Only what came too much of serialised goods has no name here yet.
  const isBare = assets === undefined && command.over === undefined;
  return isBare || isCounted ? refuse('name-the-assets', { pointer: '/assets' }) : null;
}

function refuseAssets(line: Line, { assets = [] }: DeliveryCommand<'RecordReceipt'>): Decision<never> | null {
  const ids = assets.map(({ asset }) => asset);
  const stranger = ids.find((asset) => !line.assets.includes(asset));
  if (stranger !== undefined)
    return refuse('asset-not-allocated', { pointer: '/assets', params: { asset: stranger } });
  const known = line.receipt?.outcomes ?? {};
  const twice = ids.find((asset, n) => known[asset] !== undefined || ids.indexOf(asset) !== n);
  if (twice === undefined) return null;
  return outOfTurn('asset-received-already', { pointer: '/assets', params: { asset: twice } });
}

function addTo(
  receipt: Receipt,
  counts: Counts,
  { assets = [], reason }: DeliveryCommand<'RecordReceipt'>,
): Receipt {
  const shortfalls: [Shortfall, number][] = [
    ['rejected', counts.rejected],
    ['missing', counts.missing],
    ['over-delivered', counts.over],
  ];
  return {
    accepted: receipt.accepted + counts.accepted,
    rejected: receipt.rejected + counts.rejected,
    missing: receipt.missing + counts.missing,
    over: receipt.over + counts.over,
    reasons: [
      ...receipt.reasons,
      ...shortfalls.flatMap(([outcome, count]) =>
        count > 0 && reason !== undefined ? [{ outcome, count, reason }] : [],
      ),
    ],
    outcomes: {
      ...receipt.outcomes,
      ...Object.fromEntries(assets.map(({ asset, outcome }) => [asset, outcome])),
    },
  };
}

function discrepanciesOf({ lines }: CaseFile): Record<string, Discrepancy> {
  const all = Object.entries(lines).flatMap(([line, { receipt }]) =>
    receipt === null ? [] : shortfallsOf(line, receipt),
  );
  return Object.fromEntries(all.map((one, n) => [discrepancyId(n + 1), one]));
}

function shortfallsOf(line: string, { rejected, missing, over, outcomes }: Receipt): Discrepancy[] {
  const having = (outcome: Outcome) =>
    (Object.keys(outcomes) as EntryId[]).filter((asset) => outcomes[asset] === outcome);
  const counts: [Shortfall, number, EntryId[]][] = [
    ['rejected', rejected, having('rejected')],
    ['missing', missing, having('missing')],
    ['over-delivered', over, []],
  ];
  return counts
    .filter(([, count]) => count > 0)
    .map(([outcome, count, assets]) => ({
      line,
      outcome,
      count,
      assets,
      at: 'inspection',
      resolution: null,
      linked: null,
    }));
}

/** The receiving unit receives, of a return the store; never the sender (SD4). */
function refuseReceiver(delivery: DeliveryIn<'inspection'>, context: Context): Decision<never> | null {
  if (involves(context, delivery.release.by)) return wrongPerson('own-release');
  const { actor } = context;
  if (actor.kind !== 'person') return null;
  const sides = isReturn(delivery)
    ? (['logistics', 'logistics-central'] as const)
    : (['commander', 'officer'] as const);
  const roles = rolesTowards(actor, placementOf(delivery));
  return sides.some((role) => roles.includes(role)) ? null : wrongPerson('not-the-receiver');
}
