import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { during, round } from './load.ts';
import { hire, inParallel, signIn } from './people.ts';
import { startMeasured } from './server-process.ts';
import { wireTo } from './wire.ts';

export interface Heavy {
  readonly name: string;
  readonly where: string;
  /** Share of the time the process was busy, %, without what it called. */
  readonly percent: number;
}

interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

const IDLE = new Set(['(idle)', '(root)']);

/** Where the server spends its time under sixteen clients: the functions heaviest by themselves. */
export async function heaviest(count: number, seconds: number): Promise<Heavy[]> {
  const folder = mkdtempSync(join(tmpdir(), 'aman-profile-'));
  const server = await startMeasured(['--cpu-prof', '--cpu-prof-dir', folder]);
  try {
    const wire = wireTo(server.url);
    const manager = await signIn(wire, 'PE-IOM-MANAGER-1');
    const iom = await signIn(wire, 'PE-IOM-NINEWA-1');
    const crews = await inParallel(16, 4, (n) => hire(wire, manager, iom, n));
    await during(crews, seconds);
    await server.end('SIGTERM');
    const file = readdirSync(folder)
      .map((name) => join(folder, name))
      .sort((a, b) => readFileSync(b).length - readFileSync(a).length)[0];
    if (file === undefined) throw new Error('node wrote no profile');
    return heaviestIn(JSON.parse(readFileSync(file, 'utf8')) as CpuProfile).slice(0, count);
  } finally {
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

function heaviestIn({ nodes, samples, timeDeltas }: CpuProfile): Heavy[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const times = new Map<string, number>();
  for (const [n, id] of samples.entries()) {
    const frame = frames.get(id);
    if (frame === undefined || IDLE.has(frame.functionName)) continue;
    const { functionName, url, lineNumber } = frame;
    const where = `${url.replace(/^.*\/(?=(?:node_modules|infra|\.build|shared|functions)\/)/, '')}:${lineNumber + 1}`;
    const key = `${functionName === '' ? '(anonymous)' : functionName}\t${url === '' ? 'native' : where}`;
    times.set(key, (times.get(key) ?? 0) + (timeDeltas[n] ?? 0));
  }
  const busy = [...times.values()].reduce((sum, time) => sum + time, 0);
  return [...times]
    .sort(([, a], [, b]) => b - a)
    .map(([key, time]) => {
      const [name = '', where = ''] = key.split('\t');
      return { name, where, percent: round((time / busy) * 100) };
    });
}
