import { personOf } from '../../shared/kernel/actor.ts';
import type { RecordedEvent } from '../../shared/kernel/event.ts';
import type { CaseFile, OfficeBuild } from './case.ts';
import type { BuildEvent, Recorded } from './events.ts';
import { type AcceptanceEvent, evolveAcceptance } from './evolve-acceptance.ts';
import { type ConstructionEvent, evolveConstruction } from './evolve-construction.ts';
import { type ContractEvent, evolveContract } from './evolve-contract.ts';
import { evolveFlaws, type FlawEvent } from './evolve-flaws.ts';
import { evolveLife, type LifeEvent } from './evolve-life.ts';
import { evolveSiting, type SitingEvent } from './evolve-siting.ts';

/** The build after an accepted event. `since` and the levels of lateness follow from its number and deadlines. */
export function evolve(
  build: OfficeBuild | null,
  event: RecordedEvent<BuildEvent['type'], BuildEvent['data']>,
): OfficeBuild {
  const recorded = event as Recorded;
  const next = recorded.type === 'BuildOpened' ? opened(recorded) : fold(opening(build), recorded);
  return { ...next, late: lateness(next, event) };
}

function opening(build: OfficeBuild | null): OfficeBuild {
  if (build === null) throw new Error('the first event of a build is BuildOpened');
  return build;
}

function opened({ seq, at, actor, data }: Recorded<'BuildOpened'>): OfficeBuild {
  const { deadline, ...given } = data;
  return {
    stage: 'siting',
    returned: null,
    ...given,
    openedBy: personOf(actor) ?? null,
    since: seq,
    sinceAt: at,
    deadlines: { stage: deadline },
    late: [],
    question: null,
    questions: 0,
    site: null,
    proposers: [],
    forums: {},
    exceptions: {},
    objections: {},
    design: null,
    siteApprovals: [],
    contract: null,
    contractApprovals: [],
    finalApprover: null,
    handover: null,
    startedOn: null,
    milestones: {},
    stops: [],
    variations: {},
    marks: {},
    deliveries: [],
    snags: {},
    access: [],
    taken: null,
    openedOn: null,
    periodEndsOn: null,
    defects: {},
    checks: {},
    final: null,
    office: null,
  };
}

function fold(build: OfficeBuild, event: Exclude<Recorded, Recorded<'BuildOpened'>>): OfficeBuild {
  switch (event.type) {
    case 'SiteChosen':
    case 'ForumAssigned':
    case 'ForumUnassigned':
    case 'SitingExceptionGranted':
    case 'ObjectionRaised':
    case 'ObjectionSettled':
    case 'SiteSubmitted':
    case 'SiteApproved':
    case 'ContractingStarted':
    case 'SiteReturned':
    case 'SiteRefused':
    case 'SiteOverturned':
      return evolveSiting(build, event satisfies SitingEvent);
    case 'ContractRecorded':
    case 'ContractApproved':
    case 'ContractConcluded':
    case 'ContractReturned':
    case 'SiteHandedOver':
      return evolveContract(build, event satisfies ContractEvent);
    case 'MilestoneSubmitted':
    case 'MilestoneInspected':
    case 'MilestoneFailed':
    case 'MilestoneReturned':
    case 'MilestoneApproved':
    case 'MilestonePassed':
    case 'ConstructionFinished':
    case 'StopDaysRecorded':
    case 'VariationRequested':
    case 'VariationApproved':
    case 'VariationAgreed':
    case 'VariationRefused':
      return evolveConstruction(build, event satisfies ConstructionEvent);
    case 'SnagAdded':
    case 'SnagFixed':
    case 'SnagReopened':
    case 'SnagClosed':
    case 'DefectReported':
    case 'DefectFixed':
    case 'DefectReopened':
    case 'DefectClosed':
      return evolveFlaws(build, event satisfies FlawEvent);
    case 'DeliveryLinked':
    case 'ProvisionalAcceptanceSigned':
    case 'ProvisionallyAccepted':
    case 'OpeningRecorded':
    case 'PeriodChecked':
    case 'DefectsPeriodEnded':
    case 'FinalAcceptanceSigned':
    case 'BuildClosed':
    case 'ReturnedToDefects':
      return evolveAcceptance(build, event satisfies AcceptanceEvent);
    default:
      return evolveLife(build, event satisfies LifeEvent);
  }
}

/** Since when something is late at each level: what the superiors' summary tasks hang on (P16). */
function lateness(build: CaseFile, { seq, at }: RecordedEvent): CaseFile['late'] {
  const highest = Math.max(0, ...Object.values(build.deadlines).map(({ level }) => level));
  return [1, 2, 3]
    .filter((level) => level <= highest)
    .map((level) => build.late.find((one) => one.level === level) ?? { level, since: seq, sinceAt: at });
}
