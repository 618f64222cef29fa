import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { AWAIT, awaiting, type Harness, INVOKE, openHarness } from './harness.ts';

/*
 * Events as AWS records them: what came before each, what happened, and every detail. The shapes follow recordings of
 * the service (runtime.md 3.4); a detail written `input: '{}'` is JSON text, as on the wire.
 */

const END = { Type: 'Succeed' };
const RESULT = '{"ExecutedVersion":"$LATEST","Payload":"done","StatusCode":200}';
const CALLED = '{"FunctionName":"work"}';
const LAMBDA = { resource: 'invoke', resourceType: 'lambda' };
const TOKEN = { resource: 'invoke.waitForTaskToken', resourceType: 'lambda' };
const ROLE = 'arn:aws:iam::000000000000:role/states';
const call = { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'work' } };
const ask = { Type: 'Task', Resource: AWAIT, Arguments: { FunctionName: 'work' } };
const one = (state: object) => ({ StartAt: 'S', States: { S: state } });

/** [previous event, type, details] */
type Line = readonly [number, string, object?];

const started: Line = [0, 'ExecutionStarted', { input: '{}', roleArn: ROLE }];
const entered = (previous: number, type: string, name = 'S', input = '{}'): Line => [
  previous,
  `${type}StateEntered`,
  { name, input },
];
/** `state`: its type and name. */
const exited = (previous: number, state: string, output: string, more: object = {}): Line => {
  const [type, name] = state.split(' ');
  return [previous, `${type}StateExited`, { name, output, ...more }];
};
const scheduled = (previous: number, more: object = {}): Line => [
  previous,
  'TaskScheduled',
  { ...LAMBDA, region: 'us-east-1', parameters: CALLED, ...more },
];
const evaluationFailed = (previous: number, location: string, text: string): Line[] => [
  [previous, 'EvaluationFailed', { error: 'States.QueryEvaluationError', cause: text, location, state: 'S' }],
  [
    3,
    'ExecutionFailed',
    {
      error: 'States.QueryEvaluationError',
      cause: `An error occurred while executing the state 'S' (entered at the event id #2). ${text}`,
    },
  ],
];
const expression = (text: string, field: string, what: string) =>
  `The JSONata expression '${text}' specified for the field '${field}' ${what}`;

/** Without the note `…Details: { truncated: false }`, which every payload must have beside it. */
function lineOf(event: HistoryEvent): Line {
  const { id, previousEventId = 0, type = '', timestamp, ...rest } = event;
  expect([id, timestamp]).toEqual([expect.any(Number), expect.any(Date)]);
  const [details] = Object.values(rest) as (Record<string, unknown> | undefined)[];
  if (details === undefined) return [previousEventId, type];
  const told = { ...details };
  for (const field of ['input', 'output', 'assignedVariables']) {
    expect(details[`${field}Details`], `${type} ${field}`).toEqual(
      field in details ? { truncated: false } : undefined,
    );
    delete told[`${field}Details`];
  }
  return [previousEventId, type, told];
}

class Flaky extends Error {
  override name = 'Flaky';
}
const FAILURE = { error: 'Flaky', cause: '{"errorType":"Flaky","errorMessage":"no"}' };
const failing = () => {
  throw new Flaky('no');
};

interface Course {
  readonly work?: () => unknown;
  follow?(h: Harness, arn: string): Promise<unknown>;
}

