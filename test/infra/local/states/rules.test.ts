import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import * as sfn from '@aws-sdk/client-sfn';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openStepFunctions } from '../../../../infra/local/states/service.ts';
import { awaiting, type Harness, INVOKE, openHarness } from './harness.ts';

const DAY = 86_400;
const END = { Type: 'Succeed' };
const ASK = { StartAt: 'Ask', States: { Ask: awaiting({ End: true }) } };

/** Waits for `s` seconds, then notes its name. */
const NOTED = {
  StartAt: 'W',
  States: {
    W: { Type: 'Wait', Seconds: '{% $states.input.s %}', Next: 'Note' },
    Note: {
      Type: 'Task',
      Resource: INVOKE,
      Arguments: { FunctionName: 'note', Payload: '{% $states.input %}' },
      End: true,
    },
  },
};

function loop(body: object) {
  return {
    StartAt: 'Body',
    States: {
      Body: { ...body, Next: 'Body2' },
      Body2: { Type: 'Choice', Choices: [{ Condition: false, Next: 'End' }], Default: 'Body' },
      End: END,
    },
  };
}

/** Reads the file after the service has let go of it. */
async function rows(h: Harness, query: string) {
  await h.service.close();
  const db = new DatabaseSync(h.file);
  const found = db.prepare(query).all();
  db.close();
  return found;
}

describe('S1: history', () => {
  it('counts 1…n, points back, and ends once', async () => {
    const h = openHarness();
    const branch = (name: string) => ({ StartAt: name, States: { [name]: awaiting({ End: true }) } });
    const state = { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true };
    const arn = await h.run({ StartAt: 'Both', States: { Both: state } });
    await Promise.all(h.tokens().map((token) => h.succeed(token, 1)));
    const events = await h.history(arn);
    expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
    expect(events.every((event) => event.previousEventId! < event.id!)).toBe(true);
    expect(events.filter((event) => /^Execution(?!Started)/.test(event.type!))).toHaveLength(1);
  });

  it('is paged forwards and backwards, with and without data', async () => {
    const h = openHarness();
    const arn = await h.run(ASK);
    const get = (more: object) =>
      h.client.send(new sfn.GetExecutionHistoryCommand({ executionArn: arn, ...more }));
    const first = await get({ maxResults: 2, reverseOrder: true });
    const second = await get({ maxResults: 9, reverseOrder: true, nextToken: first.nextToken });
    expect([first, second].map((page) => page.events?.map((event) => event.id))).toEqual([
      [5, 4],
      [3, 2, 1],
    ]);
    expect(second.nextToken).toBeUndefined();
    const { events } = await get({ includeExecutionData: false });
    expect(events?.[1]?.stateEnteredEventDetails).toEqual({ name: 'Ask' });
  });
});

describe('S2: one exit per entry', () => {
  const machine = {
    StartAt: 'Ask',
    States: {
      Ask: awaiting({ Next: 'Pause' }, { TimeoutSeconds: 600, Assign: { said: '{% $states.result %}' } }),
      Pause: { Type: 'Wait', Seconds: 30, Next: 'All' },
      All: {
        Type: 'Map',
        Items: [1, 2],
        MaxConcurrency: 1,
        ItemProcessor: {
          StartAt: 'Again',
          States: { Again: awaiting({ End: true }, { HeartbeatSeconds: 60 }) },
        },
        Output: '{% {"one": $said, "all": $states.result} %}',
        End: true,
      },
    },
  };

  it.each([false, true])(
    'gives the same history whether or not every quiet point is a restart: %s',
    async (restarts) => {
      const h = openHarness();
      const arn = await h.run(machine);
      const pause = async () => {
        await h.service.idle();
        if (restarts) await h.restart();
      };
      await pause();
      await h.succeed(h.tokens()[0]!, 'a');
      await pause();
      await h.pass(30);
      await pause();
      await h.succeed(h.tokens()[1]!, 'b');
      await pause();
      await h.succeed(h.tokens()[2]!, 'c');
      expect((await h.result(arn)).output).toEqual({ one: 'a', all: ['b', 'c'] });
      const types = await h.types(arn);
      expect(types).toHaveLength(30);
      for (const [entered, exited] of [
        ['TaskStateEntered', 'TaskStateExited'],
        ['MapStateEntered', 'MapStateExited'],
      ]) {
        const count = (type = '') => types.filter((each) => each === type).length;
        expect(count(entered)).toBe(count(exited));
      }
    },
  );
});

