import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sfn from '@aws-sdk/client-sfn';
import { type HistoryEvent, SFNClient } from '@aws-sdk/client-sfn';
import { onTestFinished } from 'vitest';
import { inProcessHandler } from '../../../../infra/local/in-process.ts';
import { type LambdaOutcome, openStepFunctions } from '../../../../infra/local/states/service.ts';

const START = Date.parse('2026-03-01T08:00:00.000Z');
export const INVOKE = 'arn:aws:states:::lambda:invoke';
export const AWAIT = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
const ROLE = 'arn:aws:iam::000000000000:role/states';

type Functions = Record<string, (event: never) => unknown>;

/** A service on a file of its own, with a clock that only the test moves. */
export function openHarness(functions: Functions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'aman-states-'));
  const file = join(folder, 'states.db');
  const clock = { at: START, now: () => clock.at };
  const calls: { functionName: string; payload: unknown; executionArn: string }[] = [];
  const lambda = {
    async invoke(
      functionName: string,
      payload: unknown,
      context: { executionArn: string },
    ): Promise<LambdaOutcome> {
      calls.push({ functionName, payload, ...context });
      try {
        return { ok: true, payload: (await functions[functionName]?.(payload as never)) ?? null };
      } catch (error) {
        const { name, message } = error as Error;
        return { ok: false, error: name, cause: JSON.stringify({ errorType: name, errorMessage: message }) };
      }
    },
  };
  const open = () => openStepFunctions({ file, clock, lambda });
  const harness = {
    folder,
    file,
    clock,
    calls,
    functions,
    lambda,
    connect,
    service: open(),
    client: null as unknown as SFNClient,
    async restart() {
      await harness.service.close();
      harness.service = open();
      connect();
      await harness.service.start();
    },
    /** Moves the clock and lets everything due happen. */
    async pass(seconds: number) {
      clock.at += seconds * 1000;
      const fired = await harness.service.fireDueTimers();
      return fired;
    },
    async create(definition: object, name = 'machine') {
      const text = JSON.stringify({ QueryLanguage: 'JSONata', ...definition });
      const { stateMachineArn } = await harness.client.send(
        new sfn.CreateStateMachineCommand({ name, definition: text, roleArn: ROLE }),
      );
      return stateMachineArn!;
    },
    async start(stateMachineArn: string, input: unknown = {}, name?: string) {
      const given = {
        stateMachineArn,
        input: JSON.stringify(input),
        ...(name === undefined ? {} : { name }),
      };
      const { executionArn } = await harness.client.send(new sfn.StartExecutionCommand(given));
      return executionArn!;
    },
    /** Creates, starts and follows an execution to its quiet point. */
    async run(definition: object, input: unknown = {}) {
      const machine = await harness.create(definition, `machine-${++machines}`);
      const executionArn = await harness.start(machine, input);
      await harness.service.idle();
      return executionArn;
    },
    async result(executionArn: string) {
      const found = await harness.client.send(new sfn.DescribeExecutionCommand({ executionArn }));
      const { status, output, error, cause } = found;
      return {
        status,
        ...(output === undefined ? {} : { output: JSON.parse(output) as unknown }),
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      };
    },
    async history(executionArn: string): Promise<HistoryEvent[]> {
      const pages = sfn.paginateGetExecutionHistory({ client: harness.client }, { executionArn });
      const events: HistoryEvent[] = [];
      for await (const page of pages) events.push(...(page.events ?? []));
      return events;
    },
    async types(executionArn: string) {
      return (await harness.history(executionArn)).map((event) => event.type);
    },
    succeed: (taskToken: string, output: unknown) =>
      harness.client.send(new sfn.SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) })),
    fail: (taskToken: string, error?: string, cause?: string) =>
      harness.client.send(new sfn.SendTaskFailureCommand({ taskToken, error, cause })),
    beat: (taskToken: string) => harness.client.send(new sfn.SendTaskHeartbeatCommand({ taskToken })),
    /** The task tokens handed to functions so far. */
    tokens: () => calls.map((call) => (call.payload as { token: string }).token),
  };
  let machines = 0;
  function connect() {
    harness.client = new SFNClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      requestHandler: inProcessHandler([harness.service]),
      maxAttempts: 1,
    });
  }
  connect();
  void harness.service.start();
  onTestFinished(async () => {
    await harness.service.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return harness;
}

export type Harness = ReturnType<typeof openHarness>;

/** A task that waits for somebody's callback. */
export function awaiting(next: object, more: object = {}) {
  return {
    Type: 'Task',
    Resource: AWAIT,
    Arguments: { FunctionName: 'ask', Payload: { token: '{% $states.context.Task.Token %}' } },
    ...more,
    ...next,
  };
}