const TABLE: [string, object, Course, Line[]][] = [
  [
    'a Pass with variables',
    one({ Type: 'Pass', Output: 1, Assign: { a: '{% [1] %}' }, End: true }),
    {},
    [
      started,
      entered(0, 'Pass'),
      exited(2, 'Pass S', '1', { assignedVariables: { a: '[1]' } }),
      [3, 'ExecutionSucceeded', { output: '1' }],
    ],
  ],
  [
    'a Choice into a Fail without Error',
    {
      StartAt: 'S',
      States: {
        S: { Type: 'Choice', Choices: [{ Condition: false, Next: 'F' }], Default: 'F', Output: 'x' },
        F: { Type: 'Fail', Cause: 'Condition is false' },
      },
    },
    {},
    [
      started,
      entered(0, 'Choice'),
      exited(2, 'Choice S', '"x"'),
      entered(3, 'Fail', 'F', '"x"'),
      [4, 'ExecutionFailed', { cause: 'Condition is false' }],
    ],
  ],
  [
    'a Task',
    one({
      ...call,
      TimeoutSeconds: 9,
      HeartbeatSeconds: 5,
      Output: '{% $states.result.Payload %}',
      End: true,
    }),
    {},
    [
      started,
      entered(0, 'Task'),
      scheduled(2, { timeoutInSeconds: 9, heartbeatInSeconds: 5 }),
      [3, 'TaskStarted', LAMBDA],
      [4, 'TaskSucceeded', { ...LAMBDA, output: RESULT }],
      exited(5, 'Task S', '"done"'),
      [6, 'ExecutionSucceeded', { output: '"done"' }],
    ],
  ],
  [
    'a Task whose function throws, and a Catch',
    {
      StartAt: 'S',
      States: {
        S: { ...call, Catch: [{ ErrorEquals: ['Flaky'], Next: 'F', Output: 'caught' }], End: true },
        F: END,
      },
    },
    { work: failing },
    [
      started,
      entered(0, 'Task'),
      scheduled(2),
      [3, 'TaskStarted', LAMBDA],
      [4, 'TaskFailed', { ...LAMBDA, ...FAILURE }],
      exited(5, 'Task S', '"caught"'),
      entered(6, 'Succeed', 'F', '"caught"'),
      exited(7, 'Succeed F', '"caught"'),
      [8, 'ExecutionSucceeded', { output: '"caught"' }],
    ],
  ],
  [
    'a retry, which tells of no state',
    one({ ...call, Retry: [{ ErrorEquals: ['Flaky'], MaxAttempts: 1 }], End: true }),
    { work: failing, follow: (h) => h.pass(1) },
    [
      started,
      entered(0, 'Task'),
      scheduled(2),
      [3, 'TaskStarted', LAMBDA],
      [4, 'TaskFailed', { ...LAMBDA, ...FAILURE }],
      scheduled(5),
      [6, 'TaskStarted', LAMBDA],
      [7, 'TaskFailed', { ...LAMBDA, ...FAILURE }],
      [8, 'ExecutionFailed', FAILURE],
    ],
  ],
  [
    'a heartbeat that stays away',
    one({ ...ask, TimeoutSeconds: 600, HeartbeatSeconds: 5, End: true }),
    { follow: (h) => h.pass(5) },
    [
      started,
      entered(0, 'Task'),
      scheduled(2, { ...TOKEN, timeoutInSeconds: 600, heartbeatInSeconds: 5 }),
      [3, 'TaskStarted', TOKEN],
      [4, 'TaskSubmitted', { ...TOKEN, output: RESULT }],
      [5, 'TaskTimedOut', { ...TOKEN, error: 'States.Timeout' }],
      [6, 'ExecutionFailed', { error: 'States.Timeout' }],
    ],
  ],
  [
    'a Parallel whose second branch fails',
    one({
      Type: 'Parallel',
      Branches: [
        { StartAt: 'A', States: { A: { Type: 'Wait', Seconds: 9, End: true } } },
        { StartAt: 'B', States: { B: { Type: 'Fail', Error: 'E' } } },
      ],
      End: true,
    }),
    {},
    [
      started,
      entered(0, 'Parallel'),
      [2, 'ParallelStateStarted'],
      entered(3, 'Wait', 'A'),
      entered(3, 'Fail', 'B'),
      [5, 'ParallelStateFailed'],
      [6, 'ExecutionFailed', { error: 'E' }],
    ],
  ],
  [
    'a Map of two, one after the other',
    one({
      Type: 'Map',
      Items: [7, 8],
      MaxConcurrency: 1,
      ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
      End: true,
    }),
    {},
    [
      started,
      entered(0, 'Map'),
      [2, 'MapStateStarted', { length: 2 }],
      [3, 'MapIterationStarted', { name: 'S', index: 0 }],
      entered(4, 'Pass', 'P', '7'),
      exited(5, 'Pass P', '7'),
      [6, 'MapIterationSucceeded', { name: 'S', index: 0 }],
      [6, 'MapIterationStarted', { name: 'S', index: 1 }],
      entered(8, 'Pass', 'P', '8'),
      exited(9, 'Pass P', '8'),
      [10, 'MapIterationSucceeded', { name: 'S', index: 1 }],
      [11, 'MapStateSucceeded'],
      exited(12, 'Map S', '[7,8]'),
      [13, 'ExecutionSucceeded', { output: '[7,8]' }],
    ],
  ],
  [
    'a Map whose iterations end together, which is left once',
    one({
      Type: 'Map',
      Items: [7, 8],
      ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Succeed' } } },
      End: true,
    }),
    {},
    [
      started,
      entered(0, 'Map'),
      [2, 'MapStateStarted', { length: 2 }],
      [3, 'MapIterationStarted', { name: 'S', index: 0 }],
      [3, 'MapIterationStarted', { name: 'S', index: 1 }],
      entered(4, 'Succeed', 'P', '7'),
      exited(6, 'Succeed P', '7'),
      entered(5, 'Succeed', 'P', '8'),
      exited(8, 'Succeed P', '8'),
      [7, 'MapIterationSucceeded', { name: 'S', index: 0 }],
      [9, 'MapIterationSucceeded', { name: 'S', index: 1 }],
      [11, 'MapStateSucceeded'],
      exited(12, 'Map S', '[7,8]'),
      [13, 'ExecutionSucceeded', { output: '[7,8]' }],
    ],
  ],
  [
    'an expression that gives nothing',
    one({ Type: 'Pass', Output: { a: '{% $states.input.b %}' }, End: true }),
    {},
    [
      started,
      entered(0, 'Pass'),
      ...evaluationFailed(
        0,
        'Output/a',
        expression('$states.input.b', 'Output/a', 'returned nothing (undefined).'),
      ),
    ],
  ],
  [
    'an expression that gives a function',
    one({ Type: 'Pass', Output: '{% $sum %}', End: true }),
    {},
    [
      started,
      entered(0, 'Pass'),
      ...evaluationFailed(0, 'Output', expression('$sum', 'Output', 'returned an unsupported result type.')),
    ],
  ],
  [
    'an expression of the wrong type',
    one({
      Type: 'Map',
      Items: '{% 1 %}',
      ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
      End: true,
    }),
    {},
    [
      started,
      entered(0, 'Map'),
      ...evaluationFailed(
        0,
        'Items',
        expression(
          '1',
          'Items',
          "returned an unexpected result type. Expected 'array', but was 'number' for value: 1",
        ),
      ),
    ],
  ],
  [
    'a Timestamp that gives nothing',
    one({ Type: 'Wait', Timestamp: '{% $states.input.t %}', End: true }),
    {},
    [
      started,
      entered(0, 'Wait'),
      ...evaluationFailed(
        2,
        'Timestamp',
        expression('$states.input.t', 'Timestamp', 'returned nothing (undefined).'),
      ),
    ],
  ],
  [
    'a machine that takes too long',
    { ...one({ Type: 'Wait', Seconds: 99, End: true }), TimeoutSeconds: 5 },
    { follow: (h) => h.pass(5) },
    [started, entered(0, 'Wait'), [2, 'ExecutionTimedOut', {}]],
  ],
];

