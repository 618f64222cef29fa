import type { Listing } from '../../shared/kernel/entry.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { addMonths } from '../../shared/kernel/time.ts';
import { defineTrack, type EntryDefinition, type Need, type Paper, type TrackPart } from '../track.ts';
import { type SafetyPlan, STAGES } from './case.ts';
import { COMMANDS, type PlanCommand } from './commands.ts';
import { decide } from './decide.ts';
import { dueAt, isLive, movedBy } from './decide-life.ts';
import type { PlanEvent } from './events.ts';
import { evolve } from './evolve.ts';
import { forumOf, openingNeeds } from './open.ts';
import { liveActions, placementOf } from './policy.ts';
import { positionOf } from './position.ts';
import { tasksOf } from './tasks.ts';
import { waitsFor } from './waits-for.ts';

const definition: EntryDefinition<SafetyPlan, PlanCommand, PlanEvent> = {
  kind: 'safety-plan',
  collection: 'safety-plans',
  prefix: 'SP',
  readers: [
    'member o',
    'chair o',
    'officer os',
    'commander sg',
    'ministry d',
    'iom-field g',
    'iom-manager p',
    'protection p',
    'auditor p',
    'named n',
  ],
  opens: 'OpenPlan',
  commands: COMMANDS,
  parts: ['concerns', 'actions', 'ballots'],
  needs,
  decide,
  evolve,
  listing,
  placement(command, entry) {
    if (command.type !== 'OpenPlan') return undefined;
    const forum = forumOf(entry, command.forum);
    return forum && placementOf({ ...forum, forum: command.forum });
  },
  tasks: tasksOf,
  named,
  papers,
};

const track: TrackPart<SafetyPlan, PlanCommand> = {
  stages: STAGES,
  stage: (plan) => plan.stage,
  position: positionOf,
  expire: (plan, now) => (dueAt(plan, now).length > 0 ? { type: 'Escalate' } : null),
  recompute: (plan, calendar) =>
    Object.keys(movedBy(plan, calendar)).length > 0 ? { type: 'RecomputeDeadlines' } : null,
  hold: (plan, unit) => (plan.unit === unit && isLive(plan) ? { type: 'SuspendForHold' } : null),
  content,
  waitsFor,
};

/** The Security Safety Plan of one forum for one period (tracks 1). */
export const safetyPlan = defineTrack(definition, track);

function needs(plan: SafetyPlan | null, command: PlanCommand): Need[] {
  switch (command.type) {
    case 'OpenPlan':
      return openingNeeds(command);
    case 'PlanAction':
    case 'ChangeAction':
    case 'AddAction':
    case 'ReassignAction':
      return [{ kind: 'person', id: command.owner }];
    case 'HandOverPost':
      return [{ kind: 'person', id: command.successor }];
    case 'Resume':
      return plan?.unit ? [{ kind: 'unit', id: plan.unit }] : [];
    default:
      return [];
  }
}

function named(plan: SafetyPlan, command: PlanCommand): EntryId[] {
  switch (command.type) {
    case 'ReportProgress':
    case 'ReportBlocked':
    case 'ReportActionDone':
    case 'RequestSupport': {
      const duty = plan.duties[command.action];
      return duty === undefined ? [] : [duty.owner];
    }
    case 'HandOverPost':
      return liveActions(plan).flatMap((id) => plan.duties[id]?.owner ?? []);
    case 'AcceptPost':
      return plan.stage === 'implementation' && plan.handover !== null ? [plan.handover.to] : [];
    case 'Withdraw':
      return plan.openedBy === null ? [] : [plan.openedBy];
    default:
      return [];
  }
}

const ENDED = ['closed', 'cancelled', 'superseded'];

function listing(plan: SafetyPlan): Listing {
  const open = !ENDED.includes(plan.stage);
  return {
    title: `${plan.forumName.en} · ${plan.startsOn.slice(0, 7)} – ${plan.endsOn.slice(0, 7)}`,
    authority: plan.authority,
    governorate: plan.governorate,
    open,
    placement: placementOf(plan),
    card: {
      stage: plan.stage,
      dueOn:
        Object.values(plan.deadlines)
          .map(({ dueOn }) => dueOn)
          .sort()[0] ?? null,
      level: Math.max(0, ...plan.late.map(({ level }) => level)),
      forumName: plan.forumName,
      startsOn: plan.startsOn,
      endsOn: plan.endsOn,
      priorities: plan.priorities.length,
      actions: Object.keys(plan.actions).length,
      openActions: liveActions(plan).length,
    },
    links: links(plan),
    unique: open ? monthsOf(plan).map((month) => `plan:${plan.forum}:${month}`) : [],
    facts: { stage: plan.stage, onHold: plan.stage === 'suspended' },
  };
}

/** A link is an item of every commit (P15), so deliveries and builds link to the plan, never the plan to them. */
function links(plan: SafetyPlan): Listing['links'] {
  return [
    { rel: 'forum', id: plan.forum },
    ...(plan.unit === null ? [] : [{ rel: 'unit', id: plan.unit }]),
    ...(plan.follows === null ? [] : [{ rel: 'follows', id: plan.follows }]),
  ];
}

/** `YYYY-MM` of each month of the period: one live plan per forum and month. */
const monthsOf = ({ startsOn, months }: SafetyPlan): string[] =>
  Array.from({ length: months }, (_, n) => addMonths(startsOn, n).slice(0, 7));

/** The plan as everybody signed it; an action added later makes it another sheet. */
function papers(plan: SafetyPlan, id: EntryId): Paper[] {
  const sheet = plan.stage === 'suspended' ? plan.held : plan;
  const signatures = 'signatures' in sheet && sheet.stage !== 'signature' ? sheet.signatures : [];
  const at = signatures.at(-1)?.at;
  if (at === undefined) return [];
  const lines = Object.keys(plan.actions).length;
  return [{ number: id, title: 'paper.plan', at, lines, content: { id, signatures, plan: content(plan) } }];
}

/** What a signature covers: the priorities with their analysis, and the actions as planned (P9). */
function content(plan: SafetyPlan): unknown {
  const { forum, startsOn, endsOn, priorities, concerns } = plan;
  const actions = Object.entries(plan.actions).map(([id, { report: _r, linked: _l, ...planned }]) => ({
    id,
    owner: plan.duties[id]?.owner,
    ...planned,
  }));
  return {
    forum,
    startsOn,
    endsOn,
    priorities: priorities.map((priority) => ({ ...priority, ...concerns[priority.concern] })),
    actions,
  };
}
