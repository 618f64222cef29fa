import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { ensureDemonstration } from '../demo/demonstration.ts';
import { drain, ensureFree, listen } from '../launch/listen.ts';
import { prepare } from '../launch/prepare.ts';
import type { MovableClock } from './clock.ts';
import { openRuntime, type Runtime } from './runtime.ts';
import { readPlan } from './template.ts';

export interface HostOptions {
  readonly dataDir: string;
  /** 0: any. Default 3000. */
  readonly port?: number;
  /** Default: the next after `port`. */
  readonly awsPort?: number;
  /** Default 127.0.0.1; the AWS port never listens elsewhere. */
  readonly host?: string;
  /** ms since the epoch. */
  readonly now?: number;
  /** Load the demonstration data, once. */
  readonly demo?: boolean;
  readonly log?: (line: string) => void;
}

export interface Host {
  readonly url: string;
  readonly awsUrl: string;
  readonly dataDir: string;
  /** The demonstration data are there. */
  readonly isDemo: boolean;
  readonly clock: MovableClock;
  /** As `PUT /clock`. */
  moveTo(now: number): Promise<number>;
  /** Stops accepting, lets requests end for at most 5 s, closes the files. */
  close(): Promise<void>;
}

const DEFAULT_PORT = 3000;
/** People waiting for an answer get it; with the 1.5 s of the runtime a stop takes 5 s at worst. */
const DRAIN_MS = 3500;
const EXPIRY_MS = 60_000;

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

/** The whole of Aman in this process. Ready when this resolves: everything due has been done, data are loaded. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { port = DEFAULT_PORT, host = '127.0.0.1', now, log = () => undefined } = options;
  const awsPort = options.awsPort ?? (port === 0 ? 0 : port + 1);
  await ensureFree(port, host);
  await ensureFree(awsPort, '127.0.0.1');
  const { functions, templates } = await prepare(log);
  const runtime = await openRuntime({
    dataDir: options.dataDir,
    awsPort,
    plan: readPlan(templates),
    functions,
    now,
    log,
  });
  try {
    return await serve(runtime, { port, host, now, demo: options.demo ?? false, log });
  } catch (error) {
    await runtime.close();
    throw error;
  }
}

async function serve(
  runtime: Runtime,
  options: Required<Pick<HostOptions, 'port' | 'host' | 'demo' | 'log'>> & { now: number | undefined },
): Promise<Host> {
  const { host } = options;
  const server = createAdaptorServer({ fetch: fetchOf(await runtime.load('http')) }) as Server;
  await runtime.states.start();
  await runtime.schedules.start();
  // A new folder began at that instant already.
  if (options.now !== undefined && !runtime.folder.isNew) await runtime.travel.moveTo(options.now);
  const isDemo = await ensureDemonstration(runtime.folder, {
    wanted: options.demo,
    offset: runtime.clock.offset,
    log: options.log,
  });
  await runtime.travel.settle();
  const expiry = setInterval(() => void expire(runtime, options.log), EXPIRY_MS).unref();
  const port = await listen(server, options.port, host);
  return {
    url: `http://${host === '0.0.0.0' ? 'localhost' : host}:${port}`,
    awsUrl: `http://127.0.0.1:${runtime.awsPort}`,
    dataDir: runtime.folder.path,
    isDemo,
    clock: runtime.clock,
    moveTo: runtime.travel.moveTo,
    async close() {
      clearInterval(expiry);
      await drain(server, DRAIN_MS);
      await runtime.close();
    },
  };
}

function fetchOf({ app }: Record<string, unknown>): Fetch {
  if (typeof app === 'object' && app !== null && 'fetch' in app && typeof app.fetch === 'function')
    return app.fetch as Fetch;
  throw new Error('The http bundle exports no app');
}

async function expire(runtime: Runtime, log: (line: string) => void): Promise<void> {
  await runtime.dynamodb
    .sweepTtl()
    .catch((error: unknown) => log(`expired items were not removed: ${error}`));
}