describe('the history of', () => {
  it.each(TABLE)('%s is the one AWS records', async (_what, definition, { work, follow }, lines) => {
    const h = openHarness({ work: work ?? (() => 'done') });
    const arn = await h.run(definition);
    await follow?.(h, arn);
    await h.service.idle();
    expect((await h.history(arn)).map(lineOf)).toEqual(lines.map((line) => [...line]));
  });

  it('branches beside each other is told in turns, and a Parallel goes on after its last branch', async () => {
    const h = openHarness();
    const branch = (States: object) => ({ StartAt: Object.keys(States)[0], States });
    const pass = (next: object = { End: true }) => ({ Type: 'Pass', ...next });
    const two = { A: pass({ Next: 'A2' }), A2: pass() };
    const inner = { Type: 'Parallel', Branches: [branch(two), branch({ B: pass() })], End: true };
    const chain = { C: pass({ Next: 'D' }), D: pass({ Next: 'E' }), E: pass({ Next: 'F' }), F: pass() };
    const state = { Type: 'Parallel', Branches: [branch({ I: inner }), branch(chain)], End: true };
    const lines = (await h.history(await h.run(one(state)))).map(lineOf);
    expect(lines.slice(7).map(([previous, type]) => `${previous} ${type}`)).toEqual([
      '5 PassStateEntered',
      '8 PassStateExited',
      '5 PassStateEntered',
      '10 PassStateExited',
      '7 PassStateEntered',
      '12 PassStateExited',
      '9 PassStateEntered',
      '14 PassStateExited',
      '13 PassStateEntered',
      '16 PassStateExited',
      '17 PassStateEntered',
      '18 PassStateExited',
      '15 ParallelStateSucceeded',
      '20 ParallelStateExited',
      '21 ParallelStateSucceeded',
      '22 ParallelStateExited',
      '23 ExecutionSucceeded',
    ]);
  });

  it('a callback that fails without a reason leaves error and cause out, and gives Catch two nulls', async () => {
    const h = openHarness();
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'End' }];
    const arn = await h.run({
      StartAt: 'S',
      States: { S: awaiting({ Catch, End: true }), End: END },
    });
    await h.fail(h.tokens()[0]!);
    const lines = (await h.history(arn)).map(lineOf);
    expect(lines.slice(5, 7)).toEqual([
      [5, 'TaskFailed', TOKEN],
      exited(6, 'Task S', '{"Error":null,"Cause":null}'),
    ]);
  });
});
