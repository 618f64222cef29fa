import { openWorld } from '../journeys/world.ts';
import { chanceOf } from './chance.ts';
import { custodyFaultsIn } from './custody-checker.ts';
import { custodyUnderKills, told } from './custody-story.ts';
import { nemesisOf } from './nemesis.ts';

// Whoever waits for an answer meets one blow after the other.
const PATIENCE_MS = 600_000;
/** Clients stop and everything is checked after so many blows. */
const ROUND = 25;

/** Kills during transfers, imports and ceremonies; gives what the checker found, none when all is well. */
export async function runCustody({ kills, seed }: { kills: number; seed: number }): Promise<string[]> {
  const world = await openWorld({ patience: PATIENCE_MS, restarts: true });
  try {
    const nemesis = nemesisOf(world.server, chanceOf(seed));
    const faults: string[] = [];
    while (nemesis.blows < kills && faults.length === 0) {
      const round = { nemesis, seed: seed + nemesis.blows, kills: Math.min(ROUND, kills - nemesis.blows) };
      const evidence = await custodyUnderKills(world, round);
      console.log(told(evidence, nemesis));
      faults.push(...custodyFaultsIn(evidence));
    }
    return faults;
  } finally {
    await world.close();
  }
}
