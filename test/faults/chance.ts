/** Numbers that look random and are the same again for the same seed (mulberry32). */
export interface Chance {
  /** Whole number from 0 to `below` - 1. */
  below(limit: number): number;
}

export function chanceOf(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (limit) => Math.floor(next() * limit) };
}

/** The seed of this run: AMAN_SEED repeats an earlier one. */
export const seedOf = (env: NodeJS.ProcessEnv): number => Number(env.AMAN_SEED ?? Date.now() % 1_000_000);
