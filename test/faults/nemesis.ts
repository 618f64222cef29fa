import type { AmanServer } from '../support/server.ts';
import type { Chance } from './chance.ts';

/** Kills the server without warning and starts it again, one blow after the other. */
export interface Nemesis {
  /** Resolves when the server is up again; sometimes it is killed once more while it starts. */
  strike(): Promise<void>;
  readonly blows: number;
  /** ms from each start to ready. */
  readonly starts: readonly number[];
}

const DURING_START_MS = 600;

export function nemesisOf(server: AmanServer, chance: Chance): Nemesis {
  let turn: Promise<unknown> = Promise.resolve();
  let blows = 0;
  const starts: number[] = [];

  async function blow(): Promise<void> {
    blows += 1;
    await server.kill();
    if (chance.below(4) === 0) {
      const start = server.start().catch(() => undefined);
      await pause(chance.below(DURING_START_MS));
      blows += 1;
      await server.kill();
      await start;
    }
    const began = performance.now();
    await server.start();
    starts.push(performance.now() - began);
  }

  return {
    strike() {
      const struck = turn.then(blow);
      turn = struck.catch(() => undefined);
      return struck;
    },
    get blows() {
      return blows;
    },
    starts,
  };
}

/** Not a wait for something to happen: the moment of the blow is what is random. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
