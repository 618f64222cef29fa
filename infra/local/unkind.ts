import { createHash } from 'node:crypto';

/** A whole number from 0 to `below` - 1. */
export type Chance = (below: number) => number;

/** AMAN_UNKIND=SEED makes AWS as unkind as it may be, the same way for the same seed; undefined without it. */
export function chanceOf({ AMAN_UNKIND: seed }: NodeJS.ProcessEnv): Chance | undefined {
  if (seed === undefined || seed === '') return undefined;
  let drawn = 0;
  return (below) => createHash('sha256').update(`${seed}/${drawn++}`).digest().readUInt32BE(0) % below;
}
