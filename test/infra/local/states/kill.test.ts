import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as sfn from '@aws-sdk/client-sfn';
import { expect, it, onTestFinished } from 'vitest';
import { awaiting, INVOKE } from './harness.ts';

const KILLS = 10;
const EXECUTIONS = 20;
const CALLBACKS = 3;

const ask = (name: string, way: object) => ({ [name]: awaiting(way, { TimeoutSeconds: 600 }) });
const definition = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Both',
  States: {
    Both: {
      Type: 'Parallel',
      Branches: ['A', 'B'].map((name) => ({ StartAt: name, States: ask(name, { End: true }) })),
      Assign: { said: '{% $states.result %}' },
      Next: 'Third',
    },
    ...ask('Third', { Assign: { said: '{% $append($said, [$states.result]) %}' }, Next: 'Work' }),
    Work: {
      Type: 'Task',
      Resource: INVOKE,
      Arguments: { FunctionName: 'work' },
      Output: '{% $said %}',
      End: true,
    },
  },
});

interface Told {
  readonly port?: number;
  readonly token?: string;
}

interface Process {
  readonly child: ChildProcess;
  readonly client: sfn.SFNClient;
}

/** Starts the service in a process of its own; `hear` gets every token it hands to a worker. */
async function launch(file: string, hear: (token: string) => void): Promise<Process> {
  const script = join(import.meta.dirname, 'child-service.ts');
  const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const told = JSON.parse(line) as Told;
      if (told.token !== undefined) hear(told.token);
      if (told.port !== undefined) resolve(told.port);
    });
  });
  const client = new sfn.SFNClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return { child, client };
}

async function kill({ child }: Process) {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

it('loses and doubles nothing over ten kills', { timeout: 60_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aman-states-kill-'));
  const file = join(folder, 'states.db');
  const open = new Set<string>();
  const acknowledged = new Set<string>();
  const started = new Set<string>();
  let wake = () => {};
  const hear = (token: string) => {
    if (!acknowledged.has(token)) open.add(token);
    wake();
  };
  let running = await launch(file, hear);
  onTestFinished(async () => {
    await kill(running);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Answers tokens until `enough` were acknowledged or all is done; several at a time, so that commits are shared. */
  async function work(enough: number) {
    const { client } = running;
    const until = Math.min(acknowledged.size + enough, EXECUTIONS * CALLBACKS);
    while (acknowledged.size < until) {
      const tokens = [...open].slice(0, 4);
      if (tokens.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      await Promise.all(tokens.map((token) => answer(client, token)));
    }
  }

  async function answer(client: sfn.SFNClient, token: string) {
    const output = JSON.stringify(token);
    await client.send(new sfn.SendTaskSuccessCommand({ taskToken: token, output })).catch((error: Error) => {
      // Its first answer was committed but never reached us; the check at the end will find the value.
      if (error.name !== 'TaskTimedOut') throw error;
    });
    acknowledged.add(token);
    open.delete(token);
  }

  async function startSome(count: number) {
    const { client } = running;
    const created = await client.send(
      new sfn.CreateStateMachineCommand({
        name: 'm',
        definition,
        roleArn: 'arn:aws:iam::000000000000:role/states',
      }),
    );
    const names = Array.from({ length: count }, (_, index) => `case-${started.size + index}`);
    const starts = names.map((name) =>
      client.send(
        new sfn.StartExecutionCommand({ stateMachineArn: created.stateMachineArn, name, input: '{}' }),
      ),
    );
    for (const { executionArn } of await Promise.all(starts)) started.add(executionArn!);
  }

  for (let round = 0; round < KILLS; round++) {
    await startSome(EXECUTIONS / KILLS);
    await work(1 + (round % 6));
    // The process dies with the first of these just answered and the others under way.
    const lost = [...open].slice(0, 3).map((token) => answer(running.client, token).catch(() => undefined));
    if (lost.length > 0) await Promise.race(lost);
    await kill(running);
    await Promise.all(lost);
    running = await launch(file, hear);
  }
  await work(EXECUTIONS * CALLBACKS);

  const said = new Set<string>();
  for (const executionArn of started) {
    const { client } = running;
    const describe = () => client.send(new sfn.DescribeExecutionCommand({ executionArn }));
    await expect.poll(async () => (await describe()).status).toBe('SUCCEEDED');
    const output = JSON.parse((await describe()).output!) as string[];
    for (const token of output) said.add(token);
    const { events = [] } = await client.send(new sfn.GetExecutionHistoryCommand({ executionArn }));
    expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
    const count = (type: string) => events.filter((event) => event.type === type).length;
    expect([count('TaskSucceeded'), count('TaskScheduled'), count('ExecutionSucceeded')]).toEqual([4, 4, 1]);
  }
  expect(said).toEqual(acknowledged);
  expect(said.size).toBe(EXECUTIONS * CALLBACKS);
});
