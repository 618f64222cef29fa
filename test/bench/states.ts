import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import * as sfn from '@aws-sdk/client-sfn';
import { inProcessHandler } from '../../infra/local/in-process.ts';
import { openStepFunctions } from '../../infra/local/states/service.ts';
import { round } from './load.ts';
import { inParallel } from './people.ts';
import { folderMb, machine, pssMb } from './proc.ts';

/*
 * The embedded Step Functions alone: npm run bench:states [-- --waiting N --executions N]
 * Goals: 10,000 waiting executions cost under 200 MB and start again in under 5 s.
 */

const { values } = parseArgs({
  options: {
    waiting: { type: 'string', default: '10000' },
    executions: { type: 'string', default: '2000' },
  },
});
const LANES = 32;
const DAY = 86_400;
/** As npm run engines starts them: a young generation that does not grow to what garbage it could hold. */
const FLAGS = ['--max-semi-space-size=8'];
const SERVICE = join(import.meta.dirname, '../infra/local/states/child-service.ts');
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const roleArn = 'arn:aws:iam::000000000000:role/states';

const invoke = (token: string, next: object) => ({
  Type: 'Task',
  Resource: `arn:aws:states:::lambda:invoke${token}`,
  Arguments: {
    FunctionName: 'work',
    Payload: token === '' ? {} : { token: '{% $states.context.Task.Token %}' },
  },
  TimeoutSeconds: 40 * DAY,
  ...next,
});
const machineOf = (States: Record<string, object>) =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(States)[0], States });
/** Two functions, 12 events. */
const TWO_TASKS = machineOf({ One: invoke('', { Next: 'Two' }), Two: invoke('', { End: true }) });
const WAITING = machineOf({ Ask: invoke('.waitForTaskToken', { End: true }) });

const folder = mkdtempSync(join(tmpdir(), 'aman-bench-states-'));
const log = (line: string) => console.error(line);
log(JSON.stringify(machine()));
try {
  const figures = {
    inProcess: await inProcess(Number(values.executions)),
    overTheWire: await overTheWire(Number(values.executions)),
    waiting: await waiting(Number(values.waiting)),
  };
  console.log(JSON.stringify(figures, null, 1));
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function create(client: sfn.SFNClient, name: string, definition: string): Promise<string> {
  const created = await client.send(new sfn.CreateStateMachineCommand({ name, definition, roleArn }));
  return created.stateMachineArn ?? '';
}

function start(client: sfn.SFNClient, stateMachineArn: string, n: number) {
  const given = { stateMachineArn, name: `case-${n}`, input: `{"caseId":"SP-${n}"}` };
  return client.send(new sfn.StartExecutionCommand(given));
}

async function inProcess(executions: number) {
  const lambda = { invoke: async () => ({ ok: true, payload: { done: true } }) as const };
  const service = openStepFunctions({ file: join(folder, 'in.db'), clock: { now: Date.now }, lambda });
  await service.start();
  const client = new sfn.SFNClient({
    region: 'us-east-1',
    credentials,
    requestHandler: inProcessHandler([service]),
  });
  const arn = await create(client, 'm', TWO_TASKS);
  const began = performance.now();
  const cpu = process.cpuUsage();
  await inParallel(executions, LANES, (n) => start(client, arn, n));
  await service.idle();
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await service.close();
  // The clients' share is in it; unlike the rate it hardly depends on who else uses the machine.
  const cpuMsPerExecution = round((user + system) / 1000 / executions);
  return { executions, executionsPerSecond: round(executions / seconds), cpuMsPerExecution };
}

interface Service {
  readonly child: ChildProcess;
  readonly client: sfn.SFNClient;
  readonly tokens: string[];
  readonly startedMs: number;
}

async function launch(file: string): Promise<Service> {
  const began = performance.now();
  const child = spawn(process.execPath, [...FLAGS, SERVICE, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const tokens: string[] = [];
  const port = await new Promise<number>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = JSON.parse(line) as { port?: number; token?: string };
      if (told.token !== undefined) tokens.push(told.token);
      if (told.port !== undefined) resolve(told.port);
    });
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new sfn.SFNClient({ endpoint, region: 'us-east-1', credentials });
  return { child, client, tokens, startedMs: Math.round(performance.now() - began) };
}

async function kill({ child }: Service): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function overTheWire(executions: number) {
  const service = await launch(join(folder, 'wire.db'));
  const arn = await create(service.client, 'm', TWO_TASKS);
  const began = performance.now();
  await inParallel(executions, LANES, (n) => start(service.client, arn, n));
  while (await isRunning(service.client, arn)) await new Promise((resolve) => setTimeout(resolve, 5));
  const seconds = (performance.now() - began) / 1000;
  await kill(service);
  return { executions, executionsPerSecond: round(executions / seconds) };
}

async function isRunning(client: sfn.SFNClient, stateMachineArn: string): Promise<boolean> {
  const running = new sfn.ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', maxResults: 1 });
  return ((await client.send(running)).executions ?? []).length > 0;
}

async function waiting(executions: number) {
  const file = join(folder, 'waiting', 'states.db');
  mkdirSync(join(folder, 'waiting'));
  const first = await launch(file);
  const pid = first.child.pid ?? 0;
  const arn = await create(first.client, 'm', WAITING);
  const pssMbEmpty = round(pssMb(pid));
  const began = performance.now();
  await inParallel(executions, LANES, (n) => start(first.client, arn, n));
  const startsPerSecond = round(executions / ((performance.now() - began) / 1000));
  while (first.tokens.length < executions) await new Promise((resolve) => setTimeout(resolve, 10));
  const pssMbWaiting = round(pssMb(pid));
  const [token = ''] = first.tokens;
  await kill(first);
  const killedAt = performance.now();
  const second = await launch(file);
  const answer = new sfn.SendTaskSuccessCommand({ taskToken: token, output: '{}' });
  await second.client.send(answer);
  const msFromKillToCallback = Math.round(performance.now() - killedAt);
  const after = {
    ...{ waiting: executions, startsPerSecond, pssMbEmpty, pssMbWaiting },
    msFromKillToPort: second.startedMs,
    msFromKillToCallback,
    pssMbAfterRestart: round(pssMb(second.child.pid ?? 0)),
    diskMb: round(folderMb(join(folder, 'waiting'))),
  };
  await kill(second);
  return after;
}
