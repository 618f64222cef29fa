import { describe, expect, it } from 'vitest';
import { AWAIT, awaiting, INVOKE, openHarness } from './harness.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:000000000000:function:plain';
const END = { Type: 'Succeed' };

class Flaky extends Error {
  override name = 'Flaky';
}

function flaky(failures: number) {
  let left = failures;
  return () => {
    if (left-- > 0) throw new Flaky('not yet');
    return 'done';
  };
}

function passing(output: unknown, more: object = {}) {
  return { StartAt: 'P', States: { P: { Type: 'Pass', Output: output, End: true, ...more } } };
}

describe('Output', () => {
  const input = { n: 5, list: [1, 2], one: ['only'], nested: { a: [{ b: 1 }, { b: 2 }] }, nothing: null };
  it.each([
    ['a literal', 'text', 'text'],
    ['any JSON', { a: [1, { b: null }], c: true }, { a: [1, { b: null }], c: true }],
    ['a path', '{% $states.input.n %}', 5],
    ['a list', '{% $states.input.list %}', [1, 2]],
    ['a list of one', '{% $states.input.one %}', ['only']],
    ['null', '{% $states.input.nothing %}', null],
    ['a path through lists', '{% $states.input.nested.a.b %}', [1, 2]],
    ['a whole', '{% $states.input %}', input],
    [
      'expressions inside',
      { sum: '{% $sum($states.input.list) %}', at: ['{% $states.input.n %}'] },
      { sum: 3, at: [5] },
    ],
    ['a dropped field', '{% {"a": $states.input.missing, "b": 1} %}', { b: 1 }],
    ['$range', '{% $range(1, 9, 2) %}', [1, 3, 5, 7, 9]],
    ['$range of one', '{% $range(1, 9, 9) %}', 1],
    ['$partition', '{% $partition([1,2,3,4,5], 2) %}', [[1, 2], [3, 4], [5]]],
    ['$hash', '{% $hash("abc", "MD5") %}', '900150983cd24fb0d6963f7d28e17f72'],
    ['$parse', `{% $parse('{"a":[1]}') %}`, { a: [1] }],
    ['a seeded $random', '{% $random(7) = $random(7) %}', true],
    ['$uuid', '{% $length($uuid()) %}', 36],
    ['$now', '{% $now() %}', '2026-03-01T08:00:00.000Z'],
    ['$now with a picture', `{% $now('[Y0001]/[M01]') %}`, '2026/03'],
    ['$millis', '{% $millis() %}', Date.parse('2026-03-01T08:00:00.000Z')],
    ['the start time', '{% $states.context.Execution.StartTime %}', '2026-03-01T08:00:00.000Z'],
    [
      'the state',
      '{% $states.context.State %}',
      { Name: 'P', EnteredTime: '2026-03-01T08:00:00.000Z', RetryCount: 0 },
    ],
    ['the input', '{% $states.context.Execution.Input.n %}', 5],
    ['the machine', '{% $states.context.StateMachine.Name %}', 'machine-1'],
    ['a key __proto__', `{% $parse('{"__proto__":1}') %}`, JSON.parse('{"__proto__":1}')],
  ])('gives %s', async (_what, output, expected) => {
    const h = openHarness();
    const arn = await h.run(passing(output), input);
    expect(await h.result(arn)).toEqual({ status: 'SUCCEEDED', output: expected });
  });

  it.each([
    ['{% $states.input.missing %}', "specified for the field 'Output/a[0]' returned nothing (undefined)."],
    ['{% $sum %}', 'returned an unsupported result type.'],
    ['{% "a" + 1 %}', 'threw an error during evaluation. T2001: '],
    ['{% $number("x") %}', 'threw an error during evaluation. D3030: '],
    ['{% ($f := function($n) { $f($n) + 1 }; $f(1)) %}', 'threw an error during evaluation. D1011: '],
  ])('fails the execution for %s', async (expression, cause) => {
    const h = openHarness();
    const arn = await h.run(passing({ a: [expression] }));
    const result = await h.result(arn);
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(result.cause).toContain(
      "An error occurred while executing the state 'P' (entered at the event id #2). ",
    );
    expect(result.cause).toContain(cause);
    const [, , failed] = await h.history(arn);
    expect(failed).toMatchObject({
      type: 'EvaluationFailed',
      evaluationFailedEventDetails: {
        location: 'Output/a[0]',
        state: 'P',
        error: 'States.QueryEvaluationError',
      },
    });
  });
});

