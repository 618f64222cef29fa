import { z } from 'zod';
import { entryRef, partRef } from '../../shared/kernel/ids.ts';
import { CalendarDate } from '../../shared/kernel/time.ts';
import type { CommandSpec } from '../track.ts';
import { Ballot, CAPS, Evidence, Score, text } from './case.ts';
import {
  ActionType,
  AffectedGroup,
  BallotGroup,
  Category,
  Frequency,
  Goal,
  Outcome,
  Pathway,
  Perception,
  ProtectedClass,
  Slot,
  Source,
  Support,
  WithdrawalReason,
} from './vocabulary.ts';

const person = entryRef('person');
const concern = partRef('concerns');
const action = partRef('actions');
const letter = { letterNumber: text(40).optional(), letterDate: CalendarDate.optional() };
const reason = { reason: text() };

const concernFields = {
  category: Category,
  text: text(),
  source: Source,
  place: text(200),
  affected: z.array(AffectedGroup).min(1).max(AffectedGroup.options.length),
  frequency: Frequency,
  tried: text().optional(),
};

const actionFields = {
  concern,
  what: text(),
  kind: ActionType,
  owner: person,
  helpers: text(CAPS.line).optional(),
  resources: text(CAPS.line).optional(),
  startsOn: CalendarDate,
  dueOn: CalendarDate,
  indicator: text(CAPS.line),
  risk: text(CAPS.line).optional(),
  stateResources: z.boolean(),
  support: Support.optional(),
};

const INPUT = {
  OpenPlan: z.strictObject({
    forum: entryRef('forum'),
    startsOn: CalendarDate,
    // The generator of the API's description knows the first of several literals only.
    months: z.literal([6, 12]).meta({ enum: [6, 12] }),
    follows: entryRef('safety-plan').optional(),
    facilitator: person.optional(),
  }),
  AddConcern: z.strictObject(concernFields),
  EditConcern: z.strictObject({ concern, ...concernFields }),
  WithdrawConcern: z.strictObject({ concern, reason: WithdrawalReason }),
  MarkProtected: z.strictObject({ concern, class: ProtectedClass }),
  ReferConcern: z.strictObject({ concern, pathway: Pathway }),
  RecordBallots: z.strictObject({
    group: BallotGroup,
    ballots: z.array(Ballot).max(CAPS.ballots).optional(),
    scores: z.array(Score).max(CAPS.concerns).optional(),
  }),
  SetPriorities: z.strictObject({
    priorities: z
      .array(z.strictObject({ concern, goal: Goal, analysis: text(), cause: text(CAPS.line).optional() }))
      .min(1)
      .max(CAPS.priorities),
    tieBreak: text(CAPS.line).optional(),
    departure: text(CAPS.line).optional(),
  }),
  PlanAction: z.strictObject(actionFields),
  ChangeAction: z.strictObject({ action, ...actionFields }),
  DropAction: z.strictObject({ action }),
  SubmitPlan: z.strictObject({}),
  SignPlan: z.strictObject({ as: Slot.optional(), remarks: text().optional(), ...letter }),
  ReturnPlan: z.strictObject({ ...reason, ...letter }),
  AskQuestion: z.strictObject({ question: text() }),
  AnswerQuestion: z.strictObject({ answer: text() }),
  ReportProgress: z.strictObject({ action, note: text(), evidence: Evidence.optional() }),
  ReportBlocked: z.strictObject({ action, blocker: text() }),
  ReportActionDone: z.strictObject({ action, note: text(), evidence: Evidence.optional() }),
  VerifyAction: z.strictObject({ action, note: text().optional() }),
  RejectActionDone: z.strictObject({ action, ...reason }),
  AddAction: z.strictObject(actionFields),
  CancelAction: z.strictObject({ action, ...reason }),
  ReassignAction: z.strictObject({ action, owner: person, ...reason }),
  RequestSupport: z.strictObject({ action, kind: Support, purpose: text(CAPS.line) }),
  HandOverPost: z.strictObject({ successor: person, note: text(CAPS.line).optional() }),
  AcceptPost: z.strictObject({}),
  StartReview: z.strictObject({}),
  RecordResult: z.strictObject({ concern, outcome: Outcome, note: text(1000) }),
  RecordReviewMeeting: z.strictObject({
    heldOn: CalendarDate,
    present: z.number().int().min(1).max(500),
    women: z.number().int().min(0).max(500),
    perception: Perception,
    lessons: text(),
    carryOver: z.array(action).max(CAPS.actions).optional(),
  }),
  ReopenImplementation: z.strictObject(reason),
  ClosePlan: z.strictObject({}),
  ReopenPlan: z.strictObject(reason),
  SupersedePlan: z.strictObject(reason),
  Suspend: z.strictObject(reason),
  Resume: z.strictObject({ note: text(CAPS.line).optional() }),
  Cancel: z.strictObject(reason),
  Withdraw: z.strictObject(reason),
  SuspendForHold: z.strictObject({}),
  Escalate: z.strictObject({}),
  RecomputeDeadlines: z.strictObject({}),
} as const;

