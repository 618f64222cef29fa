import type { Action, CaseFile, OpenConcern, PlanIn, SafetyPlan } from './case.ts';
import type { ActionFields, ConcernFields } from './commands.ts';
import type { Recorded } from './events.ts';

export type PreparationEvent = Recorded<
  | 'ConcernAdded'
  | 'ConcernEdited'
  | 'ConcernWithdrawn'
  | 'ConcernReferred'
  | 'BallotsRecorded'
  | 'PrioritySet'
  | 'PrioritiesSet'
  | 'PrioritiesReopened'
  | 'ActionPlanned'
  | 'ActionChanged'
  | 'ActionDropped'
>;

/** Concerns, priorities and planned actions. */
export function evolvePreparation(plan: SafetyPlan, event: PreparationEvent): SafetyPlan {
  switch (event.type) {
    case 'ConcernAdded':
      return {
        ...withConcern(plan, event.data.concern, { ...openConcern(event.data), analysis: null }),
        issued: { ...plan.issued, concerns: plan.issued.concerns + 1 },
      };
    case 'ConcernEdited': {
      const analysis = analysisOf(plan, event.data.concern);
      return withConcern(plan, event.data.concern, { ...openConcern(event.data), analysis });
    }
    case 'ConcernWithdrawn':
      return withoutConcern(plan, event.data.concern);
    case 'ConcernReferred': {
      const { concern, pathway, week } = event.data;
      return { ...plan, concerns: { ...plan.concerns, [concern]: { status: 'referred', pathway, week } } };
    }
    case 'BallotsRecorded': {
      const { group, ballots = [], scores = [] } = event.data;
      return { ...plan, ballots: { ...plan.ballots, [group]: { ballots, scores } } };
    }
    case 'PrioritySet':
      return withPriority(plan, event);
    case 'PrioritiesSet':
      return enter(plan, event, { stage: 'action-planning', returned: null });
    case 'PrioritiesReopened':
      return enter(plan, event, { stage: 'priority-setting' });
    case 'ActionPlanned':
      return withAction(plan, event);
    case 'ActionChanged':
      return withAction(plan, event);
    case 'ActionDropped':
      return { ...plan, ...withoutActions(plan, (id) => id === event.data.action) };
  }
}

/** Put down what belongs to every stage, take up the sheet of the next one and start its clock. */
function enter(
  plan: SafetyPlan,
  { seq, at, data }: Recorded<'PrioritiesSet' | 'PrioritiesReopened'>,
  sheet: { stage: 'action-planning'; returned: null } | { stage: 'priority-setting' },
): SafetyPlan {
  return { ...fileOf(plan), ...sheet, since: seq, sinceAt: at, deadlines: { stage: data.deadline } };
}

/** The plan without the sheet of its stage. */
export function fileOf(plan: SafetyPlan): CaseFile {
  return {
    forum: plan.forum,
    forumName: plan.forumName,
    governorate: plan.governorate,
    authority: plan.authority,
    unit: plan.unit,
    startsOn: plan.startsOn,
    endsOn: plan.endsOn,
    months: plan.months,
    follows: plan.follows,
    facilitator: plan.facilitator,
    openedBy: plan.openedBy,
    since: plan.since,
    sinceAt: plan.sinceAt,
    deadlines: plan.deadlines,
    late: plan.late,
    concerns: plan.concerns,
    ballots: plan.ballots,
    priorities: plan.priorities,
    actions: plan.actions,
    duties: plan.duties,
    issued: plan.issued,
    traces: plan.traces,
  };
}

const withConcern = <P extends SafetyPlan>(plan: P, id: string, concern: OpenConcern): P => ({
  ...plan,
  concerns: { ...plan.concerns, [id]: concern },
});

const openConcern = (data: ConcernFields): Omit<OpenConcern, 'analysis'> => ({
  status: 'open',
  category: data.category,
  text: data.text,
  source: data.source,
  place: data.place,
  affected: data.affected,
  frequency: data.frequency,
  tried: data.tried ?? null,
});

function analysisOf(plan: SafetyPlan, id: string): OpenConcern['analysis'] {
  const concern = plan.concerns[id];
  return concern?.status === 'open' ? concern.analysis : null;
}

/** With the concern go its place among the priorities and the actions planned for it. */
function withoutConcern(plan: SafetyPlan, concern: string): SafetyPlan {
  return {
    ...plan,
    concerns: omit(plan.concerns, (id) => id === concern),
    traces: omit(plan.traces, (id) => id === concern),
    priorities: plan.priorities.filter((priority) => priority.concern !== concern),
    ...withoutActions(plan, (id) => plan.actions[id]?.concern === concern),
  };
}

const withoutActions = (
  plan: SafetyPlan,
  goes: (id: string) => boolean,
): Pick<SafetyPlan, 'actions' | 'duties'> => ({
  actions: omit(plan.actions, goes),
  duties: omit(plan.duties, goes),
});

const omit = <T>(record: Readonly<Record<string, T>>, goes: (id: string) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([id]) => !goes(id)));

function withPriority(plan: SafetyPlan, { data }: Recorded<'PrioritySet'>): SafetyPlan {
  const { concern: id, goal, analysis, cause, rank } = data;
  const concern = plan.concerns[id];
  if (concern?.status !== 'open') return plan;
  const before = rank === 1 ? [] : plan.priorities;
  return {
    ...withConcern(plan, id, { ...concern, analysis: { analysis, cause: cause ?? null } }),
    priorities: [...before, { concern: id, goal }],
  };
}

export function withAction(
  plan: SafetyPlan,
  { seq, at, data }: Recorded<'ActionPlanned' | 'ActionChanged' | 'ActionAdded'>,
): SafetyPlan {
  const { action } = data;
  const isNew = plan.actions[action] === undefined;
  const duty = { owner: data.owner, status: 'open' as const, since: seq, sinceAt: at, reportedBy: [] };
  return {
    ...plan,
    actions: { ...plan.actions, [action]: actionOf(data) },
    duties: { ...plan.duties, [action]: duty },
    issued: { ...plan.issued, actions: plan.issued.actions + (isNew ? 1 : 0) },
  };
}

const actionOf = (data: ActionFields): Action => ({
  concern: data.concern,
  what: data.what,
  kind: data.kind,
  helpers: data.helpers ?? null,
  resources: data.resources ?? null,
  startsOn: data.startsOn,
  dueOn: data.dueOn,
  indicator: data.indicator,
  risk: data.risk ?? null,
  stateResources: data.stateResources,
  support: data.support ?? null,
  report: null,
  linked: null,
});

/** The plan in the stage its events are accepted in; anything else is a fault of the history. */
export function standing<S extends SafetyPlan['stage']>(plan: SafetyPlan, ...stages: S[]): PlanIn<S> {
  if ((stages as string[]).includes(plan.stage)) return plan as PlanIn<S>;
  throw new Error(`an event of ${stages.join(' or ')} in ${plan.stage}`);
}
