import * as sfn from '@aws-sdk/client-sfn';
import { describe, expect, it } from 'vitest';
import { openHarness } from './harness.ts';

const ROLE = 'arn:aws:iam::000000000000:role/states';
const END = { QueryLanguage: 'JSONata', StartAt: 'End', States: { End: { Type: 'Succeed' } } };
const definition = JSON.stringify(END);

describe('state machines', () => {
  it('are created once under a name', async () => {
    const h = openHarness();
    const create = (more: object) =>
      h.client.send(new sfn.CreateStateMachineCommand({ name: 'm', definition, roleArn: ROLE, ...more }));
    const first = await create({ tags: [{ key: 'a', value: 'b' }] });
    h.clock.at += 5000;
    const again = await create({ type: 'STANDARD' });
    expect(again.creationDate).toEqual(first.creationDate);
    await expect(create({ roleArn: `${ROLE}2` })).rejects.toMatchObject({
      name: 'StateMachineAlreadyExists',
    });
    await expect(create({ type: 'EXPRESS' })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(create({ name: 'a b' })).rejects.toMatchObject({ name: 'InvalidName' });
    await expect(create({ definition: '{' })).rejects.toMatchObject({ name: 'InvalidDefinition' });
    await expect(create({ definition: '{}' })).rejects.toMatchObject({ name: 'InvalidDefinition' });
  });

  it('are refused with every finding at once, in creation and in update', async () => {
    const h = openHarness();
    const wrong = JSON.stringify({
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Output: '{% 1 + %}', Next: 'Nowhere' },
        B: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', InputPath: '$', End: true },
      },
    });
    const findings = [
      'INVALID_JSONATA_EXPRESSION: .* at /States/A/Output',
      'at /States/B/Resource',
      'at /States/B/InputPath',
      'MISSING_TRANSITION_TARGET: .* at /States/A/Next',
      'UNREACHABLE_STATE: .* at /States/B',
    ];
    const refusal = { name: 'InvalidDefinition', message: expect.stringMatching(findings.join('.*')) };
    const create = new sfn.CreateStateMachineCommand({ name: 'm', definition: wrong, roleArn: ROLE });
    await expect(h.client.send(create)).rejects.toMatchObject(refusal);
    const stateMachineArn = await h.create(END);
    const update = new sfn.UpdateStateMachineCommand({ stateMachineArn, definition: wrong });
    await expect(h.client.send(update)).rejects.toMatchObject(refusal);
    const described = await h.client.send(new sfn.DescribeStateMachineCommand({ stateMachineArn }));
    expect(JSON.parse(described.definition!)).toEqual(END);
  });

  it('are described, listed by pages and deleted', async () => {
    const h = openHarness();
    const arns = [await h.create(END, 'a'), await h.create(END, 'b'), await h.create(END, 'c')];
    const [arn = ''] = arns;
    const described = await h.client.send(new sfn.DescribeStateMachineCommand({ stateMachineArn: arn }));
    expect(described).toMatchObject({ name: 'a', status: 'ACTIVE', type: 'STANDARD', roleArn: ROLE });
    expect(JSON.parse(described.definition!)).toEqual(END);
    const first = await h.client.send(new sfn.ListStateMachinesCommand({ maxResults: 2 }));
    const second = await h.client.send(new sfn.ListStateMachinesCommand({ nextToken: first.nextToken }));
    expect([first, second].flatMap((page) => page.stateMachines?.map((each) => each.name))).toEqual([
      'a',
      'b',
      'c',
    ]);
    await h.client.send(new sfn.DeleteStateMachineCommand({ stateMachineArn: arn }));
    await expect(h.start(arn)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });

  it('are updated in part, never with a bad definition', async () => {
    const h = openHarness();
    const stateMachineArn = await h.create(END);
    const update = (more: object) =>
      h.client.send(new sfn.UpdateStateMachineCommand({ stateMachineArn, ...more }));
    await update({ roleArn: `${ROLE}2` });
    const described = await h.client.send(new sfn.DescribeStateMachineCommand({ stateMachineArn }));
    expect(described.roleArn).toBe(`${ROLE}2`);
    await expect(update({})).rejects.toMatchObject({ name: 'MissingRequiredParameter' });
    await expect(update({ definition: '{}' })).rejects.toMatchObject({ name: 'InvalidDefinition' });
  });
});