describe('Choice', () => {
  const machine = {
    StartAt: 'C',
    States: {
      C: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.n < 0 %}', Next: 'End', Output: 'below' },
          {
            Condition: '{% $states.input.n = 0 or $states.input.zero = true %}',
            Next: 'End',
            Output: 'zero',
          },
        ],
        Default: 'End',
        Output: 'default',
      },
      End: END,
    },
  };
  it.each([
    [{ n: -1 }, 'below'],
    [{ n: 0 }, 'zero'],
    [{ n: 4, zero: true }, 'zero'],
    [{ n: 4 }, 'default'],
  ])('decides on %j', async (input, output) => {
    const h = openHarness();
    expect(await h.result(await h.run(machine, input))).toEqual({ status: 'SUCCEEDED', output });
  });

  it('fails when nothing matches and there is no Default', async () => {
    const h = openHarness();
    const rules = { Type: 'Choice', Choices: [{ Condition: false, Next: 'End' }] };
    const arn = await h.run({ StartAt: 'C', States: { C: rules, End: END } });
    expect(await h.result(arn)).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  it('fails when a condition is no boolean', async () => {
    const h = openHarness();
    const rules = { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'End' }] };
    const { cause } = await h.result(await h.run({ StartAt: 'C', States: { C: rules, End: END } }));
    expect(cause).toContain("Expected 'boolean', but was 'number' for value: 1");
  });
});

describe('Assign', () => {
  it('sees the old variables in Output and Assign, the new ones afterwards', async () => {
    const h = openHarness();
    const arn = await h.run({
      StartAt: 'One',
      States: {
        One: { Type: 'Pass', Assign: { a: 1, b: 10 }, Next: 'Two' },
        Two: { Type: 'Pass', Assign: { a: '{% $b %}', b: '{% $a %}' }, Output: '{% $a %}', Next: 'Three' },
        Three: { Type: 'Pass', Output: '{% [$a, $b, $states.input] %}', End: true },
      },
    });
    expect((await h.result(arn)).output).toEqual([10, 1, 1]);
    const exited = (await h.history(arn)).find((event) => event.stateExitedEventDetails?.name === 'Two');
    expect(exited?.stateExitedEventDetails?.assignedVariables).toEqual({ a: '10', b: '1' });
  });

  it('keeps what a branch assigns inside the branch', async () => {
    const h = openHarness();
    const branch = (own: string) => ({
      StartAt: own,
      States: {
        [own]: { Type: 'Pass', Assign: { inner: own }, Next: `${own}2` },
        [`${own}2`]: { Type: 'Pass', Output: '{% $outer & $inner %}', End: true },
      },
    });
    const arn = await h.run({
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: { outer: 'x' }, Next: 'Both' },
        Both: { Type: 'Parallel', Branches: [branch('A'), branch('B')], Next: 'After' },
        After: { Type: 'Pass', Output: '{% {"r": $states.input, "leaked": $exists($inner)} %}', End: true },
      },
    });
    expect((await h.result(arn)).output).toEqual({ r: ['xA', 'xB'], leaked: false });
  });
});

