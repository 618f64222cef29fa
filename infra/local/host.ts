import { writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { ensureDemonstration } from '../demo/demonstration.ts';
import { type DataFolder, openDataFolder } from '../launch/data-folder.ts';
import { drain, ensureFree, listen } from '../launch/listen.ts';
import { prepare } from '../launch/prepare.ts';
import { readPlan } from '../template/plan.ts';
import { provision } from '../template/provision.ts';
import { ADDRESS } from '../upkeep/snapshot.ts';
import { snapshotRoute } from '../upkeep/snapshot-route.ts';
import { awsJsonServer } from './aws-json.ts';
import { type MovableClock, movableClock } from './clock.ts';
import { clockRoute } from './clock-route.ts';
import { environmentOf, lendProcess } from './environment.ts';
import { inProcessHandler } from './in-process.ts';
import { exportOf, lambdaHost } from './lambda-host.ts';
import { createSchedules } from './schedules.ts';
import { openServices } from './services.ts';
import { timeTravel } from './time-travel.ts';

export interface HostOptions {
  readonly dataDir: string;
  /** 0: any. Default 3000. */
  readonly port?: number;
  /** Default: the next after `port`. */
  readonly awsPort?: number;
  /** Default 127.0.0.1; the AWS port never listens elsewhere. */
  readonly host?: string;
  /** ms since the epoch; undefined: go on where the clock stood. */
  readonly now?: number;
  /** Load the demonstration data, once. */
  readonly demo?: boolean;
  readonly log?: (line: string) => void;
}

export type Host = Awaited<ReturnType<typeof startHost>>;

const DEFAULT_PORT = 3000;
const LOOPBACK = '127.0.0.1';
/** People waiting for an answer get it; with what the engines are given a stop takes 5 s at worst. */
const DRAIN_MS = 3500;
const WIRE_MS = 500;

let isTaken = false;

/**
 * The whole of Aman in this process. Ready when this resolves: everything due has been done, data are loaded. Throws
 * when the process has one already: clock, environment and SDK transport are the process's own.
 */
export async function startHost(options: HostOptions) {
  if (isTaken) throw new Error('This process already runs an embedded runtime');
  isTaken = true;
  const closing = new AsyncDisposableStack();
  closing.defer(() => {
    isTaken = false;
  });
  try {
    const host = await assemble(options, closing);
    /** Stops accepting, lets requests end for at most 5 s, closes the files. */
    return { ...host, close: () => closing.disposeAsync() };
  } catch (error) {
    await closing.disposeAsync();
    throw error;
  }
}

async function assemble(options: HostOptions, closing: AsyncDisposableStack) {
  const { port = DEFAULT_PORT, host = LOOPBACK, now, log = () => undefined } = options;
  const wantedAwsPort = options.awsPort ?? (port === 0 ? 0 : port + 1);
  await ensureFree(port, host);
  await ensureFree(wantedAwsPort, LOOPBACK);
  const { functions, templates } = await prepare(log);
  const plan = readPlan(templates);
  const folder = openDataFolder(options.dataDir);
  const clock = openClock(folder, now);
  closing.defer(clock.restore);
  const load = bundleLoader(functions);
  const lambda = lambdaHost(
    Object.fromEntries(
      plan.functions.map(({ name, bundle, handler, timeoutSeconds }) => {
        const loadHandler = async () => exportOf(await load(bundle), handler);
        return [name, { load: loadHandler, timeoutSeconds }];
      }),
    ),
  );
  const { dynamodb, states } = await openServices(folder.path, { clock, lambda }, closing);
  const schedules = createSchedules({ schedules: plan.schedules, lambda, now: clock.now, log });
  closing.defer(schedules.stop);
  const travel = timeTravel({ clock, timers: states, sweep: schedules.runDue, remember: folder.writeOffset });
  const services = [dynamodb, states];
  const wire = awsJsonServer(services, clockRoute(clock, travel).route('/', snapshotRoute(folder)));
  const awsUrl = `http://${LOOPBACK}:${await listen(wire, wantedAwsPort, LOOPBACK)}`;
  closing.defer(() => drain(wire, WIRE_MS));
  writeFileSync(folder.file(ADDRESS), `${awsUrl}\n`, { mode: 0o600 });
  closing.defer(lendProcess(environmentOf(plan, folder, awsUrl), inProcessHandler(services)));
  for (const change of await provision({ dynamodb, states }, plan)) log(change);

  const server = createAdaptorServer({ fetch: fetchOf(await load('http')) }) as Server;
  await states.start();
  await schedules.start();
  // A new folder began at that instant already.
  if (now !== undefined && !folder.isNew) await travel.moveTo(now);
  const wanted = options.demo ?? false;
  const isDemo = await ensureDemonstration(folder, { wanted, offset: clock.offset, log });
  await travel.settle();
  const actualPort = await listen(server, port, host);
  closing.defer(() => drain(server, DRAIN_MS));
  return {
    url: `http://${host === '0.0.0.0' ? 'localhost' : host}:${actualPort}`,
    awsUrl,
    dataDir: folder.path,
    /** The demonstration data are there. */
    isDemo,
    clock,
    /** As `PUT /clock`. */
    moveTo: travel.moveTo,
  };
}

/** A clock that was moved stays moved over a restart: time never goes back by itself. */
function openClock(folder: DataFolder, now: number | undefined): MovableClock {
  const clock = movableClock(folder.readOffset());
  if (now === undefined || !folder.isNew) return clock;
  clock.moveTo(now);
  folder.writeOffset(clock.offset);
  return clock;
}

type Load = (bundle: string) => Promise<Record<string, unknown>>;
let count = 0;

/** Several hosts may follow one another in a process, each with modules of its own: hence the number. */
function bundleLoader(functions: string): Load {
  const suffix = count === 0 ? '' : `?host=${count}`;
  count += 1;
  return (bundle) => import(`${pathToFileURL(join(functions, bundle, 'index.mjs')).href}${suffix}`);
}

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

function fetchOf({ app }: Record<string, unknown>): Fetch {
  if (typeof app === 'object' && app !== null && 'fetch' in app && typeof app.fetch === 'function')
    return app.fetch as Fetch;
  throw new Error('The http bundle exports no app');
}