describe('S3: timers', () => {
  it('waits 40 days across a restart, not a second less', async () => {
    const h = openHarness();
    const arn = await h.run({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 40 * DAY, End: true } } });
    expect(await h.pass(20 * DAY)).toBe(0);
    await h.restart();
    expect(await h.pass(20 * DAY - 1)).toBe(0);
    expect(h.service.nextTimerAt()).toBe(h.clock.at + 1000);
    h.clock.at += 1000;
    expect(h.service.nextTimerAt()).toBe(h.clock.at);
    expect(await h.service.fireDueTimers()).toBe(1);
    expect((await h.result(arn)).status).toBe('SUCCEEDED');
  });

  it('fires what came due while the process was down in order, each once, without being told', async () => {
    const seen: string[] = [];
    const h = openHarness({ note: (event: { name: string }) => seen.push(event.name) });
    const machine = await h.create(NOTED);
    for (const s of [30, 10, 20, 90]) await h.start(machine, { s, name: `after ${s}` });
    h.clock.at += 60_000;
    await h.restart();
    await expect.poll(() => seen).toEqual(['after 10', 'after 20', 'after 30']);
    await h.restart();
    expect(await h.pass(0)).toBe(0);
    expect(await h.pass(30)).toBe(1);
    expect(seen).toEqual(['after 10', 'after 20', 'after 30', 'after 90']);
  });

  it('keeps the due instant over a clock that jumps forth and back', async () => {
    const h = openHarness();
    const arn = await h.run({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: DAY, End: true } } });
    const due = h.service.nextTimerAt();
    expect(await h.pass(DAY - 1)).toBe(0);
    expect(await h.pass(-7 * DAY)).toBe(0);
    await h.restart();
    expect(h.service.nextTimerAt()).toBe(due);
    expect(await h.pass(7 * DAY)).toBe(0);
    expect(await h.pass(400 * DAY)).toBe(1);
    expect(await h.pass(-400 * DAY)).toBe(0);
    expect((await h.result(arn)).status).toBe('SUCCEEDED');
    expect((await h.types(arn)).filter((type) => type === 'WaitStateExited')).toHaveLength(1);
  });

  it('needs one timer of the process, however many executions wait', async () => {
    const h = openHarness();
    const machine = await h.create({
      StartAt: 'W',
      States: { W: { Type: 'Wait', Seconds: '{% $states.input %}', End: true } },
    });
    const timers = vi.spyOn(globalThis, 'setTimeout');
    onTestFinished(() => timers.mockRestore());
    await Promise.all(Array.from({ length: 200 }, (_, n) => h.start(machine, 100 + n)));
    await h.service.idle();
    const longer = timers.mock.calls.filter(([, delay]) => (delay ?? 0) > 50_000);
    expect(longer.length).toBeLessThan(5);
    expect(await h.pass(300)).toBe(200);
  });

  it('fires in the order of due instants, each with all its consequences', async () => {
    const seen: string[] = [];
    const h = openHarness({ note: (event: { name: string }) => seen.push(event.name) });
    const machine = await h.create(NOTED);
    for (const s of [30, 10, 20]) await h.start(machine, { s, name: `after ${s}` });
    expect(await h.pass(60)).toBe(3);
    expect(seen).toEqual(['after 10', 'after 20', 'after 30']);
  });

  it('fires without being told when the clock runs', async () => {
    const h = openHarness();
    h.clock.now = Date.now;
    const soon = '{% $fromMillis($millis() + 30) %}';
    const wait = (next: object) => ({ Type: 'Wait', Timestamp: soon, ...next });
    const arn = await h.run({ StartAt: 'A', States: { A: wait({ Next: 'B' }), B: wait({ End: true }) } });
    await expect.poll(async () => (await h.result(arn)).status).toBe('SUCCEEDED');
    const times = (await h.history(arn)).map((event) => event.timestamp!.getTime());
    expect(times.at(-1)! - times[0]!).toBeGreaterThanOrEqual(60);
  });

  it('follows timers that a fired timer sets in the past', async () => {
    const h = openHarness();
    const wait = (next: object) => ({ Type: 'Wait', Timestamp: '{% $states.input.t %}', ...next });
    const arn = await h.run(
      { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 5, Next: 'X' }, X: wait({ End: true }) } },
      { t: '2026-03-01T08:00:06Z' },
    );
    expect(await h.pass(30)).toBe(1);
    expect((await h.result(arn)).status).toBe('SUCCEEDED');
  });

  it.each([
    ['TimeoutSeconds', { TimeoutSeconds: 60 }, ['States.Timeout']],
    ['HeartbeatSeconds', { TimeoutSeconds: 600, HeartbeatSeconds: 60 }, ['States.Timeout']],
    ['HeartbeatSeconds by its own name', { HeartbeatSeconds: 60 }, ['States.HeartbeatTimeout']],
  ])('tells States.Timeout when %s passes', async (_what, limits, names) => {
    const h = openHarness();
    const Catch = [{ ErrorEquals: names, Next: 'Late', Output: '{% $states.errorOutput %}' }];
    const arn = await h.run({
      StartAt: 'Ask',
      States: { Ask: awaiting({ Next: 'Late' }, { ...limits, Catch }), Late: END },
    });
    await h.pass(59.999);
    expect((await h.result(arn)).status).toBe('RUNNING');
    await h.pass(0.001);
    expect(await h.result(arn)).toEqual({
      status: 'SUCCEEDED',
      output: { Error: 'States.Timeout', Cause: '' },
    });
    expect(await h.types(arn)).toContain('TaskTimedOut');
  });

  it('starts the heartbeat again with every SendTaskHeartbeat', async () => {
    const h = openHarness();
    const arn = await h.run({
      StartAt: 'Ask',
      States: { Ask: awaiting({ End: true }, { HeartbeatSeconds: 60 }) },
    });
    for (let n = 0; n < 3; n++) {
      await h.pass(50);
      await h.beat(h.tokens()[0]!);
    }
    await h.pass(59);
    expect((await h.result(arn)).status).toBe('RUNNING');
    await h.pass(1);
    expect(await h.result(arn)).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  });

  it('forgets the heartbeat of a state that was left', async () => {
    const h = openHarness();
    const states = { One: awaiting({ Next: 'Two' }, { HeartbeatSeconds: 60 }), Two: awaiting({ End: true }) };
    const arn = await h.run({ StartAt: 'One', States: states });
    await h.succeed(h.tokens()[0]!, 1);
    await h.service.idle();
    await h.beat(h.tokens()[1]!);
    await h.pass(DAY);
    expect((await h.result(arn)).status).toBe('RUNNING');
  });

  it('tells an execution that takes longer than its machine allows TIMED_OUT', async () => {
    const h = openHarness();
    const arn = await h.run({ ...ASK, TimeoutSeconds: 100 });
    await h.pass(100);
    expect((await h.result(arn)).status).toBe('TIMED_OUT');
    expect((await h.types(arn)).at(-1)).toBe('ExecutionTimedOut');
    await expect(h.succeed(h.tokens()[0]!, 1)).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });
});

