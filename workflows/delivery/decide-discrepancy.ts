import {
  accept,
  type Decision,
  type Effect,
  outOfTurn,
  refuse,
  wrongPerson,
} from '../../shared/kernel/decision.ts';
import { bookId, type CertificateBook, numberOf } from '../register/certificate-book/entry.ts';
import type { Context } from '../track.ts';
import { type CaseFile, type Delivery, type DeliveryIn, type Discrepancy, isIn } from './case.ts';
import type { DeliveryCommand, LineInput } from './commands.ts';
import { closingEvents } from './decide-monitoring.ts';
import { type DeliveryEvent, event } from './events.ts';
import { involves, notNow, releases, stageDeadline } from './policy.ts';
import type { Resolution, Shortfall } from './vocabulary.ts';

/** What may become of what was not accepted. Nothing missing comes back, and only surplus is kept. */
const FITS: Readonly<Record<Shortfall, readonly Resolution[]>> = {
  rejected: ['replace', 'return', 'write-off', 'claim'],
  missing: ['replace', 'write-off', 'claim'],
  'over-delivered': ['return', 'keep'],
};

export function resolveDiscrepancy(
  delivery: Delivery,
  command: DeliveryCommand<'ResolveDiscrepancy'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (!isIn(delivery, 'discrepancy', 'monitoring')) return notNow(delivery);
  if (involves(context, delivery.release.by)) return wrongPerson('own-release');
  const found = delivery.discrepancies[command.discrepancy];
  if (found === undefined) return refuse('discrepancy-unknown', { pointer: '/discrepancy' });
  if (found.resolution !== null) return outOfTurn('discrepancy-resolved-already');
  const { type: _, ...input } = command;
  if (!FITS[found.outcome].includes(input.resolution))
    return refuse('resolution-does-not-fit', { pointer: '/resolution', params: { outcome: found.outcome } });
  if (input.resolution === 'claim' && input.claimNumber === undefined)
    return refuse('claim-number-missing', { pointer: '/claimNumber' });
  const { effects, linked } = consequences(delivery, found, input, context);
  const resolved = event('DiscrepancyResolved', { ...input, linked });
  const others = Object.entries(delivery.discrepancies).filter(([id]) => id !== input.discrepancy);
  if (others.some(([, { resolution }]) => resolution === null)) return accept([resolved], { effects });
  const next = whatNext(delivery, context);
  return accept([resolved, ...next.events], { effects: [...effects, ...next.effects] });
}

interface Next {
  readonly events: readonly DeliveryEvent[];
  readonly effects: readonly Effect[];
}

/** Everything is settled: on to the ceremony, or to the end where nothing was accepted. */
function whatNext(delivery: DeliveryIn<'discrepancy' | 'monitoring'>, context: Context): Next {
  if (delivery.stage === 'monitoring')
    return { events: closingEvents(delivery, { discrepancies: 0 }), effects: [] };
  const accepted = Object.values(delivery.lines).some(({ receipt }) => (receipt?.accepted ?? 0) > 0);
  const isRefused = Object.values(delivery.discrepancies).some(({ at }) => at === 'handover');
  if (accepted && !isRefused) return enterHandover(context, delivery.authority);
  return { events: [event('DeliveryClosed', { because: 'nothing-accepted' })], effects: [] };
}

/** The ceremony needs a number from the book of its authority; voided numbers stay visible as gaps. */
export function enterHandover(context: Context, authority: CaseFile['authority']): Next {
  const id = bookId(authority);
  const book = context.entry('certificate-book', id)?.state as CertificateBook | undefined;
  const number = numberOf(authority, context.today, (book?.issued ?? 0) + 1);
  const command =
    book === undefined
      ? { type: 'OpenBook', authority, delivery: context.id, number }
      : { type: 'IssueNumber', delivery: context.id, number };
  return {
    events: [event('HandoverPrepared', { number, deadline: stageDeadline('handover', context) })],
    effects: [{ kind: 'certificate-book', id, open: book === undefined, command }],
  };
}

type Resolve = Omit<DeliveryCommand<'ResolveDiscrepancy'>, 'type'>;

function consequences(
  delivery: DeliveryIn<'discrepancy' | 'monitoring'>,
  { outcome, assets, count, line: id }: Discrepancy,
  { resolution, note, discrepancy }: Resolve,
  context: Context,
): { effects: Effect[]; linked: Effect['id'] | null } {
  const effects = releases(context.id, assets, outcome === 'missing' ? assets : []);
  if (resolution === 'write-off')
    for (const asset of assets)
      effects.push({
        kind: 'asset',
        id: asset,
        command: { type: 'ProposeWriteOff', reason: note.slice(0, 500) },
      });
  const line = delivery.lines[id];
  if (line === undefined || (resolution !== 'replace' && resolution !== 'return'))
    return { effects, linked: null };
  const linked = context.freshId('DL');
  const asked: LineInput = {
    kind: line.kind,
    class: line.class,
    what: line.what,
    quantity: count,
    measure: line.measure,
    unitValue: line.unitValue ?? undefined,
    recipient: line.recipient ?? undefined,
  };
  const { unit, recipients, office, forum, plan, action, grant } = delivery;
  const kind = resolution === 'return' ? 'return' : 'replacement';
  const command = {
    type: 'OpenDelivery',
    purpose: `${discrepancy} ${delivery.purpose}`.slice(0, 500),
    unit,
    recipients,
    office: office ?? undefined,
    forum,
    plan: kind === 'return' ? undefined : (plan ?? undefined),
    action: kind === 'return' ? undefined : (action ?? undefined),
    grant,
    origin: { kind, delivery: context.id },
    lines: [asked],
  };
  return { effects: [...effects, { kind: 'delivery', id: linked, open: true, command }], linked };
}
