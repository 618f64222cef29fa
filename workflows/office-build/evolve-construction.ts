import { partiesOfEvent } from '../../shared/kernel/actor.ts';
import type { Deadline } from '../../shared/kernel/deadline.ts';
import type { RecordedEvent } from '../../shared/kernel/event.ts';
import { mapValues } from '../../shared/kernel/map-values.ts';
import { baghdadDate } from '../../shared/kernel/time.ts';
import { approvalOf } from './approvals.ts';
import type { BuildIn, OfficeBuild } from './case.ts';
import type { Plan, Recorded } from './events.ts';
import type { Milestone, Variation } from './parts.ts';
import { omit } from './policy.ts';
import { enter, fileOf, known, standing } from './standing.ts';

type MilestoneEvent = Recorded<
  | 'MilestoneSubmitted'
  | 'MilestoneInspected'
  | 'MilestoneFailed'
  | 'MilestoneReturned'
  | 'MilestoneApproved'
  | 'MilestonePassed'
>;
type VariationEvent = Recorded<
  'VariationRequested' | 'VariationApproved' | 'VariationAgreed' | 'VariationRefused'
>;
export type ConstructionEvent =
  | MilestoneEvent
  | VariationEvent
  | Recorded<'ConstructionFinished' | 'StopDaysRecorded'>;
type Construction = BuildIn<'construction'>;

/** Milestones, the days on which nobody worked, and what was agreed on beside the contract. */
export function evolveConstruction(build: OfficeBuild, event: ConstructionEvent): OfficeBuild {
  const building = standing(build, 'construction');
  switch (event.type) {
    case 'StopDaysRecorded': {
      const { from, until, cause, days, note, plan, deadlines } = event.data;
      const stop = { from, until, cause, days, note: note ?? null };
      return { ...later(building, days, plan, deadlines), stops: [...build.stops, stop] };
    }
    case 'ConstructionFinished':
      return enter(
        fileOf(building),
        event,
        { stage: 'provisional-acceptance', approvals: [] },
        { stage: event.data.deadline },
      );
    case 'VariationRequested':
    case 'VariationApproved':
    case 'VariationAgreed':
    case 'VariationRefused':
      return evolveVariation(building, event);
    default:
      return evolveMilestone(building, event);
  }
}

function evolveMilestone(build: Construction, event: MilestoneEvent): OfficeBuild {
  switch (event.type) {
    case 'MilestoneSubmitted':
      return turned(build, event, {
        status: 'submitted',
        submission: {
          by: partiesOfEvent(event),
          at: event.at,
          note: event.data.note ?? null,
          evidence: event.data.evidence,
        },
        inspection: null,
        approvals: [],
        payment: null,
      });
    case 'MilestoneInspected':
      return turned(build, event, {
        status: 'inspected',
        inspection: { by: partiesOfEvent(event), at: event.at, findings: event.data.findings ?? null },
      });
    case 'MilestoneFailed':
      return turned(build, event, { status: 'open', remarks: event.data.findings });
    case 'MilestoneReturned':
      return turned(build, event, {
        status: 'open',
        remarks: event.data.reason,
        approvals: [],
        payment: null,
      });
    case 'MilestoneApproved': {
      const { milestone, payment } = event.data;
      const one = known(build.milestones[milestone], 'milestone');
      const approvals = [...one.approvals, approvalOf(event)];
      return withMilestone(build, milestone, { ...one, approvals, payment: payment ?? one.payment });
    }
    case 'MilestonePassed':
      return passed(build, event);
  }
}

/** The milestone is somebody else's turn now, with a clock of its own; a question about it has had its answer. */
function turned(
  build: Construction,
  { seq, at, data }: RecordedEvent<string, { readonly milestone: string; readonly deadline: Deadline }>,
  changes: Partial<Milestone>,
): Construction {
  const { milestone: code, deadline } = data;
  const one = known(build.milestones[code], 'milestone');
  const isAsked = build.question?.of === code;
  const deadlines = isAsked ? omit(build.deadlines, 'question') : build.deadlines;
  return {
    ...withMilestone(build, code, { ...one, since: seq, sinceAt: at, ...changes }),
    question: isAsked ? null : build.question,
    deadlines: { ...deadlines, [code]: deadline },
  };
}

const withMilestone = (build: Construction, code: string, milestone: Milestone): Construction => ({
  ...build,
  milestones: { ...build.milestones, [code]: milestone },
});

function passed(build: Construction, { seq, at, data }: Recorded<'MilestonePassed'>): OfficeBuild {
  const { milestone: code, next, deadline } = data;
  const one = known(build.milestones[code], 'milestone');
  const approvedOn = baghdadDate(at);
  const done = withMilestone(build, code, {
    ...one,
    status: 'approved',
    approvedOn,
    since: seq,
    sinceAt: at,
  });
  const deadlines = omit(build.deadlines, code);
  if (next === null || deadline === null) return { ...done, deadlines };
  const following = { ...known(build.milestones[next], 'milestone'), since: seq, sinceAt: at };
  return { ...withMilestone(done, next, following), deadlines: { ...deadlines, [next]: deadline } };
}

/** What is not approved yet comes later by so many working days. */
function later(
  build: Construction,
  days: number,
  plan: Plan,
  deadlines: Readonly<Record<string, Deadline>>,
): Construction {
  const milestones = mapValues(build.milestones, (one, code) => {
    const plannedOn = plan[code];
    return plannedOn === undefined || days === 0 ? one : { ...one, plannedOn, days: one.days + days };
  });
  return { ...build, milestones, deadlines: { ...build.deadlines, ...deadlines } };
}

function evolveVariation(build: Construction, event: VariationEvent): OfficeBuild {
  const { variation: id } = event.data;
  switch (event.type) {
    case 'VariationRequested': {
      const { what, reason, amount, days, deadline } = event.data;
      const since = { since: event.seq, sinceAt: event.at };
      const terms = { what, reason, amount, days, requestedBy: partiesOfEvent(event) };
      const next = withVariation(build, id, { ...terms, ...since, status: 'requested', approvals: [] });
      return { ...next, deadlines: { ...build.deadlines, [id]: deadline } };
    }
    case 'VariationApproved': {
      const one = known(build.variations[id], 'variation');
      return withVariation(build, id, { ...one, approvals: [...one.approvals, approvalOf(event)] });
    }
    case 'VariationAgreed': {
      const { days, plan, deadlines } = event.data;
      return settled(later(build, days, plan, deadlines), id, 'approved');
    }
    case 'VariationRefused':
      return settled(build, id, 'refused');
  }
}

const settled = (build: Construction, id: string, status: 'approved' | 'refused'): Construction => ({
  ...withVariation(build, id, { ...known(build.variations[id], 'variation'), status }),
  deadlines: omit(build.deadlines, id),
});

const withVariation = (build: Construction, id: string, variation: Variation): Construction => ({
  ...build,
  variations: { ...build.variations, [id]: variation },
});
