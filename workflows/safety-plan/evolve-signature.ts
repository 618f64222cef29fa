import { partiesOfEvent, personOf } from '../../shared/kernel/actor.ts';
import type { Duty, PlanIn, SafetyPlan } from './case.ts';
import type { Recorded } from './events.ts';
import { fileOf, standing } from './evolve-preparation.ts';

export type SignatureEvent = Recorded<
  | 'PlanSubmitted'
  | 'PlanSigned'
  | 'ImplementationStarted'
  | 'PlanReturned'
  | 'QuestionAsked'
  | 'QuestionAnswered'
>;

/** The signatures, what is asked about them, and what they set going. */
export function evolveSignature(plan: SafetyPlan, event: SignatureEvent): SafetyPlan {
  switch (event.type) {
    case 'PlanSubmitted':
      return {
        ...fileOf(plan),
        stage: 'signature',
        signatures: [],
        questions: 0,
        question: null,
        since: event.seq,
        sinceAt: event.at,
        deadlines: { stage: event.data.deadline },
      };
    case 'PlanSigned':
      return signed(standing(plan, 'signature'), event);
    case 'ImplementationStarted':
      return started(standing(plan, 'signature'), event);
    case 'PlanReturned':
      return {
        ...fileOf(plan),
        stage: 'action-planning',
        returned: {
          reason: event.data.reason,
          at: event.at,
          letterNumber: event.data.letterNumber ?? null,
        },
        since: event.seq,
        sinceAt: event.at,
        deadlines: { stage: event.data.deadline },
      };
    case 'QuestionAsked':
      return asked(standing(plan, 'signature'), event);
    case 'QuestionAnswered':
      return { ...standing(plan, 'signature'), question: null, deadlines: { stage: event.data.deadline } };
  }
}

function signed(plan: PlanIn<'signature'>, event: Recorded<'PlanSigned'>): SafetyPlan {
  const { slot, remarks, letterNumber, letterDate } = event.data;
  const signature = {
    slot,
    by: personOf(event.actor) ?? null,
    onBehalfOf: event.onBehalfOf ?? null,
    at: event.at,
    remarks: remarks ?? null,
    letterNumber: letterNumber ?? null,
    letterDate: letterDate ?? null,
  };
  return { ...plan, signatures: [...plan.signatures, signature] };
}

function started(
  plan: PlanIn<'signature'>,
  { seq, at, data }: Recorded<'ImplementationStarted'>,
): SafetyPlan {
  const fromNow = (duty: Duty): Duty => ({ ...duty, since: seq, sinceAt: at });
  const duties = Object.entries(plan.duties).map(([id, duty]) => [id, fromNow(duty)]);
  return {
    ...fileOf(plan),
    stage: 'implementation',
    signatures: plan.signatures,
    handover: null,
    since: seq,
    sinceAt: at,
    deadlines: data.deadlines,
    duties: Object.fromEntries(duties),
  };
}

function asked(plan: PlanIn<'signature'>, event: Recorded<'QuestionAsked'>): SafetyPlan {
  const { question, to, paused, deadline } = event.data;
  return {
    ...plan,
    questions: plan.questions + 1,
    question: {
      text: question,
      askedBy: partiesOfEvent(event),
      to,
      since: event.seq,
      sinceAt: event.at,
      paused,
    },
    deadlines: { question: deadline },
  };
}
