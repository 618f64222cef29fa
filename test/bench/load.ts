import { COMMANDS_A_LIFE, live, newWatch, type Watch } from './life.ts';
import type { Crew } from './people.ts';
import { cpuMs, folderMb } from './proc.ts';
import type { Measured } from './server-process.ts';

export interface Load {
  readonly clients: number;
  readonly casesPerSecond: number;
  readonly commandsPerSecond: number;
  /** What the evidence measures peers by: a start and four completed tasks, five commands. */
  readonly fourStepWorkflowsPerSecond: number;
  readonly toNextMs: Quantiles;
  readonly toTokenMs: Quantiles | null;
  readonly serverCpuMsPerCase: number;
  readonly serverCpuMsPerFourSteps: number;
  readonly diskKbPerCase: number;
}

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
}

/** So many clients, each with a forum of its own, for so long; after a warm-up of two seconds. */
export async function underLoad(
  server: Measured,
  crews: readonly Crew[],
  { seconds, untilToken }: { readonly seconds: number; readonly untilToken: boolean },
): Promise<Load> {
  await during(crews, 2, untilToken);
  const before = { cpu: cpuMs(server.pid()), disk: folderMb(server.dataDir), at: performance.now() };
  const watch = await during(crews, seconds, untilToken);
  const cpu = cpuMs(server.pid()) - before.cpu;
  const took = (performance.now() - before.at) / 1000;
  const cases = watch.commands / COMMANDS_A_LIFE;
  return {
    clients: crews.length,
    casesPerSecond: round(cases / took),
    commandsPerSecond: round(watch.commands / took),
    fourStepWorkflowsPerSecond: round(watch.commands / 5 / took),
    toNextMs: quantiles(watch.toNext),
    toTokenMs: watch.toToken.length === 0 ? null : quantiles(watch.toToken),
    serverCpuMsPerCase: round(cpu / cases),
    serverCpuMsPerFourSteps: round(cpu / (watch.commands / 5)),
    diskKbPerCase: round(((folderMb(server.dataDir) - before.disk) * 1024) / cases),
  };
}

/** Lives that are under way when the time is up are lived to their end and count. */
export async function during(crews: readonly Crew[], seconds: number, untilToken = false): Promise<Watch> {
  const watch = newWatch();
  const end = performance.now() + seconds * 1000;
  await Promise.all(
    crews.map(async (crew) => {
      while (performance.now() < end) await live(crew, watch, untilToken);
    }),
  );
  return watch;
}

export function quantiles(times: readonly number[]): Quantiles {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN);
  return { p50: at(0.5), p99: at(0.99) };
}

export const round = (value: number): number => Number(value.toPrecision(3));
