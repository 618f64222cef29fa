import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type DataFolder, openDataFolder } from '../launch/data-folder.ts';
import { drain, listen } from '../launch/listen.ts';
import { isInUse, patiently } from '../launch/patience.ts';
import { endOnFault } from '../launch/process-life.ts';
import { ADDRESS } from '../upkeep/snapshot.ts';
import { snapshotRoute } from '../upkeep/snapshot-route.ts';
import { awsJsonServer } from './aws-json.ts';
import { type MovableClock, movableClock } from './clock.ts';
import { clockRoute } from './clock-route.ts';
import { type DynamoDbService, openDynamoDb } from './dynamodb/service.ts';
import { inProcessHandler } from './in-process.ts';
import { exportOf, type LambdaFunctions, lambdaHost } from './lambda-host.ts';
import { provision } from './provision.ts';
import { createSchedules, type Schedules } from './schedules.ts';
import { openStepFunctions, type StepFunctionsService } from './states/service.ts';
import { type FunctionSpec, PLACE, type Plan, sharedEnvironment } from './template.ts';
import { type TimeTravel, timeTravel } from './time-travel.ts';

const TRANSPORT = Symbol.for('aman.requestHandler');
/** For requests on the wire, and for function calls under way. */
const WIRE_MS = 500;
const CALLS_MS = 1000;

export interface RuntimeOptions {
  readonly dataDir: string;
  readonly awsPort: number;
  readonly plan: Plan;
  /** Folder of the bundles. */
  readonly functions: string;
  /** ms since the epoch; undefined: go on where the clock stood. */
  readonly now: number | undefined;
  readonly log: (line: string) => void;
}

/** The AWS of one machine: both engines, the functions, the schedules, the one clock, and the wire in front. */
export interface Runtime {
  readonly folder: DataFolder;
  readonly awsPort: number;
  readonly clock: MovableClock;
  readonly travel: TimeTravel;
  readonly states: StepFunctionsService;
  readonly dynamodb: DynamoDbService;
  readonly schedules: Schedules;
  /** What a bundle exports; each runtime loads its own. */
  load(bundle: string): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

let isTaken = false;
let count = 0;

/** Throws when this process has one already: clock, environment and SDK transport are the process's own. */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  if (isTaken) throw new Error('This process already runs an embedded runtime');
  isTaken = true;
  const closers: (() => Promise<void> | void)[] = [
    () => {
      isTaken = false;
    },
  ];
  const close = async () => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  try {
    return { ...(await assemble(options, (closer) => closers.push(closer))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function assemble(
  options: RuntimeOptions,
  onClose: (closer: () => Promise<void> | void) => void,
): Promise<Omit<Runtime, 'close'>> {
  const { plan, log } = options;
  const folder = openDataFolder(options.dataDir);
  const clock = openClock(folder, options.now);
  onClose(clock.restore);
  const load = bundleLoader(options.functions);
  const lambda = lambdaHost(handlers(plan.functions, load));
  const dynamodb = await patiently(
    () => openDynamoDb({ file: folder.dynamodb, clock, onFault: endOnFault }),
    isInUse,
  );
  onClose(() => dynamodb.close());
  const states = await patiently(
    () => openStepFunctions({ file: folder.states, clock, lambda, onFault: endOnFault }),
    isInUse,
  );
  // Calls under way may finish; the others are made again at the next start.
  onClose(async () => {
    await within(states.idle(), CALLS_MS);
    await states.close();
  });
  const schedules = createSchedules({ schedules: plan.schedules, lambda, now: clock.now, log });
  onClose(() => schedules.stop());
  const travel = timeTravel({
    clock,
    timers: states,
    sweep: schedules.runDue,
    remember: folder.writeOffset,
  });
  const services = [dynamodb, states];
  const server = awsJsonServer(services, clockRoute(clock, travel).route('/', snapshotRoute(folder)));
  const awsPort = await listen(server, options.awsPort, '127.0.0.1');
  onClose(() => drain(server, WIRE_MS));
  writeFileSync(folder.file(ADDRESS), `http://127.0.0.1:${awsPort}\n`, { mode: 0o600 });
  onClose(setEnvironment(environmentOf(plan, folder, awsPort)));
  onClose(setTransport(inProcessHandler(services)));
  for (const change of await provision({ dynamodb, states }, plan)) log(change);
  return { folder, awsPort, clock, travel, states, dynamodb, schedules, load };
}

/** A clock that was moved stays moved over a restart: time never goes back by itself. */
function openClock(folder: DataFolder, now: number | undefined): MovableClock {
  const clock = movableClock(folder.readOffset());
  if (now === undefined || !folder.isNew) return clock;
  clock.moveTo(now);
  folder.writeOffset(clock.offset);
  return clock;
}

/** Several runtimes may follow one another in a process, each with modules of its own: hence the number. */
function bundleLoader(functions: string): Runtime['load'] {
  const number = count++;
  const suffix = number === 0 ? '' : `?runtime=${number}`;
  return (bundle) => import(`${pathToFileURL(join(functions, bundle, 'index.mjs')).href}${suffix}`);
}

function handlers(functions: readonly FunctionSpec[], load: Runtime['load']): LambdaFunctions {
  return Object.fromEntries(
    functions.map(({ name, bundle, handler, timeoutSeconds }) => {
      const loadHandler = async () => exportOf(await load(bundle), handler);
      return [name, { load: loadHandler, timeoutSeconds }];
    }),
  );
}

/** What the template gives the functions, with the embedded services in place of AWS's. */
function environmentOf(plan: Plan, folder: DataFolder, awsPort: number): Record<string, string | undefined> {
  const endpoint = `http://127.0.0.1:${awsPort}`;
  return {
    ...sharedEnvironment(plan.functions),
    // For a process that is only about to start; this one has its source maps on.
    NODE_OPTIONS: process.env.NODE_OPTIONS,
    PUBLIC_URL: process.env.PUBLIC_URL,
    ATTACHMENTS_BUCKET: undefined,
    ATTACHMENTS_DIR: folder.attachments,
    ANCHORS_BUCKET: undefined,
    ANCHORS_DIR: folder.path,
    SESSION_SECRET: folder.secret,
    SEALING_SECRET: folder.sealing,
    AMAN_DEMO_SIGN_IN: process.env.AMAN_DEMO_SIGN_IN ?? '1',
    // What AWS allows is for people; here programs load whole registers.
    CHANGES_PER_MINUTE: process.env.CHANGES_PER_MINUTE,
    AWS_REGION: PLACE.region,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_SFN: endpoint,
    // Never the owner's own: nothing here may reach a real account.
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: undefined,
  };
}

function setEnvironment(variables: Record<string, string | undefined>): () => void {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  const set = (values: Record<string, string | undefined>) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(variables);
  return () => set(before);
}

function setTransport(handler: object): () => void {
  const global = globalThis as { [TRANSPORT]?: object };
  global[TRANSPORT] = handler;
  return () => {
    delete global[TRANSPORT];
  };
}

async function within(work: Promise<unknown>, milliseconds: number): Promise<void> {
  const timer = Promise.withResolvers<void>();
  const late = setTimeout(timer.resolve, milliseconds);
  await Promise.race([work, timer.promise]);
  clearTimeout(late);
}
