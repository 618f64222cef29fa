import type { Role } from '../../shared/kernel/actor.ts';
import type { Deadline } from '../../shared/kernel/deadline.ts';
import { mostUrgent } from '../../shared/kernel/deadline.ts';
import type { Addressee, Task } from '../../shared/kernel/entry.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { CaseFile, PlanIn, SafetyPlan, Stage } from './case.ts';
import type { CommandName } from './commands.ts';
import { openSlots } from './decide-signature.ts';
import type { Slot } from './vocabulary.ts';

/** What the plan waits for; derived, never stored by hand (tracks 0.2). */
export function tasksOf(plan: SafetyPlan): Task[] {
  return [...ofStage(plan), ...superiors(plan)];
}

function ofStage(plan: SafetyPlan): Task[] {
  switch (plan.stage) {
    case 'priority-setting':
      return [
        stageTask(
          plan,
          'set-priorities',
          [chair(plan)],
          ['SetPriorities', 'RecordBallots', 'AddConcern', 'ReferConcern'],
        ),
        stageTask(plan, 'collect-concerns', [forumMember(plan)], ['AddConcern', 'EditConcern']),
      ];
    case 'action-planning':
      return [
        stageTask(
          plan,
          'plan-actions',
          [chair(plan)],
          ['PlanAction', 'ChangeAction', 'DropAction', 'SubmitPlan'],
        ),
        stageTask(plan, 'help-plan-actions', [commander(plan)], ['PlanAction', 'ChangeAction', 'DropAction']),
      ];
    case 'signature':
      return plan.question === null ? openSlots(plan).map((slot) => toSign(plan, slot)) : [toAnswer(plan)];
    case 'implementation':
      return implementing(plan);
    case 'review':
      return [
        stageTask(
          plan,
          'review',
          [chair(plan)],
          ['RecordReviewMeeting', 'ClosePlan', 'CancelAction', 'ReopenImplementation'],
        ),
        stageTask(plan, 'record-results', [iomField(plan)], ['RecordResult', 'RecordReviewMeeting']),
      ];
    case 'suspended':
      return [stageTask(plan, 'resume-or-cancel', [iomManager, ...ministries(plan)], ['Resume', 'Cancel'])];
    case 'closed':
    case 'cancelled':
    case 'superseded':
      return [];
  }
}

function stageTask(
  plan: SafetyPlan,
  name: string,
  addressees: readonly Addressee[],
  commands: readonly CommandName[],
): Task {
  return task(plan, name, { addressees, commands, since: plan, deadline: plan.deadlines.stage });
}

