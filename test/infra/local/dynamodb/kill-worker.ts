import { DynamoDBClient, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { openDynamoDb } from '../../../../infra/local/dynamodb/service.ts';
import { inProcessHandler } from '../../../../infra/local/in-process.ts';

/** Writes until it is killed; every acknowledged write is told on the standard output. */
const [file = '', round = ''] = process.argv.slice(2);
const service = openDynamoDb({ file, clock: Date });
const client = new DynamoDBClient({
  region: 'us-east-1',
  endpoint: 'http://in-process',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  requestHandler: inProcessHandler([service]),
});
const TableName = 'cases';

async function writeItems(writer: number): Promise<never> {
  for (let i = 0; ; i += 1) {
    const sk = `${round}-${writer}-${i % 40}`;
    const version = `${round}.${i}`;
    const owner = { S: `o${(i * 7 + writer) % 5}` };
    await client.send(
      new PutItemCommand({
        TableName,
        Item: { pk: { S: 'item' }, sk: { S: sk }, owner, due: { N: String(i) }, version: { S: version } },
      }),
    );
    process.stdout.write(`${sk} ${i}\n`);
  }
}

async function transfer(writer: number): Promise<never> {
  const change = (account: number, amount: number) => ({
    Update: {
      TableName,
      Key: { pk: { S: 'account' }, sk: { S: String(account) } },
      UpdateExpression: 'SET balance = balance + :amount',
      ExpressionAttributeValues: { ':amount': { N: String(amount) } },
    },
  });
  for (let i = 0; ; i += 1) {
    const from = (i + writer) % 10;
    const to = (from + 1 + (i % 8)) % 10;
    await client.send(new TransactWriteItemsCommand({ TransactItems: [change(from, -i), change(to, i)] }));
    process.stdout.write(`transfer ${i}\n`);
  }
}

await Promise.all([0, 1, 2, 3, 4].map(writeItems).concat([5, 6, 7].map(transfer)));
