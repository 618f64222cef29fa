import { partiesOfEvent } from '../../shared/kernel/actor.ts';
import { mapValues } from '../../shared/kernel/map-values.ts';
import type { BuildIn, OfficeBuild, Sheet } from './case.ts';
import type { Recorded } from './events.ts';
import { omit } from './policy.ts';
import { enter, fileOf, standing, taking } from './standing.ts';

export type LifeEvent = Recorded<
  | 'QuestionAsked'
  | 'QuestionAnswered'
  | 'PostOffered'
  | 'PostHandedOver'
  | 'BuildReopened'
  | 'BuildSuspended'
  | 'BuildResumed'
  | 'BuildCancelled'
  | 'BuildWithdrawn'
  | 'Escalated'
  | 'DeadlinesMoved'
>;

/** Questions, changes of post, the ends of a build, its interruptions and its clocks. */
export function evolveLife(build: OfficeBuild, event: LifeEvent): OfficeBuild {
  switch (event.type) {
    case 'QuestionAsked':
      return asked(build, event);
    case 'QuestionAnswered':
      return answered(build, event);
    case 'PostOffered': {
      const handover = { to: event.data.to, since: event.seq, sinceAt: event.at };
      return { ...build, handover, deadlines: { ...build.deadlines, handover: event.data.deadline } };
    }
    case 'PostHandedOver': {
      const deadlines = omit(build.deadlines, 'handover');
      return { ...build, finalApprover: event.data.to, handover: null, deadlines };
    }
    case 'BuildReopened': {
      const sheet: Sheet = { stage: 'final-acceptance', approvals: [] };
      return enter(fileOf(standing(build, 'closed')), event, sheet, { stage: event.data.deadline });
    }
    case 'BuildSuspended':
      return suspended(build, event);
    case 'BuildResumed':
      return resumed(standing(build, 'suspended'), event);
    case 'BuildCancelled':
    case 'BuildWithdrawn': {
      const withdrawn = event.type === 'BuildWithdrawn';
      return { ...ended(build, event), stage: 'cancelled', reason: event.data.reason, withdrawn };
    }
    case 'Escalated':
      return { ...build, deadlines: { ...build.deadlines, ...event.data.deadlines } };
    case 'DeadlinesMoved':
      return moved(build, event);
  }
}

function asked(build: OfficeBuild, event: Recorded<'QuestionAsked'>): OfficeBuild {
  const { question: text, of, paused, deadline } = event.data;
  const since = { since: event.seq, sinceAt: event.at };
  return {
    ...build,
    questions: build.questions + 1,
    question: { text, askedBy: partiesOfEvent(event), of, ...since, paused },
    deadlines: { ...omit(build.deadlines, of), question: deadline },
  };
}

function answered(build: OfficeBuild, { data }: Recorded<'QuestionAnswered'>): OfficeBuild {
  const { of = 'stage' } = build.question ?? {};
  return {
    ...build,
    question: null,
    deadlines: { ...omit(build.deadlines, 'question'), [of]: data.deadline },
  };
}

const ended = (build: OfficeBuild, { seq, at }: LifeEvent) => ({
  ...fileOf(build),
  since: seq,
  sinceAt: at,
  deadlines: {},
  question: null,
  handover: null,
});

/** The sheet of the stage is kept whole; only the clocks stand still. */
function suspended(build: OfficeBuild, { seq, at, data }: Recorded<'BuildSuspended'>): OfficeBuild {
  return {
    ...fileOf(build),
    stage: 'suspended',
    held: sheetOf(build),
    reason: data.reason,
    remaining: data.remaining,
    since: seq,
    sinceAt: at,
    deadlines: { stage: data.deadline },
  };
}

function sheetOf(build: OfficeBuild): Sheet {
  switch (build.stage) {
    case 'siting':
      return { stage: build.stage, returned: build.returned };
    case 'approval':
    case 'contracting':
    case 'construction':
    case 'defects-period':
      return { stage: build.stage };
    case 'provisional-acceptance':
    case 'final-acceptance':
      return { stage: build.stage, approvals: build.approvals };
    default:
      throw new Error(`a build is not suspended in ${build.stage}`);
  }
}

const resumed = (build: BuildIn<'suspended'>, { seq, at, data }: Recorded<'BuildResumed'>): OfficeBuild =>
  taking({ ...fileOf(build), since: seq, sinceAt: at, deadlines: data.deadlines }, build.held);

/** With the clocks move the planned dates of the construction. */
function moved(build: OfficeBuild, { data }: Recorded<'DeadlinesMoved'>): OfficeBuild {
  const { deadlines, plan } = data;
  const milestones = mapValues(build.milestones, (one, code) => {
    const plannedOn = plan[code];
    return plannedOn === undefined ? one : { ...one, plannedOn };
  });
  return { ...build, milestones, deadlines: { ...build.deadlines, ...deadlines } };
}
