import type { Schedule } from './schedule.ts';

/** Days before this week's Sunday, who, what, and what with. */
export type Step = readonly [daysBefore: number, as: string, command: string, input: object];

/** A plan told as its people lived it. */
interface PlanScript {
  readonly id: string;
  readonly openedBefore: number;
  readonly open: object;
  readonly steps: readonly Step[];
}

export type PlanStory = (schedule: Schedule) => PlanScript;

export const ballot = (first: string, second: string, third: string) => ({ first, second, third });

export const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
