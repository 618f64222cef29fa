import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/server.ts';
import { type Chance, chanceOf } from '../chance.ts';
import { type EngineProcess, launchEngines, startEngines } from '../engine-process.ts';
import { pause } from '../nemesis.ts';
import { Truth } from './truth.ts';
import { wire } from './wire.ts';
import { look, OPENING, prepare, resend, runClient } from './workload.ts';

export interface KillOptions {
  readonly kills: number;
  /** Acknowledged writes to reach at least. */
  readonly writes: number;
  readonly seed: number;
  readonly log?: (line: string) => void;
}

export interface KillReport {
  readonly kills: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unknown: number;
  /** ms from each start to listening, in order of size. */
  readonly starts: readonly number[];
  readonly faults: readonly string[];
}

const CLIENTS = 8;
const SHORTEST_MS = 60;
const LONGEST_MS = 700;
const DURING_START_MS = 900;

/** Eight clients write while the engines are killed and started again; after each kill everything is read back. */
export async function surviveKills(options: KillOptions): Promise<KillReport> {
  const { kills, writes, seed, log = () => undefined } = options;
  const data = mkdtempSync(join(tmpdir(), 'aman-kills-'));
  const port = await freePort();
  const chance = chanceOf(seed);
  const truth = new Truth(OPENING);
  const starts: number[] = [];
  const faults: string[] = [];
  const start = async () => {
    const began = performance.now();
    const engines = await startEngines({ port, data });
    starts.push(Math.round(performance.now() - began));
    return engines;
  };
  let engines = await start();
  let done = 0;
  try {
    await prepare(wire(engines.url));
    while ((done < kills || truth.count.ok < writes) && faults.length === 0) {
      await writeUntilKilled(engines, truth, chance);
      done += 1;
      if (chance.below(5) === 0) {
        done += 1;
        await killWhileStarting({ port, data }, chance);
      }
      engines = await start();
      const call = wire(engines.url, new Agent({ keepAlive: true }));
      await resend(call, truth);
      faults.push(...truth.faultsIn(await look(call)));
      if (done % 50 < 2) log(`${done} kills, ${truth.count.ok} acknowledged, ${faults.length} faults`);
    }
  } finally {
    await engines.kill();
    rmSync(data, { recursive: true, force: true });
  }
  const { ok: acknowledged, refused, unknown } = truth.count;
  return { kills: done, acknowledged, refused, unknown, starts: starts.sort((a, b) => a - b), faults };
}

async function writeUntilKilled(engines: EngineProcess, truth: Truth, chance: Chance): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const call = wire(engines.url, agent);
  let isUp = true;
  const clients = Array.from({ length: CLIENTS }, (_, n) =>
    runClient(`c${n}`, { call, truth, chance: chanceOf(chance.below(2 ** 30)), goesOn: () => isUp }),
  );
  await pause(SHORTEST_MS + chance.below(LONGEST_MS - SHORTEST_MS));
  await engines.kill();
  isUp = false;
  await Promise.all(clients);
  agent.destroy();
}

/** Recovery, too, may be cut off. */
async function killWhileStarting(place: { port: number; data: string }, chance: Chance): Promise<void> {
  const engines = launchEngines(place);
  await pause(chance.below(DURING_START_MS));
  await engines.kill();
}

export function tell({ kills, acknowledged, refused, unknown, starts, faults }: KillReport): string {
  const middle = starts[Math.floor(starts.length / 2)];
  return [
    `${kills} kills under ${CLIENTS} clients: ${acknowledged} writes acknowledged, ${refused} refused,`,
    `${unknown} unknown; up again in ${middle} ms (middle), ${starts.at(-1)} ms (worst); ${faults.length} violations`,
  ].join(' ');
}
