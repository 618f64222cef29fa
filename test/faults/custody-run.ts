import { openWorld } from '../journeys/world.ts';
import { chanceOf } from './chance.ts';
import { custodyFaultsIn } from './custody-checker.ts';
import { custodyUnderKills, told } from './custody-story.ts';
import { nemesisOf } from './nemesis.ts';

const PATIENCE_MS = 60_000;

/** Kills during transfers, imports and ceremonies; gives what the checker found, none when all is well. */
export async function runCustody({ kills, seed }: { kills: number; seed: number }): Promise<string[]> {
  const world = await openWorld({ patience: PATIENCE_MS, restarts: true });
  try {
    const nemesis = nemesisOf(world.server, chanceOf(seed));
    const evidence = await custodyUnderKills(world, { nemesis, seed, kills });
    console.log(told(evidence, nemesis));
    return custodyFaultsIn(evidence);
  } finally {
    await world.close();
  }
}