describe('Task', () => {
  it('gives a lambda:invoke result as AWS does', async () => {
    const h = openHarness({ work: () => ({ a: 1 }) });
    const task = { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'work' }, End: true };
    const arn = await h.run({ StartAt: 'T', States: { T: task } });
    expect((await h.result(arn)).output).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: { a: 1 },
      StatusCode: 200,
    });
    expect(h.calls).toEqual([{ functionName: 'work', payload: {}, executionArn: arn }]);
  });

  it('calls a plain function with the input and passes its answer on', async () => {
    const h = openHarness({ [FUNCTION]: (event: { n: number }) => event.n * 2 });
    const arn = await h.run(
      { StartAt: 'T', States: { T: { Type: 'Task', Resource: FUNCTION, End: true } } },
      { n: 4 },
    );
    expect((await h.result(arn)).output).toBe(8);
    expect(await h.types(arn)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('fails with the name of the thrown error and its JSON as the cause', async () => {
    const h = openHarness({ work: flaky(1) });
    const task = { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'work' }, End: true };
    const arn = await h.run({ StartAt: 'T', States: { T: task } });
    const result = await h.result(arn);
    expect(result).toMatchObject({ status: 'FAILED', error: 'Flaky' });
    expect(JSON.parse(result.cause ?? '')).toMatchObject({ errorType: 'Flaky', errorMessage: 'not yet' });
    expect((await h.types(arn)).slice(-2)).toEqual(['TaskFailed', 'ExecutionFailed']);
  });

  it('takes a callback that comes before the function has answered', async () => {
    const h = openHarness();
    h.functions.ask = async ({ token }: { token: string }) => {
      await h.succeed(token, 'early');
      return 'late';
    };
    const arn = await h.run({ StartAt: 'Ask', States: { Ask: awaiting({ End: true }) } });
    expect((await h.result(arn)).output).toBe('early');
    expect(await h.types(arn)).not.toContain('TaskSubmitted');
  });

  it.each([
    ['a failure of the callback', 'Refused', 'by hand', { Error: 'Refused', Cause: 'by hand' }],
    ['a failure without a name', undefined, undefined, { Error: null, Cause: null }],
  ])('hands %s to Catch', async (_what, error, cause, expected) => {
    const h = openHarness();
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'End', Assign: { e: '{% $states.errorOutput %}' } }];
    const arn = await h.run({
      StartAt: 'Ask',
      States: { Ask: awaiting({ End: true }, { Catch }), End: END },
    });
    await h.fail(h.tokens()[0]!, error, cause);
    expect((await h.result(arn)).output).toEqual(expected);
  });

  it('computes TimeoutSeconds and HeartbeatSeconds', async () => {
    const h = openHarness();
    const limits = { TimeoutSeconds: '{% $states.input.t %}', HeartbeatSeconds: '{% $states.input.t - 1 %}' };
    const arn = await h.run({ StartAt: 'Ask', States: { Ask: awaiting({ End: true }, limits) } }, { t: 30 });
    const scheduled = (await h.history(arn)).find((event) => event.type === 'TaskScheduled');
    expect(scheduled?.taskScheduledEventDetails).toMatchObject({
      resource: 'invoke.waitForTaskToken',
      resourceType: 'lambda',
      region: 'us-east-1',
      timeoutInSeconds: 30,
      heartbeatInSeconds: 29,
    });
  });

  it('fails on a time limit that is no positive number', async () => {
    const h = openHarness();
    const arn = await h.run({
      StartAt: 'Ask',
      States: { Ask: awaiting({ End: true }, { TimeoutSeconds: '{% -1 %}' }) },
    });
    expect(await h.result(arn)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('refuses parameters of lambda:invoke that an expression smuggles in', async () => {
    const h = openHarness();
    const given = {
      Type: 'Task',
      Resource: AWAIT,
      Arguments: '{% {"FunctionName":"ask","LogType":"Tail"} %}',
      End: true,
    };
    const { error, cause } = await h.result(await h.run({ StartAt: 'T', States: { T: given } }));
    expect([error, cause]).toEqual(['States.Runtime', expect.stringContaining("'LogType'")]);
  });
});

describe('Retry', () => {
  const machine = (retry: object[]) => ({
    StartAt: 'T',
    States: {
      T: {
        Type: 'Task',
        Resource: INVOKE,
        Arguments: { FunctionName: 'work', Payload: '{% $states.context.State.RetryCount %}' },
        Output: '{% $states.result.Payload %}',
        Retry: retry,
        End: true,
      },
    },
  });
  it.each([
    ['doubles by default', {}, [1, 2, 4]],
    ['uses interval and rate', { IntervalSeconds: 10, BackoffRate: 3 }, [10, 30, 90]],
    ['stops at the longest delay', { IntervalSeconds: 10, MaxDelaySeconds: 15 }, [10, 15, 15]],
    ['keeps a rate of one', { IntervalSeconds: 5, BackoffRate: 1 }, [5, 5, 5]],
  ])('%s', async (_what, retrier, delays) => {
    const h = openHarness({ work: flaky(3) });
    const arn = await h.run(machine([{ ErrorEquals: ['Flaky'], ...retrier }]));
    for (const delay of delays) {
      expect(h.service.nextTimerAt()).toBe(h.clock.at + delay * 1000);
      expect(await h.pass(delay - 0.001)).toBe(0);
      expect(await h.pass(0.001)).toBe(1);
    }
    expect(await h.result(arn)).toEqual({ status: 'SUCCEEDED', output: 'done' });
    expect(h.calls.map((call) => call.payload)).toEqual([0, 1, 2, 3]);
    const types = await h.types(arn);
    expect(types.filter((type) => type === 'TaskStateEntered')).toHaveLength(1);
    expect(types.filter((type) => type === 'TaskScheduled')).toHaveLength(4);
  });

  it('spreads delays with full jitter', async () => {
    const h = openHarness({ work: flaky(1) });
    await h.run(machine([{ ErrorEquals: ['Flaky'], IntervalSeconds: 100, JitterStrategy: 'FULL' }]));
    expect(h.service.nextTimerAt()! - h.clock.at).toBeLessThanOrEqual(100_000);
    await h.pass(100);
    expect(h.calls).toHaveLength(2);
  });

  it.each([
    [['Flaky'], true],
    [['States.ALL'], true],
    [['States.TaskFailed'], true],
    [['Other'], false],
    [['States.Timeout'], false],
  ])('matches %j: %s', async (names, matches) => {
    const h = openHarness({ work: flaky(1) });
    const arn = await h.run(machine([{ ErrorEquals: names }]));
    expect((await h.result(arn)).status).toBe(matches ? 'RUNNING' : 'FAILED');
  });

  it('gives up after MaxAttempts and looks no further for retriers', async () => {
    const h = openHarness({ work: flaky(9) });
    const arn = await h.run(
      machine([{ ErrorEquals: ['Flaky'], MaxAttempts: 1 }, { ErrorEquals: ['States.ALL'] }]),
    );
    await h.pass(1);
    expect(await h.result(arn)).toMatchObject({ status: 'FAILED', error: 'Flaky' });
  });

  it('counts each retrier alone', async () => {
    const names = ['A', 'B', 'A', 'B'];
    const h = openHarness({
      work: () => {
        const name = names.shift();
        if (name !== undefined) throw Object.assign(new Error('x'), { name });
        return 'done';
      },
    });
    const retry = (name: string) => ({
      ErrorEquals: [name],
      MaxAttempts: 2,
      IntervalSeconds: 1,
      BackoffRate: 1,
    });
    const arn = await h.run(machine([retry('A'), retry('B')]));
    for (let n = 0; n < 4; n++) await h.pass(1);
    expect((await h.result(arn)).output).toBe('done');
  });
});

describe('Catch', () => {
  const machine = (Catch: object[]) => ({
    StartAt: 'T',
    States: {
      T: { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'work' }, Catch, Next: 'Fine' },
      Fine: END,
      Caught: { Type: 'Pass', Output: '{% {"in": $states.input, "v": $v} %}', End: true },
      Other: END,
    },
  });

  it('leaves by the first catcher that knows the error, with its Output and Assign', async () => {
    const h = openHarness({ work: flaky(1) });
    const arn = await h.run(
      machine([
        { ErrorEquals: ['Else'], Next: 'Other' },
        {
          ErrorEquals: ['Flaky'],
          Next: 'Caught',
          Output: '{% $states.errorOutput.Error %}',
          Assign: { v: '{% $states.input.n %}' },
        },
        { ErrorEquals: ['States.ALL'], Next: 'Other' },
      ]),
      { n: 3 },
    );
    expect((await h.result(arn)).output).toEqual({ in: 'Flaky', v: 3 });
    expect((await h.types(arn)).slice(4, 7)).toEqual(['TaskFailed', 'TaskStateExited', 'PassStateEntered']);
  });

  it('fails when the catcher itself cannot be evaluated', async () => {
    const h = openHarness({ work: flaky(1) });
    const arn = await h.run(
      machine([
        { ErrorEquals: ['X'], Next: 'Other' },
        { ErrorEquals: ['States.ALL'], Next: 'Caught', Output: '{% $nothing %}' },
      ]),
    );
    expect((await h.result(arn)).error).toBe('States.QueryEvaluationError');
  });

  it.each(['States.DataLimitExceeded', 'States.Runtime'])('does not count %s to States.ALL', async (name) => {
    const h = openHarness({
      work: () => {
        throw Object.assign(new Error('x'), { name });
      },
    });
    const arn = await h.run(
      machine([
        { ErrorEquals: ['X'], Next: 'Other' },
        { ErrorEquals: ['States.ALL'], Next: 'Caught' },
      ]),
    );
    expect(await h.result(arn)).toMatchObject({ status: 'FAILED', error: name });
  });
});