type Inputs = typeof INPUT;
export type CommandName = keyof Inputs;
/** A command by name, or any of them. */
export type PlanCommand<N extends CommandName = CommandName> = {
  [K in N]: { type: K } & Fields<z.infer<Inputs[K]>>;
}[N];

// An empty strict object is a Record<string, never>, with which no `type` could go.
type Fields<Input> = string extends keyof Input ? unknown : Input;

/** Who may give it, and in which stages it is offered (tracks 1). */
type Terms = Omit<CommandSpec, 'input'>;

const BEFORE_SIGNATURE = ['priority-setting', 'action-planning', 'signature'];
const LIVE = [...BEFORE_SIGNATURE, 'implementation', 'review'];
const RUNNING = ['implementation', 'review'];

const concernKeepers: Terms = {
  who: ['member o', 'chair o', 'officer os', 'iom-field g'],
  stages: ['priority-setting'],
};
const planners: Terms = { who: ['chair o', 'commander sg'], stages: ['action-planning'] };
const signers: Terms = {
  who: ['commander sg*', 'iom-field g*', 'chair o*', 'ministry d*'],
  stages: ['signature'],
};
const owner: Terms = { who: ['named n'], stages: ['implementation'] };
const verifiers: Terms = { who: ['chair o*', 'commander sg*', 'iom-field g*'], stages: RUNNING };
const reviewers: Terms = { who: ['chair o*', 'iom-field g*'], stages: ['review'] };
const superiors: Terms = { who: ['ministry d', 'iom-manager p'] };
const internal: Terms = { who: [] };

const TERMS: { readonly [N in CommandName]: Terms } = {
  OpenPlan: { who: ['member o', 'chair o', 'officer os', 'iom-field g'], stages: [] },
  AddConcern: concernKeepers,
  EditConcern: concernKeepers,
  // Both together and alike, or the command offered would tell which one was used (P11).
  WithdrawConcern: { ...concernKeepers, stages: LIVE },
  MarkProtected: { ...concernKeepers, stages: LIVE },
  ReferConcern: { who: ['chair o'], stages: ['priority-setting'] },
  RecordBallots: { who: ['chair o'], stages: ['priority-setting'] },
  SetPriorities: { who: ['chair o'], stages: ['priority-setting'] },
  PlanAction: planners,
  ChangeAction: planners,
  DropAction: planners,
  SubmitPlan: { who: ['chair o'], stages: ['action-planning'] },
  SignPlan: { ...signers, approves: true },
  ReturnPlan: signers,
  AskQuestion: signers,
  AnswerQuestion: { who: ['chair o*', 'commander sg*'], stages: ['signature'] },
  ReportProgress: owner,
  ReportBlocked: owner,
  ReportActionDone: owner,
  VerifyAction: verifiers,
  RejectActionDone: verifiers,
  AddAction: { who: ['chair o'], stages: ['implementation'] },
  CancelAction: { who: ['chair o'], stages: RUNNING },
  ReassignAction: { who: ['chair o'], stages: ['implementation'] },
  RequestSupport: { who: ['chair o', 'named n'], stages: ['implementation'] },
  HandOverPost: owner,
  AcceptPost: owner,
  StartReview: { who: ['chair o'], stages: ['implementation'] },
  RecordResult: reviewers,
  RecordReviewMeeting: reviewers,
  ReopenImplementation: { who: ['chair o'], stages: ['review'] },
  ClosePlan: { who: ['chair o*'], stages: ['review'] },
  ReopenPlan: { ...superiors, stages: ['closed'] },
  SupersedePlan: { who: ['chair o'], stages: [...RUNNING, 'closed'] },
  Suspend: { ...superiors, stages: LIVE },
  Resume: { ...superiors, stages: ['suspended'] },
  Cancel: { ...superiors, stages: [...LIVE, 'suspended'] },
  Withdraw: { who: ['named n'], stages: BEFORE_SIGNATURE },
  SuspendForHold: { ...internal, stages: LIVE },
  Escalate: { ...internal, stages: [...LIVE, 'suspended'] },
  RecomputeDeadlines: { ...internal, stages: [...LIVE, 'suspended'] },
};

const specs = (Object.keys(INPUT) as CommandName[]).map((name) => [
  name,
  { input: INPUT[name], ...TERMS[name] },
]);
export const COMMANDS = Object.fromEntries(specs) as { readonly [N in CommandName]: CommandSpec };

/** Fields of an action as people give them. */
export type ActionFields = Omit<PlanCommand<'PlanAction'>, 'type'>;
export type ConcernFields = Omit<PlanCommand<'AddConcern'>, 'type'>;