interface Duties {
  readonly addressees: readonly Addressee[];
  readonly commands: readonly CommandName[];
  readonly since: { readonly since: number; readonly sinceAt: string };
  readonly deadline: Deadline | undefined;
  /** What of several: an action, a level. */
  readonly of?: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

function task(plan: SafetyPlan, name: string, duties: Duties): Task {
  const { addressees, commands, since, deadline, of, params } = duties;
  const key = `task.safety-plan.${name}`;
  return {
    key: [name, ...(of === undefined ? [] : [of]), since.since].join(':'),
    title: params === undefined ? { key } : { key, params },
    addressees,
    commands,
    since: since.since,
    sinceAt: since.sinceAt,
    dueOn: deadline?.dueOn ?? plan.endsOn,
    level: deadline?.level ?? 0,
  };
}

const toSign = (plan: PlanIn<'signature'>, slot: Slot): Task =>
  task(plan, 'sign', {
    of: slot,
    params: { slot },
    addressees: [signer(plan, slot)],
    commands: ['SignPlan', 'ReturnPlan', 'AskQuestion'],
    since: plan,
    deadline: plan.deadlines.stage,
  });

const toAnswer = (plan: PlanIn<'signature'>): Task =>
  task(plan, 'answer', {
    addressees: [plan.question?.to === 'commander' ? commander(plan) : chair(plan)],
    commands: ['AnswerQuestion'],
    since: plan.question ?? plan,
    deadline: plan.deadlines.question,
  });

function implementing(plan: PlanIn<'implementation'>): Task[] {
  const steer = task(plan, 'steer', {
    addressees: [chair(plan)],
    commands: ['StartReview', 'AddAction', 'CancelAction', 'ReassignAction', 'RequestSupport'],
    since: plan,
    deadline: plan.deadlines.period,
  });
  return [steer, ...owned(plan), ...toVerify(plan), ...toAccept(plan)];
}

const owned = (plan: PlanIn<'implementation'>): Task[] =>
  Object.entries(plan.duties)
    .filter(([, duty]) => duty.status === 'open')
    .map(([id, duty]) =>
      task(plan, 'act', {
        of: id,
        params: { action: id, what: plan.actions[id]?.what ?? '' },
        addressees: [{ kind: 'person', id: duty.owner }],
        commands: ['ReportProgress', 'ReportBlocked', 'ReportActionDone', 'RequestSupport', 'HandOverPost'],
        since: duty,
        deadline: plan.deadlines[id],
      }),
    );

/**
 * One task for all reported actions, for two offices, of which one may be the owner: more for each of 40 would
 * outgrow a transaction (P15). IOM field staff may verify too and are asked when it is late.
 */
function toVerify(plan: PlanIn<'implementation'>): Task[] {
  const reported = Object.entries(plan.duties).filter(([, duty]) => duty.status === 'reported');
  const [first] = reported.map(([, duty]) => duty).sort((a, b) => a.since - b.since);
  if (first === undefined) return [];
  return [
    task(plan, 'verify', {
      params: { count: reported.length },
      addressees: [chair(plan), commander(plan)],
      commands: ['VerifyAction', 'RejectActionDone'],
      since: first,
      deadline: mostUrgent(reported.map(([id]) => plan.deadlines[id])),
    }),
  ];
}

function toAccept(plan: PlanIn<'implementation'>): Task[] {
  if (plan.handover === null) return [];
  return [
    task(plan, 'accept-post', {
      addressees: [{ kind: 'person', id: plan.handover.to }],
      commands: ['AcceptPost'],
      since: plan.handover,
      deadline: plan.deadlines.handover,
    }),
  ];
}

/** One summary for each level something has reached: IOM in the governorate, its programme, the ministry (P16). */
function superiors(plan: SafetyPlan): Task[] {
  return plan.late.map(({ level, since, sinceAt }) => {
    const raised = Object.values(plan.deadlines).filter((deadline) => deadline.level >= level);
    return task(plan, 'overdue', {
      of: `level-${level}`,
      params: { count: raised.length, level },
      addressees: superior(plan, level),
      commands: remedies(plan.stage, level),
      since: { since, sinceAt },
      deadline: mostUrgent(raised),
    });
  });
}

/** What IOM field staff may do themselves to get a late stage going again; above them, only to stop it. */
const HELP: Readonly<Partial<Record<Stage, CommandName[]>>> = {
  'priority-setting': ['AddConcern', 'EditConcern'],
  signature: ['SignPlan', 'ReturnPlan', 'AskQuestion'],
  implementation: ['VerifyAction', 'RejectActionDone'],
  review: ['RecordResult', 'RecordReviewMeeting'],
};

function remedies(stage: Stage, level: number): readonly CommandName[] {
  if (stage === 'suspended') return ['Resume', 'Cancel'];
  return level === 1 ? (HELP[stage] ?? []) : ['Suspend', 'Cancel'];
}

function superior(plan: SafetyPlan, level: number): readonly Addressee[] {
  if (plan.stage === 'suspended' && level === 1) return [iomManager];
  if (level === 1) return [iomField(plan)];
  return level === 2 ? [iomManager] : ministries(plan);
}

const role = (name: Role, scope: Extract<Addressee, { kind: 'role' }>['scope']): Addressee => ({
  kind: 'role',
  role: name,
  scope,
});

const chair = (plan: CaseFile): Addressee => role('chair', { kind: 'forum', id: plan.forum });
const forumMember = (plan: CaseFile): Addressee => role('member', { kind: 'forum', id: plan.forum });
const iomField = (plan: CaseFile): Addressee =>
  role('iom-field', { kind: 'governorate', id: plan.governorate });
const iomManager: Addressee = role('iom-manager', { kind: 'programme' });

/** A forum without a registered police unit is answered for by the commander of its governorate. */
const commander = (plan: CaseFile): Addressee => role('commander', unitScope(plan.unit, plan.governorate));

const unitScope = (unit: EntryId | null, governorate: string) =>
  unit === null ? ({ kind: 'governorate', id: governorate } as const) : ({ kind: 'unit', id: unit } as const);

function ministries({ authority }: CaseFile): Addressee[] {
  const both = authority === 'joint' ? (['federal', 'krg'] as const) : [authority];
  return both.map((id) => role('ministry', { kind: 'directorate', id }));
}

function signer(plan: CaseFile, slot: Slot): Addressee {
  switch (slot) {
    case 'police':
      return commander(plan);
    case 'iom':
      return iomField(plan);
    case 'chair':
      return chair(plan);
    case 'ministry-federal':
      return role('ministry', { kind: 'directorate', id: 'federal' });
    case 'ministry-krg':
      return role('ministry', { kind: 'directorate', id: 'krg' });
  }
}