describe('Parallel', () => {
  const branch = (name: string, state: object) => ({
    StartAt: name,
    States: { [name]: { ...state, End: true } },
  });
  const call = (name: string) => ({
    Type: 'Task',
    Resource: INVOKE,
    Arguments: { FunctionName: name },
    Output: '{% $states.result.Payload %}',
  });

  it('gives the results in the order of the branches', async () => {
    const h = openHarness();
    const Branches = [branch('Slow', awaiting({})), branch('Fast', { Type: 'Pass', Output: 'fast' })];
    const arn = await h.run({ StartAt: 'Both', States: { Both: { Type: 'Parallel', Branches, End: true } } });
    await h.succeed(h.tokens()[0]!, 'slow');
    expect((await h.result(arn)).output).toEqual(['slow', 'fast']);
    expect((await h.types(arn)).slice(-3)).toEqual([
      'ParallelStateSucceeded',
      'ParallelStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('gives every branch the Arguments', async () => {
    const h = openHarness();
    const Branches = [
      branch('A', { Type: 'Pass' }),
      branch('B', { Type: 'Pass', Output: '{% $states.input + 1 %}' }),
    ];
    const state = { Type: 'Parallel', Arguments: '{% $states.input.n %}', Branches, End: true };
    const arn = await h.run({ StartAt: 'Both', States: { Both: state } }, { n: 1 });
    expect((await h.result(arn)).output).toEqual([1, 2]);
  });

  it('gives up the other branches when one fails, and lets Catch see the error', async () => {
    const h = openHarness({ work: flaky(9) });
    const Branches = [branch('Wait', awaiting({}, { TimeoutSeconds: 60 })), branch('Bad', call('work'))];
    const Catch = [{ ErrorEquals: ['Flaky'], Next: 'End', Output: '{% $states.errorOutput.Error %}' }];
    const arn = await h.run({
      StartAt: 'Both',
      States: { Both: { Type: 'Parallel', Branches, Catch, Next: 'End' }, End: END },
    });
    expect(await h.result(arn)).toEqual({ status: 'SUCCEEDED', output: 'Flaky' });
    expect(h.service.nextTimerAt()).toBeNull();
    await expect(h.succeed(h.tokens()[0]!, 1)).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('runs all branches again on Retry', async () => {
    const h = openHarness({ work: flaky(1) });
    const Branches = [branch('A', call('work')), branch('B', { Type: 'Pass', Output: 2 })];
    const state = { Type: 'Parallel', Branches, Retry: [{ ErrorEquals: ['Flaky'] }], End: true };
    const arn = await h.run({ StartAt: 'Both', States: { Both: state } });
    await h.pass(1);
    expect((await h.result(arn)).output).toEqual(['done', 2]);
  });
});

describe('Map', () => {
  const processor = (state: object) => ({ StartAt: 'Each', States: { Each: { ...state, End: true } } });
  const machine = (more: object, state: object = { Type: 'Pass' }) => ({
    StartAt: 'M',
    States: { M: { Type: 'Map', ItemProcessor: processor(state), ...more, End: true } },
  });

  it.each([
    ['the input', {}, [1, 2], [1, 2]],
    ['Items', { Items: '{% $states.input.list %}' }, { list: [3] }, [3]],
    ['literal Items', { Items: ['{% $states.input.n %}', 2] }, { n: 1 }, [1, 2]],
    ['nothing', { Items: [] }, {}, []],
    [
      'ItemSelector',
      {
        Items: ['a', 'b'],
        ItemSelector: {
          i: '{% $states.context.Map.Item.Index %}',
          v: '{% $states.context.Map.Item.Value %}',
        },
      },
      {},
      [
        { i: 0, v: 'a' },
        { i: 1, v: 'b' },
      ],
    ],
  ])('maps %s', async (_what, more, input, output) => {
    const h = openHarness();
    expect(await h.result(await h.run(machine(more), input))).toEqual({ status: 'SUCCEEDED', output });
  });

  it('runs no more iterations at once than MaxConcurrency', async () => {
    const h = openHarness();
    const arn = await h.run(machine({ MaxConcurrency: 2 }, awaiting({})), [1, 2, 3, 4, 5]);
    const sizes: number[] = [];
    for (let n = 0; n < 5; n++) {
      sizes.push(h.calls.length);
      await h.succeed(h.tokens()[n]!, n);
      await h.service.idle();
    }
    expect(sizes).toEqual([2, 3, 4, 5, 5]);
    expect((await h.result(arn)).output).toEqual([0, 1, 2, 3, 4]);
  });

  it('fails with its iteration, and aborts the others', async () => {
    const h = openHarness();
    const arn = await h.run(machine({}, awaiting({})), [1, 2, 3]);
    await h.fail(h.tokens()[1]!, 'Bad', 'second');
    expect(await h.result(arn)).toEqual({ status: 'FAILED', error: 'Bad', cause: 'second' });
    const types = (await h.types(arn)).slice(-6);
    expect(types).toEqual([
      'TaskFailed',
      'MapIterationFailed',
      'MapIterationAborted',
      'MapIterationAborted',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  it.each([
    [{ Items: '{% 1 %}' }, {}, "Expected 'array', but was 'number' for value: 1"],
    [{}, { n: 1 }, 'Map state input must be an array but was: object'],
  ])('refuses what is no list: %j', async (more, input, cause) => {
    const h = openHarness();
    const result = await h.result(await h.run(machine(more), input));
    expect([result.error, result.cause]).toEqual([
      'States.QueryEvaluationError',
      expect.stringContaining(cause),
    ]);
  });

  it('writes the history of AWS', async () => {
    const h = openHarness();
    const arn = await h.run(machine({}), [7]);
    expect(await h.types(arn)).toEqual([
      'ExecutionStarted',
      'MapStateEntered',
      'MapStateStarted',
      'MapIterationStarted',
      'PassStateEntered',
      'PassStateExited',
      'MapIterationSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
      'ExecutionSucceeded',
    ]);
  });
});

describe('Wait', () => {
  const machine = (more: object) => ({ StartAt: 'W', States: { W: { Type: 'Wait', ...more, End: true } } });
  it.each([
    ['Seconds', { Seconds: 90 }, 90],
    ['Seconds by expression', { Seconds: '{% $states.input.s %}' }, 45],
    ['Timestamp', { Timestamp: '2026-03-01T08:01:00Z' }, 60],
    ['Timestamp by expression', { Timestamp: '{% $states.input.t %}' }, 3600],
  ])('waits for %s', async (_what, more, seconds) => {
    const h = openHarness();
    const arn = await h.run(machine(more), { s: 45, t: '2026-03-01T12:00:00+03:00' });
    expect(await h.pass(seconds - 0.001)).toBe(0);
    expect((await h.result(arn)).status).toBe('RUNNING');
    await h.pass(0.001);
    expect((await h.result(arn)).status).toBe('SUCCEEDED');
  });

  it.each([{ Seconds: 0 }, { Timestamp: '2020-01-01T00:00:00Z' }])('does not wait for %j', async (more) => {
    const h = openHarness();
    expect((await h.result(await h.run(machine(more)))).status).toBe('SUCCEEDED');
  });

  it.each(['tomorrow', '2026-03-02', '2026-03-02T00:00:00'])('refuses the instant %s', async (t) => {
    const h = openHarness();
    const arn = await h.run(machine({ Timestamp: '{% $states.input.t %}' }), { t });
    expect((await h.result(arn)).error).toBe('States.QueryEvaluationError');
  });
});

describe('Fail', () => {
  it.each([
    [{}, {}],
    [{ Error: 'E' }, { error: 'E' }],
    [
      { Error: '{% "A" & "B" %}', Cause: '{% $states.input.why %}' },
      { error: 'AB', cause: 'because' },
    ],
  ])('tells %j', async (fields, told) => {
    const h = openHarness();
    const arn = await h.run({ StartAt: 'F', States: { F: { Type: 'Fail', ...fields } } }, { why: 'because' });
    expect(await h.result(arn)).toEqual({ status: 'FAILED', ...told });
  });
});
