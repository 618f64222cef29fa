import { partiesOfEvent } from '../../shared/kernel/actor.ts';
import type { Delivery, DeliveryIn } from './case.ts';
import type { Recorded } from './events.ts';
import { changeLine, entering, fileOf, standing } from './evolve-preparation.ts';

export type ArrivalEvent = Recorded<
  | 'CheckpointRecorded'
  | 'IncidentRecorded'
  | 'ArrivalRecorded'
  | 'ReceiptRecorded'
  | 'ReceiptCleared'
  | 'ReceiptConfirmed'
  | 'DiscrepancyRaised'
  | 'DiscrepancyResolved'
  | 'HandoverPrepared'
  | 'HandoverRecorded'
  | 'HandoverRefused'
>;

/** On the way, on arrival, and the ceremony. */
export function evolveArrival(delivery: Delivery, event: ArrivalEvent): Delivery {
  switch (event.type) {
    case 'CheckpointRecorded': {
      const moving = standing(delivery, 'in-transit');
      return { ...moving, checkpoints: moving.checkpoints + 1 };
    }
    case 'IncidentRecorded':
      return delivery;
    case 'ArrivalRecorded': {
      const { approvals, release, checkpoints } = standing(delivery, 'in-transit');
      const arrival = { at: event.at, place: event.data.place };
      const sheet = { approvals, release, checkpoints, arrival };
      return { ...entering(delivery, event), stage: 'inspection', ...sheet };
    }
    case 'ReceiptRecorded':
      return changeLine(delivery, event.data.line, { receipt: event.data.receipt });
    case 'ReceiptCleared':
      return changeLine(delivery, event.data.line, { receipt: null });
    case 'ReceiptConfirmed':
      return confirmed(standing(delivery, 'inspection'), event);
    case 'DiscrepancyRaised':
      // Entered by the receipt; here its clock starts.
      return { ...delivery, deadlines: { stage: event.data.deadline } };
    case 'DiscrepancyResolved':
      return resolved(standing(delivery, 'discrepancy', 'monitoring'), event);
    case 'HandoverPrepared': {
      const sheet = receivedOf(standing(delivery, 'discrepancy'));
      return { ...entering(delivery, event), stage: 'handover', ...sheet, number: event.data.number };
    }
    case 'HandoverRecorded':
      return handedOver(standing(delivery, 'handover'), event);
    case 'HandoverRefused': {
      const sheet = receivedOf(standing(delivery, 'handover'));
      const discrepancies = { ...sheet.discrepancies, ...event.data.discrepancies };
      return { ...entering(delivery, event), stage: 'discrepancy', ...sheet, discrepancies };
    }
  }
}

/** Between the confirmed receipt and the next event of the same command it stands as one to be settled. */
function confirmed(delivery: DeliveryIn<'inspection'>, event: Recorded<'ReceiptConfirmed'>): Delivery {
  const { approvals, release, checkpoints, arrival } = delivery;
  return {
    ...fileOf(delivery),
    stage: 'discrepancy',
    approvals,
    release,
    checkpoints,
    arrival,
    receivedBy: partiesOfEvent(event),
    discrepancies: event.data.discrepancies,
    since: event.seq,
    sinceAt: event.at,
    deadlines: {},
  };
}

type Received = DeliveryIn<'discrepancy' | 'handover' | 'monitoring'>;

export const receivedOf = ({
  approvals,
  release,
  checkpoints,
  arrival,
  receivedBy,
  discrepancies,
}: Pick<Received, 'approvals' | 'release' | 'checkpoints' | 'arrival' | 'receivedBy' | 'discrepancies'>) => ({
  approvals,
  release,
  checkpoints,
  arrival,
  receivedBy,
  discrepancies,
});

function resolved(
  delivery: DeliveryIn<'discrepancy' | 'monitoring'>,
  { data }: Recorded<'DiscrepancyResolved'>,
): Delivery {
  const { discrepancy: id, resolution, linked } = data;
  const found = delivery.discrepancies[id];
  if (found === undefined) return delivery;
  const discrepancies = { ...delivery.discrepancies, [id]: { ...found, resolution, linked } };
  if (delivery.stage === 'discrepancy') return { ...delivery, discrepancies };
  const isSettled = Object.values(discrepancies).every((one) => one.resolution !== null);
  const { stage: _, ...others } = delivery.deadlines;
  return { ...delivery, discrepancies, deadlines: isSettled ? others : delivery.deadlines };
}

function handedOver(delivery: DeliveryIn<'handover'>, event: Recorded<'HandoverRecorded'>): Delivery {
  const { handover, discrepancies, deadlines } = event.data;
  const sheet = receivedOf(delivery);
  return {
    ...fileOf(delivery),
    stage: 'monitoring',
    ...sheet,
    discrepancies: { ...sheet.discrepancies, ...discrepancies },
    handovers: { ...delivery.handovers, H01: handover },
    handedOverAt: event.at,
    number: handover.number,
    checks: [],
    findings: {},
    post: null,
    since: event.seq,
    sinceAt: event.at,
    deadlines,
  };
}
