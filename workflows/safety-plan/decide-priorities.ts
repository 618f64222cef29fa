import { accept, type Decision, refuse } from '../../shared/kernel/decision.ts';
import type { Context } from '../track.ts';
import type { BallotSet, SafetyPlan } from './case.ts';
import type { PlanCommand } from './commands.ts';
import { openConcern } from './decide-concerns.ts';
import { event, type PlanEvent } from './events.ts';
import { notNow, stageDeadline } from './policy.ts';

export function recordBallots(plan: SafetyPlan, command: PlanCommand<'RecordBallots'>): Decision<PlanEvent> {
  if (plan.stage !== 'priority-setting') return notNow(plan);
  const { group, ballots = [], scores = [] } = command;
  if (ballots.length + scores.length === 0) return refuse('ballots-empty', { pointer: '/ballots' });
  if (ballots.length > 0 && scores.length > 0) return refuse('ballots-or-scores', { pointer: '/scores' });
  const unknown = ballots.findIndex((ballot) => Object.values(ballot).some(isNotThere(plan)));
  if (unknown >= 0) return refuse('concern-unknown', { pointer: `/ballots/${unknown}` });
  const twice = ballots.findIndex(({ first, second, third }) => repeats([first, second, third]));
  if (twice >= 0) return refuse('named-twice', { pointer: `/ballots/${twice}` });
  const unscored = scores.findIndex(({ concern }) => isNotThere(plan)(concern));
  if (unscored >= 0) return refuse('concern-unknown', { pointer: `/scores/${unscored}/concern` });
  if (repeats(scores.map(({ concern }) => concern))) return refuse('named-twice', { pointer: '/scores' });
  return accept([event('BallotsRecorded', { group, ballots, scores })]);
}

export function setPriorities(
  plan: SafetyPlan,
  command: PlanCommand<'SetPriorities'>,
  context: Context,
): Decision<PlanEvent> {
  if (plan.stage !== 'priority-setting') return notNow(plan);
  const { priorities, tieBreak, departure } = command;
  const chosen = priorities.map(({ concern }) => concern);
  const unknown = chosen.findIndex(isNotThere(plan));
  if (unknown >= 0) return refuse('concern-unknown', { pointer: `/priorities/${unknown}/concern` });
  if (repeats(chosen)) return refuse('named-twice', { pointer: '/priorities' });
  const single = chosen.findIndex((concern) => openConcern(plan, concern)?.frequency === 'once');
  if (single >= 0) return refuse('single-incident', { pointer: `/priorities/${single}/concern` });
  const ballots = plan.ballots.all;
  if (ballots === undefined) return refuse('ballots-missing');
  const points = tally(ballots, plan);
  if (isTied(chosen, points, Object.keys(plan.concerns)) && tieBreak === undefined)
    return refuse('tie-break-missing', { pointer: '/tieBreak' });
  if (departs(chosen, points) && departure === undefined)
    return refuse('departure-unexplained', { pointer: '/departure' });
  return accept([
    ...priorities.map((priority, n) => event('PrioritySet', { ...priority, rank: n + 1 })),
    event('PrioritiesSet', {
      count: priorities.length,
      tieBreak,
      departure,
      deadline: stageDeadline('action-planning', context),
    }),
  ]);
}

/** Points per concern still standing: three, two and one for the places on a ballot; or severity × frequency × feasibility. */
function tally({ ballots, scores }: BallotSet, plan: SafetyPlan): Map<string, number> {
  const points = new Map<string, number>();
  const add = (concern: string | undefined, n: number): void => {
    if (concern !== undefined && openConcern(plan, concern) !== undefined)
      points.set(concern, (points.get(concern) ?? 0) + n);
  };
  for (const { first, second, third } of ballots) {
    add(first, 3);
    add(second, 2);
    add(third, 1);
  }
  for (const { concern, severity, frequency, feasibility } of scores)
    add(concern, severity * frequency * feasibility);
  return points;
}

/** Two chosen ones with equal points, or a chosen one with as many as one left out. */
function isTied(chosen: readonly string[], points: Map<string, number>, all: readonly string[]): boolean {
  const of = (concern: string): number => points.get(concern) ?? 0;
  const tiedInside = chosen.some((concern, n) => n > 0 && of(concern) === of(chosen[n - 1] ?? ''));
  const last = Math.min(...chosen.map(of));
  return tiedInside || (last > 0 && all.some((concern) => !chosen.includes(concern) && of(concern) === last));
}

/** The chosen order is not the one the ballots gave. */
function departs(chosen: readonly string[], points: Map<string, number>): boolean {
  const of = (concern: string): number => points.get(concern) ?? 0;
  const climbs = chosen.some((concern, n) => n > 0 && of(concern) > of(chosen[n - 1] ?? ''));
  const last = Math.min(...chosen.map(of));
  const better = [...points.keys()].filter((concern) => of(concern) > last);
  return climbs || better.some((concern) => !chosen.includes(concern));
}

const isNotThere = (plan: SafetyPlan) => (concern: string | undefined) =>
  concern !== undefined && openConcern(plan, concern) === undefined;

const repeats = (ids: readonly (string | undefined)[]): boolean => {
  const given = ids.filter((id) => id !== undefined);
  return new Set(given).size < given.length;
};
