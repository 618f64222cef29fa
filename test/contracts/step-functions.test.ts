import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sfn from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { awsJsonServer } from '../../infra/local/aws-json.ts';
import { openStepFunctions, type StepFunctionsService } from '../../infra/local/states/service.ts';

/* The unmodified SDK on the wire: what it gets, page by page and field by field. */

const ROLE = 'arn:aws:iam::000000000000:role/states';
const machine = (States: Record<string, object>) =>
  JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(States)[0], States });
const CHOOSING = machine({
  Which: {
    Type: 'Choice',
    Choices: [
      { Condition: '{% $states.input.how = "fails" %}', Next: 'No' },
      { Condition: '{% $states.input.how = "waits" %}', Next: 'Pause' },
    ],
    Default: 'Yes',
  },
  No: { Type: 'Fail', Error: 'Refused', Cause: 'by rule' },
  Pause: { Type: 'Wait', Seconds: 600, Next: 'Yes' },
  Yes: { Type: 'Succeed', Output: 'done' },
});

let folder: string;
let service: StepFunctionsService;
let server: Server;
let client: sfn.SFNClient;
let stateMachineArn: string;
const arns = new Map<string, string>();

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aman-sfn-'));
  const lambda = { invoke: async () => ({ ok: true, payload: null }) as const };
  service = openStepFunctions({ file: join(folder, 'states.db'), clock: { now: Date.now }, lambda });
  await service.start();
  server = awsJsonServer([service]);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  client = new sfn.SFNClient({ endpoint, region: 'us-east-1', credentials });
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    const given = { name, definition: CHOOSING, roleArn: ROLE };
    stateMachineArn = (await client.send(new sfn.CreateStateMachineCommand(given))).stateMachineArn ?? '';
  }
  for (const how of ['passes', 'fails', 'waits'])
    for (let n = 0; n < 4; n++) {
      const given = { stateMachineArn, name: `${how}-${n}`, input: JSON.stringify({ how }) };
      const { executionArn = '' } = await client.send(new sfn.StartExecutionCommand(given));
      arns.set(`${how}-${n}`, executionArn);
    }
  await client.send(
    new sfn.StopExecutionCommand({ executionArn: arns.get('waits-3'), error: 'E', cause: 'C' }),
  );
}, 60_000);

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await service.close();
  rmSync(folder, { recursive: true, force: true });
});

const describeOne = (name: string, more: Partial<sfn.DescribeExecutionCommandInput> = {}) =>
  client.send(new sfn.DescribeExecutionCommand({ executionArn: arns.get(name), ...more }));
const keys = ({ $metadata, ...answer }: sfn.ServiceOutputTypes): string[] =>
  Object.entries(answer)
    .filter(([, value]) => value !== undefined)
    .map(([key]) => key)
    .sort();

