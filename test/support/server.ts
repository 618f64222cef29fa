import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ENTRY = join(import.meta.dirname, '../../infra/local/start.ts');
const READY = 'Aman is ready';
// Three seconds when it is quiet; a machine that is busy otherwise needs its time for the demonstration.
const READY_MS = 110_000;
// Below the range from which the system takes ports for outgoing connections.
const LOWEST_PORT = 20_000;
const PORTS = 10_000;

export interface ServerOptions {
  /** Default: a new folder, removed by `remove`. */
  readonly dataDir?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Aman in a process of its own, to be killed and started again on the same ports and data. */
export class AmanServer {
  readonly url: string;
  readonly awsUrl: string;
  readonly dataDir: string;
  private readonly env: Readonly<Record<string, string>>;
  private child: ChildProcess | undefined;
  private printed = '';

  constructor(port: number, { dataDir, env = {} }: ServerOptions = {}) {
    this.url = `http://127.0.0.1:${port}`;
    this.awsUrl = `http://127.0.0.1:${port + 1}`;
    this.dataDir = dataDir ?? mkdtempSync(join(tmpdir(), 'aman-server-'));
    this.env = {
      PORT: String(port),
      AWS_PORT: String(port + 1),
      DATA_DIR: this.dataDir,
      AMAN_DEMO: '0',
      ...env,
    };
  }

  /** Everything printed since the last start. */
  get output(): string {
    return this.printed;
  }

  /** Resolves when it is ready, or has printed `sign`. Rejects with what it printed when it ends before. */
  async start(sign = READY): Promise<void> {
    this.printed = '';
    const child = spawn(process.execPath, [ENTRY], { env: { ...cleanEnv(), ...this.env } });
    this.child = child;
    const ready = Promise.withResolvers<void>();
    const listen = (chunk: Buffer) => {
      this.printed += chunk;
      if (this.printed.includes(sign)) ready.resolve();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('close', (code) => ready.reject(new Error(`Ended with ${code}:\n${this.printed}`)));
    const late = setTimeout(() => ready.reject(new Error(`Not ready:\n${this.printed}`)), READY_MS);
    await ready.promise.finally(() => clearTimeout(late));
  }

  /** SIGKILL: whatever was not on disk is gone. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** SIGTERM; gives the exit code. */
  async stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** Ends it and removes its data. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  private async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const { child } = this;
    if (child === undefined) return null;
    if (child.exitCode === null && child.signalCode === null) {
      const closed = once(child, 'close');
      child.kill(signal);
      await closed;
    }
    return child.exitCode;
  }
}

/** Started on free ports and an empty register unless `env` says otherwise. */
export async function startServer(options: ServerOptions = {}): Promise<AmanServer> {
  const server = new AmanServer(await freePort(), options);
  try {
    await server.start();
  } catch (error) {
    // Nobody else knows it: it would go on for ever.
    await server.remove();
    throw error;
  }
  return server;
}

/** A port that is free, with the next one free as well. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST_PORT + 2 * Math.floor((Math.random() * PORTS) / 2);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** Without what npm or an embedded runtime of this process set; AMAN_UNKIND is meant for the servers. */
function cleanEnv(): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|AWS_|AMAN_(?!UNKIND)|VITEST)/.test(name),
  );
  return Object.fromEntries(entries);
}
