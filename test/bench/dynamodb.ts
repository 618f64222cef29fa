import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocument } from '@aws-sdk/lib-dynamodb';
import { awsJsonServer } from '../../infra/local/aws-json.ts';
import { openDynamoDb } from '../../infra/local/dynamodb/service.ts';
import { inProcessHandler } from '../../infra/local/in-process.ts';
import { round } from './load.ts';
import { inParallel } from './people.ts';
import { machine } from './proc.ts';

/* The embedded DynamoDB alone, through the SDK: npm run bench:dynamodb. Client and engine share one process. */

const TIMES = 4000;
const TableName = 'bench';
const config = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const folder = mkdtempSync(join(tmpdir(), 'aman-bench-dynamodb-'));
const service = openDynamoDb({ file: join(folder, 'dynamodb.sqlite'), clock: Date });
const server = awsJsonServer([service]).listen(0, '127.0.0.1');
await once(server, 'listening');
const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const key = (name: string) => ({ AttributeName: name, KeyType: 'HASH' }) as const;
await service.call('CreateTable', {
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['id', 'owner'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [key('id')],
  GlobalSecondaryIndexes: [
    { IndexName: 'byOwner', KeySchema: [key('owner')], Projection: { ProjectionType: 'ALL' } },
  ],
});

const itemOf = (n: number) => ({ id: `id-${n}`, owner: `owner-${n % 200}`, text: 'x'.repeat(500) });
const OPERATIONS: Readonly<Record<string, (client: DynamoDBDocument, n: number) => Promise<unknown>>> = {
  put: (client, n) => client.put({ TableName, Item: itemOf(n) }),
  get: (client, n) => client.get({ TableName, Key: { id: `id-${n}` } }),
  'query an index, 20 items': (client, n) =>
    client.query({
      ...{ TableName, IndexName: 'byOwner', KeyConditionExpression: '#o = :o' },
      ExpressionAttributeNames: { '#o': 'owner' },
      ExpressionAttributeValues: { ':o': `owner-${n % 200}` },
    }),
  'transaction of 3': (client, n) =>
    client.transactWrite({
      TransactItems: [0, 1, 2].map((part) => ({ Put: { TableName, Item: itemOf(10_000 + 3 * n + part) } })),
    }),
};

try {
  const requestHandler = inProcessHandler([service]);
  const clients = {
    'in process': new DynamoDBClient({ ...config, requestHandler }),
    'over the wire': new DynamoDBClient({ ...config, endpoint }),
  };
  console.error(JSON.stringify(machine()));
  for (const [how, plain] of Object.entries(clients)) {
    const client = DynamoDBDocument.from(plain);
    for (const [name, run] of Object.entries(OPERATIONS))
      for (const lanes of [1, 16]) {
        const began = performance.now();
        await inParallel(TIMES, lanes, (n) => run(client, n));
        const perSecond = round(TIMES / ((performance.now() - began) / 1000));
        console.log(`${how}, ${lanes} at a time: ${perSecond} ${name}/s`);
      }
    client.destroy();
  }
} finally {
  server.closeAllConnections();
  server.close();
  await service.close();
  rmSync(folder, { recursive: true, force: true });
}