describe('executions', () => {
  it('are listed newest first, by status and by pages', async () => {
    const h = openHarness();
    const stateMachineArn = await h.create(END);
    for (const name of ['a', 'b', 'c']) await h.start(stateMachineArn, {}, name);
    const list = (more: object) => h.client.send(new sfn.ListExecutionsCommand({ stateMachineArn, ...more }));
    const first = await list({ maxResults: 2, statusFilter: 'SUCCEEDED' });
    const second = await list({ nextToken: first.nextToken, statusFilter: 'SUCCEEDED' });
    expect([first, second].map((page) => page.executions?.map((each) => each.name))).toEqual([
      ['c', 'b'],
      ['a'],
    ]);
    expect((await list({ statusFilter: 'RUNNING' })).executions).toEqual([]);
    await expect(list({ nextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  it('tell when they started and stopped, and by what', async () => {
    const h = openHarness();
    const executionArn = await h.run(
      { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 5, End: true } } },
      { a: 1 },
    );
    h.clock.at += 2500;
    await h.client.send(new sfn.StopExecutionCommand({ executionArn, error: 'E', cause: 'C' }));
    const found = await h.client.send(new sfn.DescribeExecutionCommand({ executionArn }));
    expect(found).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'C', input: '{"a":1}' });
    expect(found.stopDate!.getTime() - found.startDate!.getTime()).toBe(2500);
    const again = await h.client.send(new sfn.StopExecutionCommand({ executionArn }));
    expect(again.stopDate).toEqual(found.stopDate);
  });

  it('are refused with an input that is no JSON', async () => {
    const h = openHarness();
    const stateMachineArn = await h.create(END);
    const start = h.client.send(new sfn.StartExecutionCommand({ stateMachineArn, input: '{' }));
    await expect(start).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
  });

  it('get a name when none is given', async () => {
    const h = openHarness();
    const arn = await h.start(await h.create(END));
    expect(arn).toMatch(/^arn:aws:states:us-east-1:000000000000:execution:machine:[0-9a-f-]{36}$/);
  });
});

describe('what is refused by name', () => {
  it.each([
    ['CreateActivity', {}, 'UnknownOperationException', 'CreateActivity'],
    ['StartSyncExecution', {}, 'UnknownOperationException', 'StartSyncExecution'],
    [
      'ValidateStateMachineDefinition',
      { definition },
      'UnknownOperationException',
      'ValidateStateMachineDefinition',
    ],
    ['DescribeStateMachineForExecution', {}, 'UnknownOperationException', 'DescribeStateMachineForExecution'],
    ['toString', {}, 'UnknownOperationException', 'toString'],
    ['StartExecution', {}, 'ValidationException', 'stateMachineArn'],
    ['StartExecution', { stateMachineArn: 'x' }, 'InvalidArn', 'x'],
    ['StartExecution', { stateMachineArn: 'x', traceHeader: 't' }, 'ValidationException', 'traceHeader'],
    ['CreateStateMachine', { loggingConfiguration: {} }, 'ValidationException', 'loggingConfiguration'],
    ['CreateStateMachine', { publish: true }, 'ValidationException', 'publish'],
    ['ListExecutions', { mapRunArn: 'x' }, 'ValidationException', 'mapRunArn'],
    ['ListStateMachines', { maxResults: 1001 }, 'ValidationException', 'maxResults'],
    ['ListStateMachines', { maxResults: 'x' }, 'ValidationException', 'maxResults'],
    [
      'DescribeExecution',
      { executionArn: 'arn:aws:states:us-east-1:0:execution:m:n' },
      'ExecutionDoesNotExist',
      'm:n',
    ],
    ['SendTaskSuccess', { taskToken: 'x' }, 'ValidationException', 'output'],
  ])('%s %j → %s', async (operation, input, name, text) => {
    const h = openHarness();
    const error: Error = await h.service.call(operation, input).then(
      () => new Error('it was accepted'),
      (thrown) => thrown,
    );
    expect([error.name, error.message]).toEqual([name, expect.stringContaining(text)]);
  });
});
