import { partiesOfEvent } from '../../shared/kernel/actor.ts';
import type { CaseFile, Delivery, DeliveryIn, Line } from './case.ts';
import type { Recorded } from './events.ts';

export type PreparationEvent = Recorded<
  | 'RequestSubmitted'
  | 'RequestApproved'
  | 'PreparationStarted'
  | 'RequestReturned'
  | 'RequestRefused'
  | 'QuestionAsked'
  | 'QuestionAnswered'
  | 'AssetsAllocated'
  | 'AssetsReleased'
  | 'DocumentAttached'
  | 'Dispatched'
>;

/** From the submitted request to the release. */
export function evolvePreparation(delivery: Delivery, event: PreparationEvent): Delivery {
  switch (event.type) {
    case 'RequestSubmitted':
      return {
        ...entering(delivery, event),
        stage: 'approval',
        requestedBy: [...new Set([...delivery.openedBy, ...partiesOfEvent(event)])],
        approvals: [],
        questions: 0,
        question: null,
      };
    case 'RequestApproved':
      return approved(standing(delivery, 'approval'), event);
    case 'PreparationStarted': {
      const { approvals } = standing(delivery, 'approval');
      return { ...entering(delivery, event), stage: 'preparation', approvals };
    }
    case 'RequestReturned':
    case 'RequestRefused': {
      const { reason, letterNumber = null } = event.data;
      const refused = event.type === 'RequestRefused';
      const returned = { reason, at: event.at, refused, letterNumber };
      return { ...entering(delivery, event), stage: 'request', returned };
    }
    case 'QuestionAsked':
      return asked(standing(delivery, 'approval'), event);
    case 'QuestionAnswered':
      return { ...standing(delivery, 'approval'), question: null, deadlines: { stage: event.data.deadline } };
    case 'AssetsAllocated':
      return allocated(delivery, event, 1);
    case 'AssetsReleased':
      return allocated(delivery, event, -1);
    case 'DocumentAttached': {
      const { kind, number = null, file = null } = event.data;
      return { ...delivery, documents: [...delivery.documents, { kind, number, file }] };
    }
    case 'Dispatched':
      return dispatched(standing(delivery, 'preparation'), event);
  }
}

type Entering = { seq: number; at: string; data: { deadline: CaseFile['deadlines'][string] } };

/** The file put into its next stage, with that stage's clock. */
export const entering = (delivery: Delivery, { seq, at, data }: Entering): CaseFile => ({
  ...fileOf(delivery),
  since: seq,
  sinceAt: at,
  deadlines: { stage: data.deadline },
});

/** The delivery without the sheet of its stage. */
export function fileOf(delivery: Delivery): CaseFile {
  return {
    unit: delivery.unit,
    unitName: delivery.unitName,
    recipients: delivery.recipients,
    office: delivery.office,
    forum: delivery.forum,
    plan: delivery.plan,
    action: delivery.action,
    grant: delivery.grant,
    warehouse: delivery.warehouse,
    origin: delivery.origin,
    purpose: delivery.purpose,
    governorate: delivery.governorate,
    authority: delivery.authority,
    openedBy: delivery.openedBy,
    requestedBy: delivery.requestedBy,
    since: delivery.since,
    sinceAt: delivery.sinceAt,
    deadlines: delivery.deadlines,
    late: delivery.late,
    lines: delivery.lines,
    handovers: delivery.handovers,
    documents: delivery.documents,
    issued: delivery.issued,
  };
}

function approved(delivery: DeliveryIn<'approval'>, event: Recorded<'RequestApproved'>): Delivery {
  const { slot, remarks = null, letterNumber = null, letterDate = null } = event.data;
  const approval = { slot, by: partiesOfEvent(event), at: event.at, remarks, letterNumber, letterDate };
  return { ...delivery, approvals: [...delivery.approvals, approval] };
}

function asked(delivery: DeliveryIn<'approval'>, event: Recorded<'QuestionAsked'>): Delivery {
  const { question: text, paused, deadline } = event.data;
  const askedBy = partiesOfEvent(event);
  return {
    ...delivery,
    questions: delivery.questions + 1,
    question: { text, askedBy, since: event.seq, sinceAt: event.at, paused },
    deadlines: { question: deadline },
  };
}

function allocated(
  delivery: Delivery,
  { data }: Recorded<'AssetsAllocated' | 'AssetsReleased'>,
  sign: 1 | -1,
): Delivery {
  const line = delivery.lines[data.line];
  if (line === undefined) return delivery;
  const assets =
    sign === 1 ? [...line.assets, ...data.assets] : line.assets.filter((id) => !data.assets.includes(id));
  return changeLine(delivery, data.line, { assets, packed: line.packed + sign * data.quantity });
}

export function changeLine(delivery: Delivery, id: string, change: Partial<Line>): Delivery {
  const line = delivery.lines[id];
  if (line === undefined) return delivery;
  return { ...delivery, lines: { ...delivery.lines, [id]: { ...line, ...change } } };
}

function dispatched(delivery: DeliveryIn<'preparation'>, event: Recorded<'Dispatched'>): Delivery {
  const { driver, waybill, vehicle, arriveOn } = event.data;
  const { approvals } = delivery;
  const release = { by: partiesOfEvent(event), at: event.at, driver, waybill, vehicle, arriveOn };
  return { ...entering(delivery, event), stage: 'in-transit', approvals, release, checkpoints: 0 };
}

/** The delivery in the stage its events are accepted in; anything else is a fault of the history. */
export function standing<S extends Delivery['stage']>(delivery: Delivery, ...stages: S[]): DeliveryIn<S> {
  if ((stages as string[]).includes(delivery.stage)) return delivery as DeliveryIn<S>;
  throw new Error(`an event of ${stages.join(' or ')} in ${delivery.stage}`);
}
