import { z } from 'zod';
import { Authority } from '../../shared/kernel/calendar.ts';
import { accept, type Decision, type Reliance, refuse } from '../../shared/kernel/decision.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import { addMonths } from '../../shared/kernel/time.ts';
import type { Context, Need } from '../track.ts';
import { type Concern, isIn, Names, type SafetyPlan } from './case.ts';
import type { PlanCommand } from './commands.ts';
import { event, type PlanEvent } from './events.ts';
import { lastDay, personIsActive, refusePerson, stageDeadline } from './policy.ts';

/** What a plan takes from the forum's register entry, as it stands on the day of opening (DF-51). */
const Forum = z.object({
  name: Names,
  governorate: z.string(),
  authority: Authority,
  status: z.string(),
  unit: EntryId.nullable(),
});
type Forum = z.infer<typeof Forum>;

export const forumOf = (entry: Context['entry'], id: EntryId): Forum | undefined => {
  const found = entry('forum', id);
  return found === undefined ? undefined : Forum.parse(found.state);
};

export function openingNeeds(command: PlanCommand<'OpenPlan'>): Need[] {
  const { forum, facilitator, follows } = command;
  const needs: Need[] = [{ kind: 'forum', id: forum }];
  if (facilitator !== undefined) needs.push({ kind: 'person', id: facilitator });
  if (follows !== undefined) needs.push({ kind: 'safety-plan', id: follows });
  return needs;
}

export function openPlan(command: PlanCommand<'OpenPlan'>, context: Context): Decision<PlanEvent> {
  const forum = forumOf(context.entry, command.forum);
  if (forum === undefined) return refuse('forum-unknown', { pointer: '/forum' });
  if (forum.status === 'dormant') return refuse('forum-dormant', { pointer: '/forum' });
  if (!command.startsOn.endsWith('-01')) return refuse('not-first-of-month', { pointer: '/startsOn' });
  if (command.facilitator !== undefined) {
    const refusal = refusePerson(context, command.facilitator, '/facilitator');
    if (refusal !== null) return refusal;
  }
  const previous = command.follows === undefined ? null : previousPlan(context, command.follows);
  if (previous === undefined) return refuse('previous-plan-unknown', { pointer: '/follows' });
  if (previous !== null && previous.forum !== command.forum)
    return refuse('previous-plan-of-other-forum', { pointer: '/follows' });
  if (previous !== null && !isIn(previous, 'closed', 'superseded'))
    return refuse('previous-plan-still-open', { pointer: '/follows' });
  const opened = event('PlanOpened', {
    forum: command.forum,
    forumName: forum.name,
    governorate: forum.governorate,
    authority: forum.authority,
    unit: forum.unit,
    startsOn: command.startsOn,
    endsOn: lastDay(addMonths(command.startsOn, command.months)),
    months: command.months,
    follows: command.follows ?? null,
    facilitator: command.facilitator ?? null,
    deadline: stageDeadline('priority-setting', context),
  });
  return accept([opened, ...carriedConcerns(previous)], { relies: reliances(command) });
}

const previousPlan = (context: Context, id: EntryId): SafetyPlan | undefined =>
  context.entry('safety-plan', id)?.state as SafetyPlan | undefined;

function reliances({ forum, facilitator, follows }: PlanCommand<'OpenPlan'>): Reliance[] {
  const relies: Reliance[] = [
    { id: forum, fact: 'status' },
    { id: forum, fact: 'authority' },
  ];
  if (facilitator !== undefined) relies.push(personIsActive(facilitator));
  if (follows !== undefined) relies.push({ id: follows, fact: 'stage' });
  return relies;
}

/** The priorities of the previous plan that were not solved, or whose actions were carried over. */
function carriedConcerns(previous: SafetyPlan | null): PlanEvent[] {
  if (previous === null) return [];
  return previous.priorities
    .filter(({ concern }) => isUnfinished(previous, concern))
    .flatMap(({ concern }) => asCarriedOver(previous.concerns[concern]))
    .map((data, n) => event('ConcernAdded', { concern: concernId(n + 1), ...data }));
}

function isUnfinished(plan: SafetyPlan, concern: string): boolean {
  if (plan.stage !== 'closed' || plan.results[concern]?.outcome !== 'solved') return true;
  return Object.entries(plan.actions).some(
    ([id, action]) => action.concern === concern && plan.duties[id]?.status === 'carried',
  );
}

function asCarriedOver(concern: Concern | undefined) {
  if (concern?.status !== 'open') return [];
  const { category, text, place, affected, frequency, tried } = concern;
  return [
    {
      category,
      text,
      source: 'carried-over' as const,
      place,
      affected,
      frequency,
      tried: tried ?? undefined,
    },
  ];
}

export const concernId = (n: number): string => `C${String(n).padStart(2, '0')}`;
export const actionId = (n: number): string => `A${String(n).padStart(2, '0')}`;
