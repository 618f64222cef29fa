import { expect, it } from 'vitest';
import { awaiting, INVOKE, openHarness } from './harness.ts';

it('runs a callback task, a choice and a function to the end', async () => {
  const h = openHarness({ ask: () => 'kept', add: (event: { n: number }) => event.n + 1 });
  const arn = await h.run({
    StartAt: 'Ask',
    States: {
      Ask: awaiting({ Next: 'Which' }, { Assign: { answer: '{% $states.result.answer %}' } }),
      Which: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $answer > 1 %}', Next: 'Add' }],
        Default: 'Nothing',
      },
      Add: {
        Type: 'Task',
        Resource: INVOKE,
        Arguments: { FunctionName: 'add', Payload: { n: '{% $answer %}' } },
        Output: '{% $states.result.Payload %}',
        End: true,
      },
      Nothing: { Type: 'Fail', Error: 'Nothing' },
    },
  });
  expect((await h.result(arn)).status).toBe('RUNNING');
  await h.succeed(h.tokens()[0]!, { answer: 41 });
  await h.service.idle();
  expect(await h.result(arn)).toEqual({ status: 'SUCCEEDED', output: 42 });
  expect(await h.types(arn)).toEqual([
    'ExecutionStarted',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSubmitted',
    'TaskSucceeded',
    'TaskStateExited',
    'ChoiceStateEntered',
    'ChoiceStateExited',
    'TaskStateEntered',
    'TaskScheduled',
    'TaskStarted',
    'TaskSucceeded',
    'TaskStateExited',
    'ExecutionSucceeded',
  ]);
});
