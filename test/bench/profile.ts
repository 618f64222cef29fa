import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
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
    const second = await signIn(wire, 'PE-IOM-MANAGER-2');
    const iom = await signIn(wire, 'PE-IOM-NINEWA-1');
    const crews = await inParallel(16, 4, (n) => hire(wire, [manager, second], iom, n));
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
  const mapped = sourceMaps();
  for (const [n, id] of samples.entries()) {
    const frame = frames.get(id);
    if (frame === undefined || IDLE.has(frame.functionName)) continue;
    const key = mapped(frame);
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

type Frame = CpuProfile['nodes'][number]['callFrame'];

/** Name and place of a function, in the source when it runs in a bundle. */
function sourceMaps(): (frame: Frame) => string {
  const maps = new Map<string, SourceMap | null>();
  const mapOf = (url: string): SourceMap | null => {
    const known = maps.get(url);
    if (known !== undefined) return known;
    const file = url.startsWith('file:') ? `${fileURLToPath(url.split('?')[0] ?? '')}.map` : '';
    const map = existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : null;
    maps.set(url, map);
    return map;
  };
  return ({ functionName, url, lineNumber, columnNumber }) => {
    if (url === '') return `${functionName}\tnative`;
    const entry = mapOf(url)?.findEntry(lineNumber, columnNumber);
    const origin = entry !== undefined && 'originalSource' in entry ? entry : null;
    // The types of Node know no name yet.
    const own = (origin as { readonly name?: string } | null)?.name;
    const name = own ?? (functionName === '' ? '(anonymous)' : functionName);
    const source = origin === null ? url : origin.originalSource;
    return `${name}\t${shortened(source)}:${(origin?.originalLine ?? lineNumber) + 1}`;
  };
}

const shortened = (path: string): string =>
  path.replace(/^.*\/(?=(?:node_modules|infra|\.build|shared|functions|workflows)\/)/, '');
