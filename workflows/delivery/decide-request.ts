import { accept, type Decision, refuse } from '../../shared/kernel/decision.ts';
import type { Context } from '../track.ts';
import { CAPS, type Delivery, type DeliveryIn } from './case.ts';
import type { DeliveryCommand, LineInput } from './commands.ts';
import { type DeliveryEvent, event } from './events.ts';
import { lineId, placed, requested, tooLarge } from './open.ts';
import {
  holdReliances,
  isReturn,
  notNow,
  refuseGrant,
  refuseHold,
  refuseSize,
  stageDeadline,
  unitOf,
  unitsOf,
} from './policy.ts';

export function changeRequest(
  delivery: Delivery,
  command: DeliveryCommand<'ChangeRequest'>,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'request') return notNow(delivery);
  const { type: _, unit, ...changes } = command;
  if (unit === undefined && Object.values(changes).every((change) => change === undefined))
    return refuse('nothing-changed');
  const { recipients, office, grant, warehouse } = changes;
  if (recipients?.some((id) => unitOf(context, id) === undefined))
    return refuse('unit-unknown', { pointer: '/recipients' });
  const isMissing = (kind: string, id: string | undefined) =>
    id !== undefined && context.entry(kind, id) === undefined;
  if (isMissing('grant', grant)) return refuse('grant-unknown', { pointer: '/grant' });
  if (isMissing('facility', office)) return refuse('facility-unknown', { pointer: '/office' });
  if (isMissing('facility', warehouse)) return refuse('facility-unknown', { pointer: '/warehouse' });
  const place = unit === undefined ? {} : placed({ unit }, context);
  if (place === undefined) return refuse('unit-unknown', { pointer: '/unit' });
  const next = { ...delivery, ...place, recipients: recipients ?? delivery.recipients };
  const refusal = refuseSize({ ...next, grant: grant ?? next.grant }, delivery.lines);
  return refusal ?? accept([event('RequestChanged', { ...changes, ...place })]);
}

export function addLine(delivery: Delivery, command: DeliveryCommand<'AddLine'>): Decision<DeliveryEvent> {
  if (delivery.stage !== 'request') return notNow(delivery);
  if (Object.keys(delivery.lines).length >= CAPS.lines)
    return refuse('too-many-lines', { params: { maximum: CAPS.lines } });
  const line = lineId(delivery.issued.lines + 1);
  const refusal = refuseLine(delivery, line, command);
  return refusal ?? accept([event('LineAdded', { line, ...requested(command) })]);
}

export function changeLine(
  delivery: Delivery,
  command: DeliveryCommand<'ChangeLine'>,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'request') return notNow(delivery);
  const { line } = command;
  if (delivery.lines[line] === undefined) return noLine;
  const refusal = refuseLine(delivery, line, command);
  return refusal ?? accept([event('LineChanged', { line, ...requested(command) })]);
}

export function removeLine(
  delivery: Delivery,
  { line }: DeliveryCommand<'RemoveLine'>,
): Decision<DeliveryEvent> {
  if (delivery.stage !== 'request') return notNow(delivery);
  if (delivery.lines[line] === undefined) return noLine;
  return accept([event('LineRemoved', { line })]);
}

export const noLine = refuse('line-unknown', { pointer: '/line' });

/** Vehicles are never counted, furniture always is (SF-60). */
function refuseLine(delivery: DeliveryIn<'request'>, id: string, line: LineInput): Decision<never> | null {
  if (line.class === 'vehicle' && line.kind !== 'serialised')
    return refuse('vehicles-one-by-one', { pointer: '/kind' });
  if (line.class === 'furniture' && line.kind === 'serialised')
    return refuse('furniture-is-counted', { pointer: '/kind' });
  if (line.kind === 'serialised' && line.quantity > CAPS.serialised)
    return refuse('too-many-serialised', { pointer: '/quantity', params: { maximum: CAPS.serialised } });
  if (line.recipient !== undefined && !unitsOf(delivery).includes(line.recipient))
    return refuse('not-a-recipient', { pointer: '/recipient' });
  return tooLarge(delivery, id, requested(line));
}

export function submitRequest(delivery: Delivery, context: Context): Decision<DeliveryEvent> {
  if (delivery.stage !== 'request') return notNow(delivery);
  const lines = Object.values(delivery.lines);
  if (lines.length === 0) return refuse('no-lines');
  if (delivery.unit === null) return refuse('recipient-missing', { pointer: '/unit' });
  const stray = lines.some(({ recipient }) => recipient !== null && !unitsOf(delivery).includes(recipient));
  if (stray) return refuse('not-a-recipient');
  if (isReturn(delivery) && delivery.warehouse === null)
    return refuse('warehouse-missing', { pointer: '/warehouse' });
  const refusal =
    refuseGrantOnFile(delivery, context) ??
    refuseHold(delivery, context) ??
    refuseNoAssessment(delivery, context);
  if (refusal !== null) return refusal;
  const submitted = event('RequestSubmitted', {
    lines: lines.length,
    deadline: stageDeadline('approval', context),
  });
  return accept([submitted], { relies: holdReliances(delivery) });
}

/** A return costs the grant nothing. */
const refuseGrantOnFile = (delivery: DeliveryIn<'request'>, context: Context): Decision<never> | null =>
  isReturn(delivery) ? null : refuseGrant(delivery, context);

/** On file is enough to ask; valid it must be on the day of the release. */
function refuseNoAssessment(delivery: DeliveryIn<'request'>, context: Context): Decision<never> | null {
  if (isReturn(delivery)) return null;
  const bare = unitsOf(delivery).find((id) => (unitOf(context, id)?.assessment ?? null) === null);
  return bare === undefined ? null : refuse('due-diligence-missing', { params: { unit: bare } });
}
