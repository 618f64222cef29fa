import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import { onTestFinished } from 'vitest';
import { type DynamoDbService, openDynamoDb } from '../../../../infra/local/dynamodb/service.ts';
import { inProcessHandler } from '../../../../infra/local/in-process.ts';

export type Item = Record<string, AttributeValue>;

/** A clock that stands where the test puts it. */
export interface HandClock {
  time: number;
  now(): number;
}

export interface Engine {
  readonly file: string;
  readonly clock: HandClock;
  readonly service: DynamoDbService;
  readonly client: DynamoDBClient;
  /** Closes and opens again the same file. */
  restart(): Promise<Engine>;
}

/** An engine in a folder of its own, gone after the test. */
export function startEngine(): Engine {
  const folder = temporaryFolder();
  return open(join(folder, 'data', 'dynamodb.sqlite'), handClock());
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aman-dynamodb-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function handClock(time = 1_800_000_000_000): HandClock {
  return {
    time,
    now() {
      return this.time;
    },
  };
}

/** A client without sockets. Retries are off so that a test sees the first answer. */
function clientOf(service: DynamoDbService): DynamoDBClient {
  return new DynamoDBClient({
    region: 'us-east-1',
    endpoint: 'http://in-process',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: inProcessHandler([service]),
  });
}

function open(file: string, clock: HandClock): Engine {
  const service = openDynamoDb({ file, clock });
  const client = clientOf(service);
  onTestFinished(() => service.close());
  return {
    file,
    clock,
    service,
    client,
    async restart() {
      await service.close();
      return open(file, clock);
    },
  };
}

export const TABLE = 'cases';

/** pk and sk strings; index byOwner on owner (string) and due (number), keys and title only. */
export const CASES: CreateTableCommandInput = {
  TableName: TABLE,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'owner', AttributeType: 'S' },
    { AttributeName: 'due', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byOwner',
      KeySchema: [
        { AttributeName: 'owner', KeyType: 'HASH' },
        { AttributeName: 'due', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['title'] },
    },
  ],
};

export async function startWithTable(input: CreateTableCommandInput = CASES): Promise<Engine> {
  const engine = startEngine();
  await engine.client.send(new CreateTableCommand(input));
  return engine;
}

/** The name of the error a promise ends with. */
export async function errorOf(promise: Promise<unknown>): Promise<{ name: string; message: string }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('The call should have been refused');
}
