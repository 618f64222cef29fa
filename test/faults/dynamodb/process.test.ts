import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../support/server.ts';
import { chanceOf, seedOf } from '../chance.ts';
import { type EngineProcess, startEngines } from '../engine-process.ts';
import { wire } from './wire.ts';

const seed = seedOf(process.env);
const SOCKETS = 150;
let folder: string;
let engines: EngineProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aman-process-'));
  engines = await startEngines({ port: await freePort(), data: join(folder, 'data') });
});
afterAll(async () => {
  await engines.kill();
  rmSync(folder, { recursive: true, force: true });
});

test('D7 no request, half request or broken connection ends the process', async () => {
  const chance = chanceOf(seed);
  const targets = [
    'DynamoDB_20120810.PutItem',
    'DynamoDB_20120810.Scan',
    'AWSStepFunctions.StartExecution',
    'x',
    '',
  ];
  const bodies = [
    '{}',
    '{"TableName":',
    '[]',
    '\u0000',
    '{"Key":{"a":{"S":1}}}',
    `{"a":${'['.repeat(5000)}`,
    '',
  ];
  const pick = <T>(all: readonly T[]): T => all[chance.below(all.length)] as T;
  const { port } = new URL(engines.url);
  for (let n = 0; n < SOCKETS; n++) {
    const body = pick(bodies);
    const length = pick([
      `content-length: ${body.length}`,
      'content-length: 999999',
      'transfer-encoding: chunked',
      'content-length: -1',
    ]);
    const head = `${pick(['POST', 'GET', 'PUT', 'X'])} / HTTP/1.1\r\nhost: x\r\nx-amz-target: ${pick(targets)}\r\n${length}\r\n\r\n`;
    const whole = pick([head + body, `${head}ffffff\r\n${body}`, body, 'GET']);
    const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    await once(socket, 'connect');
    const sent = whole.slice(0, 1 + chance.below(whole.length + 20));
    await new Promise((done) => socket.write(sent, done));
    if (chance.below(2) === 0) socket.resetAndDestroy();
    else socket.destroy();
  }
  expect(await wire(engines.url)('ListTables', {})).toMatchObject({ outcome: 'ok' });
  expect(engines.output()).not.toMatch(/stopped by an error|unheard/);
});

test('H1 a second process is refused within two seconds, and after SIGKILL of the first the next one starts', async () => {
  const data = join(folder, 'data');
  const began = performance.now();
  const second = startEngines({ port: await freePort(), data });
  await expect(second).rejects.toThrow(/dynamodb\.sqlite is in use by another process\. Stop it first\./);
  // Starting Node and loading the engines takes most of it on a busy machine.
  expect(performance.now() - began).toBeLessThan(4000);
  for (let n = 0; n < 3; n++) {
    await engines.kill();
    engines = await startEngines({ port: await freePort(), data });
  }
  expect(await wire(engines.url)('ListTables', {})).toMatchObject({ outcome: 'ok' });
});
