import { baghdadDate } from '../../shared/kernel/time.ts';
import { approvalOf } from './approvals.ts';
import type { BuildIn, OfficeBuild } from './case.ts';
import type { Recorded } from './events.ts';
import { omit } from './policy.ts';
import { building, enter, fileOf, standing } from './standing.ts';

export type AcceptanceEvent = Recorded<
  | 'DeliveryLinked'
  | 'ProvisionalAcceptanceSigned'
  | 'ProvisionallyAccepted'
  | 'OpeningRecorded'
  | 'PeriodChecked'
  | 'DefectsPeriodEnded'
  | 'FinalAcceptanceSigned'
  | 'BuildClosed'
  | 'ReturnedToDefects'
>;

/** Both acceptances and the year between them. */
export function evolveAcceptance(build: OfficeBuild, event: AcceptanceEvent): OfficeBuild {
  switch (event.type) {
    case 'DeliveryLinked':
      return { ...build, deliveries: [...build.deliveries, event.data.delivery] };
    case 'ProvisionalAcceptanceSigned':
      return signed(standing(build, 'provisional-acceptance'), event);
    case 'ProvisionallyAccepted':
      return taken(standing(build, 'provisional-acceptance'), event);
    case 'OpeningRecorded':
      return { ...build, openedOn: event.data.on, deadlines: omit(build.deadlines, 'opening') };
    case 'PeriodChecked': {
      const { month, outcome, note } = event.data;
      const check = { on: baghdadDate(event.at), outcome, note };
      return {
        ...build,
        checks: { ...build.checks, [month]: check },
        deadlines: omit(build.deadlines, `check-${month}`),
      };
    }
    case 'DefectsPeriodEnded':
      return enter(
        fileOf(standing(build, 'defects-period')),
        event,
        { stage: 'final-acceptance', approvals: [] },
        { stage: event.data.deadline },
      );
    case 'FinalAcceptanceSigned': {
      const accepting = standing(build, 'final-acceptance');
      return { ...accepting, approvals: [...accepting.approvals, approvalOf(event)] };
    }
    case 'BuildClosed':
      return closed(standing(build, 'final-acceptance'), event);
    case 'ReturnedToDefects': {
      const { periodEndsOn, deadlines } = event.data;
      const file = { ...fileOf(standing(build, 'final-acceptance')), periodEndsOn };
      return enter(file, event, { stage: 'defects-period' }, deadlines);
    }
  }
}

/** Whoever signs has been there: the joint inspection is done. */
function signed(
  build: BuildIn<'provisional-acceptance'>,
  event: Recorded<'ProvisionalAcceptanceSigned'>,
): OfficeBuild {
  return {
    ...build,
    approvals: [...build.approvals, approvalOf(event)],
    access: [...new Set([...build.access, ...event.data.access])],
    marks: { M12: baghdadDate(event.at), ...build.marks },
  };
}

function taken(
  build: BuildIn<'provisional-acceptance'>,
  event: Recorded<'ProvisionallyAccepted'>,
): OfficeBuild {
  const { number, periodEndsOn, deadlines } = event.data;
  const on = baghdadDate(event.at);
  const file = {
    ...fileOf(build),
    taken: { number, on, approvals: build.approvals },
    periodEndsOn,
    marks: { ...build.marks, M13: on },
  };
  return enter(file, event, { stage: 'defects-period' }, deadlines);
}

function closed(build: BuildIn<'final-acceptance'>, event: Recorded<'BuildClosed'>): OfficeBuild {
  const { number, office } = event.data;
  const on = baghdadDate(event.at);
  const file = fileOf(build);
  return {
    ...file,
    ...building(file),
    stage: 'closed',
    final: { number, on, approvals: build.approvals },
    marks: { ...build.marks, M17: on },
    office,
    closedAt: event.at,
    since: event.seq,
    sinceAt: event.at,
    deadlines: {},
    question: null,
    handover: null,
  };
}
