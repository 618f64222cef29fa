import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const ENTRY = join(import.meta.dirname, '../../infra/local/engines.mjs');

/** The two engines in a process of their own, as `npm run engines` starts them. */
export interface EngineProcess {
  readonly pid: number;
  readonly url: string;
  /** What it printed so far. */
  readonly output: () => string;
  /** SIGKILL: nothing is closed, nothing is written any more. */
  kill(): Promise<void>;
  /** The exit code after SIGTERM. */
  stop(): Promise<number | null>;
  readonly ended: Promise<number | null>;
}

export interface EngineOptions {
  readonly port: number;
  readonly data: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Program and arguments to run it under, such as strace. */
  readonly under?: readonly string[];
}

/** Resolves when it listens. Rejects with what it printed when it ends before. */
export async function startEngines(options: EngineOptions): Promise<EngineProcess> {
  const engines = launchEngines(options);
  await engines.ready;
  return engines;
}

/** The process at once, on its way up. */
export function launchEngines(options: EngineOptions): EngineProcess & { readonly ready: Promise<void> } {
  const { port, data, env = {}, args = [], under = [] } = options;
  const [program = '', ...rest] = [
    ...under,
    ...[process.execPath, ENTRY, '--port', String(port), '--data', data],
    ...args,
  ];
  const child = spawn(program, rest, { env: { ...cleanEnv(), ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  const ready = Promise.withResolvers<void>();
  const listen = (chunk: Buffer) => {
    printed += chunk;
    if (printed.includes('AWS_ENDPOINT_URL_SFN')) ready.resolve();
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const ended = once(child, 'close').then(([code]) => code as number | null);
  void ended.then((code) => ready.reject(new Error(`Ended with ${code}:\n${printed}`)));
  ready.promise.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    url: `http://127.0.0.1:${port}`,
    output: () => printed,
    ready: ready.promise,
    ended,
    kill: async () => void (await end(child, 'SIGKILL', ended)),
    stop: () => end(child, 'SIGTERM', ended),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals, ended: Promise<number | null>) {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  return ended;
}

function cleanEnv(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !/^(npm_|AWS_|AMAN_|VITEST)/.test(name));
  return Object.fromEntries(entries);
}
