import { partiesOfEvent } from '../../shared/kernel/actor.ts';
import { assertNever } from '../../shared/kernel/assert-never.ts';
import type { RecordedEvent } from '../../shared/kernel/event.ts';
import type { CaseFile, Delivery, Line } from './case.ts';
import type { DeliveryEvent, Recorded, RequestedLine } from './events.ts';
import { type ArrivalEvent, evolveArrival } from './evolve-arrival.ts';
import { evolveLife, type LifeEvent } from './evolve-life.ts';
import { evolvePreparation, type PreparationEvent } from './evolve-preparation.ts';

/** The delivery after an accepted event. Levels of lateness follow from its deadlines. */
export function evolve(
  delivery: Delivery | null,
  event: RecordedEvent<DeliveryEvent['type'], DeliveryEvent['data']>,
): Delivery {
  const recorded = event as Recorded;
  const next = recorded.type === 'DeliveryOpened' ? opened(recorded) : fold(opening(delivery), recorded);
  return { ...next, late: lateness(next, event) };
}

function opening(delivery: Delivery | null): Delivery {
  if (delivery === null) throw new Error('the first event of a delivery is DeliveryOpened');
  return delivery;
}

function opened(event: Recorded<'DeliveryOpened'>): Delivery {
  const { deadline, ...dated } = event.data;
  return {
    stage: 'request',
    returned: null,
    ...dated,
    warehouse: null,
    openedBy: partiesOfEvent(event),
    requestedBy: partiesOfEvent(event),
    since: event.seq,
    sinceAt: event.at,
    deadlines: { stage: deadline },
    late: [],
    lines: {},
    handovers: {},
    documents: [],
    issued: { lines: 0, findings: 0 },
  };
}

function fold(delivery: Delivery, event: Exclude<Recorded, Recorded<'DeliveryOpened'>>): Delivery {
  switch (event.type) {
    case 'RequestChanged':
      return { ...delivery, ...defined(event.data) };
    case 'LineAdded':
      return {
        ...withLine(delivery, event.data.line, newLine(event.data)),
        issued: { ...delivery.issued, lines: delivery.issued.lines + 1 },
      };
    case 'LineChanged':
      return withLine(delivery, event.data.line, newLine(event.data));
    case 'LineRemoved': {
      const { [event.data.line]: _, ...lines } = delivery.lines;
      return { ...delivery, lines };
    }
    case 'RequestSubmitted':
    case 'RequestApproved':
    case 'PreparationStarted':
    case 'RequestReturned':
    case 'RequestRefused':
    case 'QuestionAsked':
    case 'QuestionAnswered':
    case 'AssetsAllocated':
    case 'AssetsReleased':
    case 'DocumentAttached':
    case 'Dispatched':
      return evolvePreparation(delivery, event satisfies PreparationEvent);
    case 'CheckpointRecorded':
    case 'IncidentRecorded':
    case 'ArrivalRecorded':
    case 'ReceiptRecorded':
    case 'ReceiptCleared':
    case 'ReceiptConfirmed':
    case 'DiscrepancyRaised':
    case 'DiscrepancyResolved':
    case 'HandoverPrepared':
    case 'HandoverRecorded':
    case 'HandoverRefused':
      return evolveArrival(delivery, event satisfies ArrivalEvent);
    case 'EndUseChecked':
    case 'FindingReported':
    case 'FindingClosed':
    case 'PostOffered':
    case 'PostHandedOver':
    case 'DeliveryClosed':
    case 'DeliveryReopened':
    case 'DeliverySuspended':
    case 'DeliveryResumed':
    case 'DeliveryCancelled':
    case 'DeliveryWithdrawn':
    case 'Escalated':
    case 'DeadlinesMoved':
      return evolveLife(delivery, event satisfies LifeEvent);
    default:
      return assertNever(event);
  }
}

const defined = (data: Recorded<'RequestChanged'>['data']): Partial<CaseFile> =>
  Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));

const withLine = (delivery: Delivery, id: string, line: Line): Delivery => ({
  ...delivery,
  lines: { ...delivery.lines, [id]: line },
});

const newLine = ({
  kind,
  class: of,
  what,
  quantity,
  measure,
  unitValue,
  recipient,
}: RequestedLine): Line => ({
  kind,
  class: of,
  what,
  quantity,
  measure,
  unitValue,
  recipient,
  assets: [],
  packed: 0,
  receipt: null,
});

/** Since when something is late at each level: what the superiors' summary tasks hang on (P16). */
function lateness(delivery: CaseFile, { seq, at }: RecordedEvent): CaseFile['late'] {
  const highest = Math.max(0, ...Object.values(delivery.deadlines).map(({ level }) => level));
  return [1, 2, 3]
    .filter((level) => level <= highest)
    .map(
      (level) => delivery.late.find((known) => known.level === level) ?? { level, since: seq, sinceAt: at },
    );
}
