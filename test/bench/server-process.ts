import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MORNING } from '../journeys/plan-script.ts';
import { freePort } from '../support/server.ts';

const ENTRY = join(import.meta.dirname, '../../infra/local/start.ts');

/** A server to be measured: its process is known, and node may be given flags. */
export interface Measured {
  readonly url: string;
  readonly dataDir: string;
  pid(): number;
  /** Does not wait until it is ready. */
  launch(): void;
  ready(): Promise<void>;
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  remove(): Promise<void>;
}

/** Started with the demonstration data on the first morning of the scripts. */
export async function startMeasured(flags: readonly string[] = []): Promise<Measured> {
  const port = await freePort();
  const dataDir = mkdtempSync(join(tmpdir(), 'aman-bench-'));
  let child: ChildProcess | undefined;
  let printed = '';
  let isFirst = true;

  const server: Measured = {
    url: `http://127.0.0.1:${port}`,
    dataDir,
    pid: () => child?.pid ?? 0,
    launch() {
      printed = '';
      const now = isFirst ? { AMAN_NOW: MORNING } : {};
      isFirst = false;
      const own = { PORT: String(port), AWS_PORT: String(port + 1), DATA_DIR: dataDir, ...now };
      child = spawn(process.execPath, [...flags, ENTRY], { env: { ...cleanEnv(), ...own } });
      for (const stream of [child.stdout, child.stderr])
        stream?.on('data', (chunk: Buffer) => {
          printed += chunk;
        });
    },
    async ready() {
      while (!printed.includes('Aman is ready')) {
        if (child?.exitCode !== null) throw new Error(`The server ended:\n${printed}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async end(signal) {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const closed = once(child, 'close');
      child.kill(signal);
      await closed;
    },
    async remove() {
      await server.end('SIGKILL');
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  server.launch();
  await server.ready();
  return server;
}

/** Without what npm set, so that the server does not tie its life to a shell of npm's. */
const cleanEnv = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|AWS_|AMAN_)/.test(name)));
