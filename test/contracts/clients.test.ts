import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CreateTableCommand,
  DynamoDBClient,
  paginateQuery,
  TransactionCanceledException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient, GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EngineProcess, startEngines } from '../faults/engine-process.ts';
import { until } from '../journeys/until.ts';
import { type AmanServer, freePort, startServer } from '../support/server.ts';

const hasCli = spawnSync('aws', ['--version']).status === 0;
if (!hasCli) console.log('The aws CLI is not here and was not tried');
const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
const region = 'us-east-1';
const run = promisify(execFile);

/** What `aws … --output json` prints. */
async function aws(endpoint: string, ...args: readonly string[]): Promise<unknown> {
  const env = { ...process.env, AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any', AWS_PAGER: '' };
  const options = ['--endpoint-url', endpoint, '--region', region, '--output', 'json'];
  const { stdout } = await run('aws', [...args, ...options], { env });
  return stdout === '' ? undefined : JSON.parse(stdout);
}

let folder: string;
let engines: EngineProcess;
let host: AmanServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aman-clients-'));
  engines = await startEngines({ port: await freePort(), data: join(folder, 'data') });
  host = await startServer();
}, 120_000);
afterAll(async () => {
  await engines?.kill();
  await host?.remove();
  rmSync(folder, { recursive: true, force: true });
});

const PLACES = [
  ['npm run engines', () => engines.url],
  ['npm start', () => host.awsUrl],
] as const;

const definition = JSON.stringify({
  QueryLanguage: 'JSONata',
  StartAt: 'Double',
  States: { Double: { Type: 'Pass', Output: '{% $states.input.n * 2 %}', End: true } },
});

describe.each(PLACES)('the unmodified clients of AWS against %s', (_place, url) => {
  test('the SDK for JavaScript creates, writes, reads, pages and is refused as by AWS', async () => {
    const client = new DynamoDBClient({ endpoint: url(), region, credentials });
    const documents = DynamoDBDocumentClient.from(client);
    const TableName = 'sdk';
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'at', AttributeType: 'N' },
        ],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'at', KeyType: 'RANGE' },
        ],
      }),
    );
    await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName });
    const item = {
      pk: 'p',
      at: 1,
      bytes: new Uint8Array([1, 2]),
      tags: new Set(['a']),
      more: { list: [1, null, true] },
    };
    await documents.send(new PutCommand({ TableName, Item: item }));
    for (const at of [2, 3, 4, 5]) await documents.send(new PutCommand({ TableName, Item: { pk: 'p', at } }));
    const { Item } = await documents.send(new GetCommand({ TableName, Key: { pk: 'p', at: 1 } }));
    expect(Item).toEqual(item);
    const query = {
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'p' } },
    };
    const found: unknown[] = [];
    for await (const page of paginateQuery({ client, pageSize: 2 }, query)) found.push(...(page.Items ?? []));
    expect(found).toHaveLength(5);
    const cancelled = documents.send(
      new TransactWriteCommand({
        TransactItems: [
          { Put: { TableName, Item: { pk: 'q', at: 1 } } },
          { Put: { TableName, Item: { pk: 'p', at: 1 }, ConditionExpression: 'attribute_not_exists(pk)' } },
        ],
      }),
    );
    await expect(cancelled).rejects.toBeInstanceOf(TransactionCanceledException);
    client.destroy();
  });

  test('the SDK for JavaScript runs a state machine', async () => {
    const client = new SFNClient({ endpoint: url(), region, credentials });
    const { stateMachineArn } = await client.send(
      new CreateStateMachineCommand({
        name: 'double',
        definition,
        roleArn: 'arn:aws:iam::000000000000:role/any',
      }),
    );
    const { executionArn } = await client.send(
      new StartExecutionCommand({ stateMachineArn, input: '{"n":21}' }),
    );
    const ended = await until(async () => {
      const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status === 'RUNNING' ? null : execution;
    }, 10_000);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: '42' });
    client.destroy();
  });

  test.runIf(hasCli)(
    'the aws CLI does',
    async () => {
      expect(await aws(url(), 'dynamodb', 'list-tables')).toMatchObject({
        TableNames: expect.arrayContaining(['sdk']),
      });
      const item = '{"pk":{"S":"cli"},"at":{"N":"7"},"text":{"S":"é"}}';
      await aws(url(), 'dynamodb', 'put-item', '--table-name', 'sdk', '--item', item);
      const query = [
        '--key-condition-expression',
        'pk = :p',
        '--expression-attribute-values',
        '{":p":{"S":"cli"}}',
      ];
      expect(await aws(url(), 'dynamodb', 'query', '--table-name', 'sdk', ...query)).toMatchObject({
        Items: [JSON.parse(item)],
      });
      const wrong = [
        '--key-condition-expression',
        'pk > :p',
        '--expression-attribute-values',
        '{":p":{"S":"cli"}}',
      ];
      // Starting the CLI takes longer than its calls.
      await Promise.all([
        expect(aws(url(), 'dynamodb', 'query', '--table-name', 'sdk', ...wrong)).rejects.toThrow(
          /ValidationException[\s\S]*Query key condition not supported/,
        ),
        expect(aws(url(), 'stepfunctions', 'list-state-machines')).resolves.toMatchObject({
          stateMachines: expect.arrayContaining([expect.objectContaining({ name: 'double' })]),
        }),
      ]);
    },
    120_000,
  );
});