describe('lists', () => {
  it.each([1, 2, 5, 1000])('gives every state machine once with pages of %i', async (pageSize) => {
    const names: (string | undefined)[] = [];
    for await (const page of paginate(pageSize)) {
      expect(page.length).toBeLessThanOrEqual(pageSize);
      names.push(...page);
    }
    expect(names).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  async function* paginate(maxResults: number) {
    let nextToken: string | undefined;
    do {
      const page = await client.send(new sfn.ListStateMachinesCommand({ maxResults, nextToken }));
      yield (page.stateMachines ?? []).map(({ name }) => name);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }

  it.each([
    [undefined, 12],
    ['RUNNING', 3],
    ['SUCCEEDED', 4],
    ['FAILED', 4],
    ['ABORTED', 1],
    ['TIMED_OUT', 0],
  ] as const)(
    'gives executions that are %s newest first, each once over pages',
    async (statusFilter, count) => {
      const pages = sfn.paginateListExecutions({ client, pageSize: 2 }, { stateMachineArn, statusFilter });
      const found: sfn.ExecutionListItem[] = [];
      for await (const { executions = [] } of pages) found.push(...executions);
      expect(found).toHaveLength(count);
      expect(new Set(found.map(({ executionArn }) => executionArn)).size).toBe(count);
      if (statusFilter !== undefined)
        expect(new Set(found.map(({ status }) => status))).toEqual(new Set(count > 0 ? [statusFilter] : []));
      const order = [...arns.values()].toReversed();
      expect(found.map(({ executionArn = '' }) => order.indexOf(executionArn))).toEqual(
        found.map(({ executionArn = '' }) => order.indexOf(executionArn)).toSorted((a, b) => a - b),
      );
    },
  );

  it.each([false, true])('gives a history once over pages (reversed: %s)', async (reverseOrder) => {
    const given = { executionArn: arns.get('passes-0'), reverseOrder };
    const ids: (number | undefined)[] = [];
    for await (const { events = [] } of sfn.paginateGetExecutionHistory({ client, pageSize: 2 }, given))
      ids.push(...events.map(({ id }) => id));
    expect(ids).toEqual(reverseOrder ? [6, 5, 4, 3, 2, 1] : [1, 2, 3, 4, 5, 6]);
  });

  it('refuses a page token it never gave', async () => {
    const list = new sfn.ListExecutionsCommand({ stateMachineArn, nextToken: 'eyJhIjoxfQ' });
    await expect(client.send(list)).rejects.toMatchObject({ name: 'InvalidToken' });
  });
});

describe('descriptions', () => {
  const ALWAYS = [
    'executionArn',
    'inputDetails',
    'name',
    'redriveCount',
    'redriveStatus',
    'redriveStatusReason',
    'startDate',
    'stateMachineArn',
    'status',
  ];
  it.each([
    ['passes-0', {}, ['input', 'output', 'outputDetails', 'stopDate']],
    ['passes-0', { includedData: 'METADATA_ONLY' }, ['outputDetails', 'stopDate']],
    ['fails-0', {}, ['cause', 'error', 'input', 'stopDate']],
    ['waits-0', {}, ['input']],
    ['waits-3', {}, ['cause', 'error', 'input', 'stopDate']],
  ] as const)('tell of %s %j just what is there', async (name, more, expected) => {
    const found = await describeOne(name, more);
    expect(keys(found)).toEqual([...ALWAYS, ...expected].sort());
    expect(found.startDate).toBeInstanceOf(Date);
  });

  it('tell of a state machine', async () => {
    const settings = [
      'definition',
      'encryptionConfiguration',
      'loggingConfiguration',
      'name',
      'roleArn',
      'stateMachineArn',
      'tracingConfiguration',
    ];
    const described = await client.send(new sfn.DescribeStateMachineCommand({ stateMachineArn }));
    expect(keys(described)).toEqual([...settings, 'creationDate', 'revisionId', 'status', 'type'].sort());
    const blind = await client.send(
      new sfn.DescribeStateMachineCommand({ stateMachineArn, includedData: 'METADATA_ONLY' }),
    );
    expect(blind.definition).toBeUndefined();
  });
});

describe('what the embedded service has not', () => {
  const refused: [string, () => Promise<unknown>, string, string][] = [
    [
      'aliases',
      () => client.send(new sfn.ListStateMachineAliasesCommand({ stateMachineArn })),
      'UnknownOperationException',
      'ListStateMachineAliases',
    ],
    [
      'versions',
      () => client.send(new sfn.PublishStateMachineVersionCommand({ stateMachineArn })),
      'UnknownOperationException',
      'PublishStateMachineVersion',
    ],
    [
      'redrive',
      () => client.send(new sfn.RedriveExecutionCommand({ executionArn: arns.get('fails-0') })),
      'UnknownOperationException',
      'RedriveExecution',
    ],
    [
      'tracing',
      () => client.send(new sfn.StartExecutionCommand({ stateMachineArn, traceHeader: 'x' })),
      'ValidationException',
      'traceHeader',
    ],
    [
      'published updates',
      () => client.send(new sfn.UpdateStateMachineCommand({ stateMachineArn, publish: true })),
      'ValidationException',
      'publish',
    ],
    [
      'redrive filters',
      () => client.send(new sfn.ListExecutionsCommand({ stateMachineArn, redriveFilter: 'REDRIVEN' })),
      'ValidationException',
      'redriveFilter',
    ],
  ];
  it.each(refused)('is refused by name: %s', async (_what, send, name, text) => {
    const error = await send().then(
      () => new Error('it was accepted'),
      (thrown: Error) => thrown,
    );
    expect([error.name, error.message]).toEqual([name, expect.stringContaining(text)]);
  });
});
