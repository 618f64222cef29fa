import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { awaiting, INVOKE, openHarness } from './harness.ts';

function unkindly(seed: number, functions = {}) {
  vi.stubEnv('AMAN_UNKIND', String(seed));
  onTestFinished(() => void vi.unstubAllEnvs());
  return openHarness(functions);
}

const work = (next: object) => ({
  Type: 'Task',
  Resource: INVOKE,
  Arguments: { FunctionName: 'work' },
  Retry: [{ ErrorEquals: ['Lambda.SdkClientException'], IntervalSeconds: 1 }],
  ...next,
});
const MACHINE = {
  StartAt: 'Ask',
  States: {
    Ask: awaiting({ Next: 'Work' }, { TimeoutSeconds: 60, Retry: work({}).Retry }),
    Work: work({ End: true }),
  },
};
const SEEDS = Array.from({ length: 12 }, (_, seed) => seed);

/** Answers what is handed out until it has ended; gives how often each function ran and what became of it. */
async function course(seed: number) {
  const h = unkindly(seed);
  const machine = await h.create(MACHINE);
  const arn = await h.start(machine, {}, 'one');
  for (let n = 0; n < 20 && (await h.result(arn)).status === 'RUNNING'; n++) {
    await h.service.idle();
    const tokens = new Set(h.tokens().filter((token) => token !== undefined));
    for (const token of tokens) await h.succeed(token, 'answer').catch(() => undefined);
    await h.pass(1);
  }
  const count = (name: string) => h.calls.filter(({ functionName }) => functionName === name).length;
  return {
    result: await h.result(arn),
    types: await h.types(arn),
    asked: count('ask'),
    worked: count('work'),
  };
}

describe('with AMAN_UNKIND', () => {
  it.each(SEEDS)('an execution ends once and well, whatever is doubled or lost (seed %i)', async (seed) => {
    const { result, types } = await course(seed);
    expect(result.status).toBe('SUCCEEDED');
    const count = (type: string) => types.filter((each) => each === type).length;
    expect([count('TaskSucceeded'), count('TaskStateExited'), count('ExecutionSucceeded')]).toEqual([
      2, 2, 1,
    ]);
  });

  it('functions run more often than asked, and replies are lost', async () => {
    const courses = [];
    for (const seed of SEEDS) courses.push(await course(seed));
    expect(courses.some(({ worked }) => worked > 1)).toBe(true);
    expect(courses.some(({ types }) => types.includes('TaskFailed'))).toBe(true);
  });

  it('the same seed does the same', async () => {
    expect(await course(5)).toEqual(await course(5));
  });

  it('a callback is delivered twice and counts once; its sender may hear only of the second', async () => {
    const heard: string[] = [];
    for (const seed of SEEDS) {
      const h = unkindly(seed);
      const ask = awaiting({ End: true }, { Retry: work({}).Retry });
      // Named: a start without a name that is delivered twice starts two, on AWS as well.
      const arn = await h.start(await h.create({ StartAt: 'Ask', States: { Ask: ask } }), {}, 'one');
      await h.service.idle();
      // Lost replies are tried again after 1, 2 and 4 seconds.
      for (let n = 0; n < 3; n++) await h.pass(10);
      const [token = ''] = h.tokens().slice(-1);
      heard.push(
        await h.succeed(token, 1).then(
          () => 'taken',
          (error: Error) => error.name,
        ),
      );
      expect((await h.result(arn)).status).toBe('SUCCEEDED');
    }
    expect(new Set(heard)).toEqual(new Set(['taken', 'TaskTimedOut']));
  });
});

it('without AMAN_UNKIND a function runs as often as it is called', async () => {
  vi.stubEnv('AMAN_UNKIND', '');
  onTestFinished(() => void vi.unstubAllEnvs());
  const h = openHarness();
  for (let n = 0; n < 20; n++) await h.run({ StartAt: 'Work', States: { Work: work({ End: true }) } });
  expect(h.calls).toHaveLength(20);
});
