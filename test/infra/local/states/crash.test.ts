import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { openStepFunctions } from '../../../../infra/local/states/service.ts';
import { awaiting, type Harness, INVOKE, openHarness } from './harness.ts';

const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });

/** A callback, a call that fails once, a wait, and branches with callbacks: every kind of commit there is. */
const MACHINE = {
  StartAt: 'Ask',
  States: {
    Ask: awaiting({ Next: 'Work' }, { TimeoutSeconds: 600, Assign: { said: '{% $states.result %}' } }),
    Work: {
      Type: 'Task',
      Resource: INVOKE,
      Arguments: { FunctionName: 'work', Payload: '{% $states.context.State.RetryCount %}' },
      Retry: [{ ErrorEquals: ['Flaky'] }],
      Next: 'Pause',
    },
    Pause: { Type: 'Wait', Seconds: 30, Next: 'Both' },
    Both: {
      Type: 'Parallel',
      Branches: [
        branch('Left', awaiting({ End: true }, { HeartbeatSeconds: 60 })),
        branch('Right', {
          Type: 'Map',
          Items: [1, 2],
          MaxConcurrency: 1,
          ItemProcessor: branch('Each', { Type: 'Wait', Seconds: 5, Output: '{% $said %}', End: true }),
          End: true,
        }),
      ],
      End: true,
    },
  },
};

const FUNCTIONS = {
  // Pure, so that a repeated call fails or succeeds as the first one did.
  work(attempt: number) {
    if (attempt === 0) throw Object.assign(new Error('not yet'), { name: 'Flaky' });
    return attempt;
  },
};

interface Moment {
  readonly file: string;
  readonly at: number;
  /** What workers had been handed by then, and have kept. */
  readonly calls: Harness['calls'];
}

/** Copies the file after each commit, as a SIGKILL at that instant would leave it. */
function copyAfterEachCommit(h: Harness): Moment[] {
  const moments: Moment[] = [];
  const { prepare } = DatabaseSync.prototype;
  onTestFinished(() => {
    DatabaseSync.prototype.prepare = prepare;
  });
  DatabaseSync.prototype.prepare = function (text, ...more) {
    const statement = prepare.call(this, text, ...more);
    if (text !== 'COMMIT') return statement;
    const run = statement.run.bind(statement);
    statement.run = (...given: []) => {
      const done = run(...given);
      const folder = join(h.folder, `commit-${moments.length + 1}`);
      mkdirSync(folder);
      for (const end of ['', '-wal'])
        if (existsSync(h.file + end)) copyFileSync(h.file + end, join(folder, `states.db${end}`));
      moments.push({ file: join(folder, 'states.db'), at: h.clock.at, calls: [...h.calls] });
      return done;
    };
    return statement;
  };
  return moments;
}

/** Answers every token once, and lets the time pass that nobody can shorten, until the execution has ended. */
async function drive(h: Harness, arn: string): Promise<void> {
  for (;;) {
    await h.service.idle();
    if ((await h.result(arn)).status !== 'RUNNING') return;
    const tokens = [...new Set(h.tokens().filter((token) => token !== undefined))];
    const answers = await Promise.allSettled(tokens.map((token) => h.succeed(token, 'answer')));
    if (answers.some(({ status }) => status === 'fulfilled')) continue;
    await h.pass(Math.max(0, (h.service.nextTimerAt() ?? 0) - h.clock.at) / 1000);
  }
}

it('S1 S2 S5 S6 S8: a crash after any commit ends in the same output and the same events', async () => {
  const h = openHarness(FUNCTIONS);
  await h.service.close();
  const moments = copyAfterEachCommit(h);
  await h.restart();
  const arn = await h.run(MACHINE);
  await drive(h, arn);
  const [result, types] = [await h.result(arn), (await h.types(arn)).sort()];
  expect(result).toEqual({ status: 'SUCCEEDED', output: ['answer', ['answer', 'answer']] });
  expect(moments.length).toBeGreaterThanOrEqual(12);
  for (const [k, { file, at, calls }] of moments.entries()) {
    if (k === 0) continue; // The machine alone: nothing had started yet.
    await h.service.close();
    h.clock.at = at;
    h.calls.splice(0, Number.POSITIVE_INFINITY, ...calls);
    h.service = openStepFunctions({ file, clock: h.clock, lambda: h.lambda });
    h.connect();
    await h.service.start();
    await drive(h, arn);
    expect(await h.result(arn), `after commit ${k + 1}`).toEqual(result);
    const history = await h.history(arn);
    expect(
      history.map(({ id }) => id),
      `after commit ${k + 1}`,
    ).toEqual(history.map((_, index) => index + 1));
    expect(history.map(({ type }) => type).sort(), `after commit ${k + 1}`).toEqual(types);
    expect(h.service.nextTimerAt(), `after commit ${k + 1}`).toBeNull();
  }
});