describe('S4: names', () => {
  it('answers the same start as the first time while it runs, also after a restart', async () => {
    const h = openHarness();
    const machine = await h.create(ASK);
    const both = await Promise.all([h.start(machine, { a: 1 }, 'one'), h.start(machine, { a: 1 }, 'one')]);
    await h.restart();
    expect([...both, await h.start(machine, { a: 1 }, 'one')]).toEqual([both[0], both[0], both[0]]);
    await h.service.idle();
    expect(h.tokens().filter((token, index, all) => all.indexOf(token) === index)).toHaveLength(1);
  });

  it('refuses the name with another input, and of a closed execution for 90 days', async () => {
    const h = openHarness();
    const machine = await h.create({ StartAt: 'End', States: { End: END } });
    await h.start(machine, {}, 'one');
    await expect(h.start(machine, {}, 'one')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    h.clock.at += (90 * DAY - 1) * 1000;
    await expect(h.start(machine, {}, 'one')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    h.clock.at += 1000;
    const arn = await h.start(machine, { again: true }, 'one');
    expect((await h.result(arn)).output).toEqual({ again: true });
    expect((await h.history(arn))[0]?.id).toBe(1);
  });

  it('refuses another input while the first runs', async () => {
    const h = openHarness();
    const machine = await h.create(ASK);
    await h.start(machine, { a: 1 }, 'one');
    await expect(h.start(machine, { a: 2 }, 'one')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });
});

describe('S5: task tokens', () => {
  it('accepts a token once', async () => {
    const h = openHarness();
    await h.run(ASK);
    const [token = ''] = h.tokens();
    await h.succeed(token, 1);
    await expect(h.succeed(token, 1)).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await expect(h.fail(token)).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await expect(h.beat(token)).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('accepts one of two callbacks that come together', async () => {
    const h = openHarness();
    await h.run(ASK);
    const [token = ''] = h.tokens();
    const both = await Promise.allSettled([h.succeed(token, 1), h.succeed(token, 2)]);
    expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('accepts a token of an earlier process', async () => {
    const h = openHarness();
    const arn = await h.run(ASK);
    await h.restart();
    await h.succeed(h.tokens()[0]!, 'kept');
    expect((await h.result(arn)).output).toBe('kept');
  });

  it('gives every attempt a token of its own', async () => {
    const h = openHarness();
    const retry = { TimeoutSeconds: 10, Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1 }] };
    const arn = await h.run({ StartAt: 'Ask', States: { Ask: awaiting({ End: true }, retry) } });
    await h.pass(11);
    await h.pass(1);
    const [first = '', second = ''] = h.tokens();
    await expect(h.succeed(first, 1)).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await h.succeed(second, 2);
    expect((await h.result(arn)).output).toBe(2);
  });

  it.each(['', 'abc', 'MS8wLzE.AAAA'])('refuses the forged token "%s"', async (token) => {
    const h = openHarness();
    await h.run(ASK);
    await expect(h.succeed(token, 1)).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  it('refuses a token whose place was changed, or that another file issued', async () => {
    const [one, other] = [openHarness(), openHarness()];
    await one.run(ASK);
    await other.run(ASK);
    const [, mac] = one.tokens()[0]!.split('.');
    const moved = `${Buffer.from('1/0/2').toString('base64url')}.${mac}`;
    await expect(one.succeed(moved, 1)).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(one.succeed(other.tokens()[0]!, 1)).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  it('refuses an output that is no JSON and leaves the task waiting', async () => {
    const h = openHarness();
    const arn = await h.run(ASK);
    const taskToken = h.tokens()[0]!;
    const send = h.client.send(new sfn.SendTaskSuccessCommand({ taskToken, output: '{' }));
    await expect(send).rejects.toMatchObject({ name: 'InvalidOutput' });
    expect((await h.result(arn)).status).toBe('RUNNING');
  });
});

describe('S6: Lambda calls', () => {
  it('repeats a call whose outcome was not committed, and none other', async () => {
    const h = openHarness();
    let isFirst = true;
    h.functions.work = () => {
      if (!isFirst) return 'second';
      isFirst = false;
      return new Promise(() => undefined);
    };
    const call = {
      Type: 'Task',
      Resource: INVOKE,
      Arguments: { FunctionName: 'work' },
      Output: '{% $states.result.Payload %}',
      End: true,
    };
    const machine = await h.create({ StartAt: 'T', States: { T: call } });
    const arn = await h.start(machine);
    await h.restart();
    await h.service.idle();
    expect((await h.result(arn)).output).toBe('second');
    await h.restart();
    await h.service.idle();
    expect(h.calls).toHaveLength(2);
  });

  it('hands the same token out again when a call is repeated', async () => {
    const h = openHarness();
    h.functions.ask = () => (h.calls.length === 1 ? new Promise(() => undefined) : 'kept');
    const machine = await h.create(ASK);
    const arn = await h.start(machine);
    await h.restart();
    await h.service.idle();
    const [first, second] = h.tokens();
    expect(second).toBe(first);
    await h.succeed(first!, 1);
    expect((await h.result(arn)).status).toBe('SUCCEEDED');
  });
});

describe('S7: definitions', () => {
  it('lets a running execution keep its definition over an update and a restart', async () => {
    const h = openHarness();
    const machine = await h.create({
      StartAt: 'Ask',
      States: { Ask: awaiting({ Next: 'Old' }), Old: { Type: 'Pass', Output: 'old', End: true } },
    });
    const arn = await h.start(machine);
    await h.service.idle();
    const definition = JSON.stringify({
      QueryLanguage: 'JSONata',
      StartAt: 'New',
      States: { New: { Type: 'Pass', Output: 'new', End: true } },
    });
    await h.client.send(new sfn.UpdateStateMachineCommand({ stateMachineArn: machine, definition }));
    await h.restart();
    await h.succeed(h.tokens()[0]!, 1);
    expect((await h.result(arn)).output).toBe('old');
    expect((await h.result(await h.start(machine))).output).toBe('new');
    const [kept] = await rows(
      h,
      'SELECT text FROM executions JOIN definitions ON definitions.id = definition',
    );
    expect(JSON.parse(String(kept?.text)).StartAt).toBe('Ask');
  });
});

describe('S8: nothing is left behind', () => {
  it.each(['succeeds', 'fails', 'is stopped'])('when an execution %s', async (how) => {
    const h = openHarness();
    const limits = { TimeoutSeconds: 60, HeartbeatSeconds: 30 };
    const branch = (name: string) => ({ StartAt: name, States: { [name]: awaiting({ End: true }, limits) } });
    const arn = await h.run({
      StartAt: 'P',
      States: { P: { Type: 'Parallel', Branches: [branch('A'), branch('B')], End: true } },
    });
    const [a = '', b = ''] = h.tokens();
    if (how === 'succeeds') await Promise.all([h.succeed(a, 1), h.succeed(b, 2)]);
    else if (how === 'fails') await h.fail(a, 'No');
    else await h.client.send(new sfn.StopExecutionCommand({ executionArn: arn, error: 'E', cause: 'C' }));
    const { status } = await h.result(arn);
    expect(status).toBe({ succeeds: 'SUCCEEDED', fails: 'FAILED', 'is stopped': 'ABORTED' }[how]);
    expect(await rows(h, 'SELECT due, snapshot FROM executions')).toEqual([{ due: null, snapshot: null }]);
  });

  it('forgets any number of closed executions after 90 days', async () => {
    const h = openHarness();
    const machine = await h.create({ StartAt: 'End', States: { End: END } });
    const starts = (count: number) => Promise.all(Array.from({ length: count }, () => h.start(machine)));
    await starts(450);
    h.clock.at += 91 * DAY * 1000;
    const [kept] = await starts(1);
    await h.service.fireDueTimers();
    await h.service.idle();
    expect(await rows(h, 'SELECT arn FROM executions')).toEqual([{ arn: kept }]);
  });

  it('forgets closed executions at the start', async () => {
    const h = openHarness();
    const arn = await h.run({ StartAt: 'End', States: { End: END } });
    h.clock.at += 91 * DAY * 1000;
    await h.restart();
    await h.service.idle();
    await expect(h.result(arn)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
    expect(await rows(h, 'SELECT id FROM history')).toEqual([]);
  });
});

describe('S9: limits', () => {
  const big = 'x'.repeat(262_140);
  it.each([
    ['an output', { Output: `{% $states.input.big & $states.input.big %}` }],
    ['variables', { Assign: { v: `{% $states.input.big & $states.input.big %}` } }],
  ])('refuses %s above 256 KiB', async (_what, more) => {
    const h = openHarness();
    const arn = await h.run(
      { StartAt: 'P', States: { P: { Type: 'Pass', ...more, End: true } } },
      { big: 'x'.repeat(140_000) },
    );
    expect(await h.result(arn)).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  // Recorded from AWS, against its documentation: States.ALL does catch this one.
  it('refuses a Lambda result above 256 KiB as a failure of the task, which States.ALL catches', async () => {
    const h = openHarness({ work: () => `${big}12345` });
    const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'End', Output: '{% $states.errorOutput %}' }];
    const call = { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'work' }, Catch, Next: 'End' };
    const arn = await h.run({ StartAt: 'T', States: { T: call, End: END } });
    const cause =
      "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.";
    expect((await h.result(arn)).output).toEqual({ Error: 'States.DataLimitExceeded', Cause: cause });
    const failed = (await h.history(arn)).find((event) => event.type === 'TaskFailed');
    expect(failed?.taskFailedEventDetails).toMatchObject({ error: 'States.DataLimitExceeded', cause });
  });

  // With its two quotation marks this is JSON text of exactly 256 KiB.
  const full = 'é'.repeat(131_071);

  it('takes 256 KiB as input, task output and result, counted in UTF-8', async () => {
    const h = openHarness({ ask: () => null });
    const arn = await h.run(ASK, full);
    await h.succeed(h.tokens()[0]!, full);
    expect(await h.result(arn)).toEqual({ status: 'SUCCEEDED', output: full });
  });

  it('refuses one byte more as input or task output before anything happens', async () => {
    const h = openHarness();
    const machine = await h.create(ASK);
    await expect(h.start(machine, `${full}x`)).rejects.toMatchObject({ name: 'ValidationException' });
    const arn = await h.start(machine);
    await h.service.idle();
    const [token = ''] = h.tokens();
    await expect(h.succeed(token, `${full}x`)).rejects.toMatchObject({ name: 'ValidationException' });
    expect((await h.result(arn)).status).toBe('RUNNING');
  });

  it('ends a loop at 25,000 events', async () => {
    const h = openHarness();
    const arn = await h.run(loop({ Type: 'Pass' }));
    expect(await h.result(arn)).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('25000') });
    const newest = new sfn.GetExecutionHistoryCommand({
      executionArn: arn,
      reverseOrder: true,
      maxResults: 1,
    });
    const { events } = await h.client.send(newest);
    expect(events?.[0]).toMatchObject({ id: 25_000, type: 'ExecutionFailed' });
  });

  it('ends what runs for a year', async () => {
    const h = openHarness();
    const arn = await h.run(ASK);
    await h.pass(365 * DAY - 1);
    expect((await h.result(arn)).status).toBe('RUNNING');
    await h.pass(1);
    expect((await h.result(arn)).status).toBe('TIMED_OUT');
  });
});

describe('a full disk', () => {
  it('is told as 503, changes nothing, and is over when there is room again', async () => {
    const h = openHarness();
    const databases: DatabaseSync[] = [];
    const { prepare } = DatabaseSync.prototype;
    DatabaseSync.prototype.prepare = function (text, ...more) {
      databases.push(this);
      return prepare.call(this, text, ...more);
    };
    onTestFinished(() => {
      DatabaseSync.prototype.prepare = prepare;
    });
    await h.restart();
    const machine = await h.create(ASK);
    const arn = await h.start(machine, {}, 'before');
    await h.service.idle();
    const [token = ''] = h.tokens();
    // The disk ends with the page that is used last.
    const limit = (pages: number) => databases[0]?.exec(`PRAGMA max_page_count = ${pages}`);
    limit(1);
    const big = { pad: 'x'.repeat(100_000) };
    const full = { name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } };
    await expect(h.start(machine, big, 'during')).rejects.toMatchObject(full);
    await expect(h.succeed(token, big)).rejects.toMatchObject(full);
    expect((await h.result(arn)).status).toBe('RUNNING');
    limit(1_000_000);
    await h.succeed(token, big);
    expect(await h.result(arn)).toEqual({ status: 'SUCCEEDED', output: big });
    expect((await h.result(await h.start(machine, big, 'during'))).status).toBe('RUNNING');
  });
});

describe('H1: the file', () => {
  it('is held by one service at a time', () => {
    const h = openHarness();
    const second = () =>
      openStepFunctions({
        file: h.file,
        clock: h.clock,
        lambda: { invoke: async () => ({ ok: true, payload: 1 }) },
      });
    expect(second).toThrow('is in use by another process');
  });

  it.each([
    ['cannot be opened: file is not a database', (file: string) => writeFileSync(file, 'x'.repeat(5000))],
    ['is a database of another program', (file: string) => new DatabaseSync(file).exec('CREATE TABLE t (a)')],
    [
      'has format 99',
      (file: string) =>
        new DatabaseSync(file).exec(
          'CREATE TABLE t (a); PRAGMA application_id = 0x416d5346; PRAGMA user_version = 99',
        ),
    ],
  ])('is refused when it %s', (message, spoil) => {
    const h = openHarness();
    const file = join(h.folder, 'other.db');
    spoil(file);
    const open = () =>
      openStepFunctions({ file, clock: h.clock, lambda: { invoke: async () => ({ ok: true, payload: 1 }) } });
    expect(open).toThrow(message);
  });

  it('is refused when it is damaged', async () => {
    const h = openHarness();
    const machine = await h.create({ StartAt: 'End', States: { End: END } });
    for (let n = 0; n < 40; n++) await h.start(machine, { pad: 'x'.repeat(2000) });
    await h.service.close();
    const { readFileSync } = await import('node:fs');
    const bytes = readFileSync(h.file);
    bytes.fill(0xff, 8192, 60_000);
    const file = join(h.folder, 'damaged.db');
    writeFileSync(file, bytes);
    const open = () =>
      openStepFunctions({ file, clock: h.clock, lambda: { invoke: async () => ({ ok: true, payload: 1 }) } });
    expect(open).toThrow('is damaged');
  });
});
