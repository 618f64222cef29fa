import { once } from 'node:events';
import { request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { crc32 } from 'node:zlib';
import { Hono } from 'hono';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  AwsJsonError,
  type AwsJsonService,
  awsJsonServer,
  type Wire,
} from '../../../infra/local/aws-json.ts';

const echo: AwsJsonService = {
  targetPrefix: 'DynamoDB_20120810',
  async call(operation, input) {
    if (operation === 'Refuse') throw new AwsJsonError('Refused', 'No.', 400, { Item: { a: { S: 'b' } } });
    if (operation === 'Break') throw new TypeError('a bug');
    return { operation, input };
  },
};
const steps: AwsJsonService = {
  targetPrefix: 'AWSStepFunctions',
  async call() {
    throw new AwsJsonError('ExecutionDoesNotExist', 'None.');
  },
};

async function start(routes?: Wire): Promise<{ server: Server; port: number; url: string }> {
  const server = awsJsonServer([echo, steps], routes);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, port, url: `http://127.0.0.1:${port}/` };
}

function post(url: string, target: string | undefined, body: string) {
  const headers: Record<string, string> = target === undefined ? {} : { 'x-amz-target': target };
  return fetch(url, { method: 'POST', body, headers });
}

describe('the AWS JSON front', () => {
  it('answers with a request id and the CRC of the body', async () => {
    const { url } = await start();
    const answer = await post(url, 'DynamoDB_20120810.Echo', '{"a":1}');
    const body = await answer.text();
    expect(JSON.parse(body)).toEqual({ operation: 'Echo', input: { a: 1 } });
    expect(answer.headers.get('x-amz-crc32')).toBe(String(crc32(body)));
    expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.0');
  });

  it.each([
    ['DynamoDB_20120810.Refuse', '{}', 400, 'com.amazonaws.dynamodb.v20120810#Refused'],
    ['DynamoDB_20120810.Break', '{}', 500, 'com.amazonaws.dynamodb.v20120810#InternalServerError'],
    ['DynamoDB_20120810.Echo', '{', 400, 'com.amazonaws.dynamodb.v20120810#SerializationException'],
    ['DynamoDB_20120810.Echo', '[]', 400, 'com.amazonaws.dynamodb.v20120810#SerializationException'],
    ['AWSStepFunctions.Any', '{}', 400, 'ExecutionDoesNotExist'],
    ['Nobody.Home', '{}', 400, 'UnknownOperationException'],
    [undefined, '{}', 400, 'UnknownOperationException'],
  ])('answers %s with body %s by the error %s %s', async (target, body, status, type) => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { url } = await start();
    const answer = await post(url, target, body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ __type: type, message: expect.any(String) });
  });

  it('carries the further members of an error', async () => {
    const { url } = await start();
    const answer = await post(url, 'DynamoDB_20120810.Refuse', '{}');
    expect(await answer.json()).toMatchObject({ message: 'No.', Item: { a: { S: 'b' } } });
  });

  it('has room for routes that are not for AWS', async () => {
    const routes: Wire = new Hono();
    routes.put('/clock', (context) => context.text('ticking'));
    const { url } = await start(routes);
    expect(await (await fetch(`${url}clock`, { method: 'PUT' })).text()).toBe('ticking');
    expect((await fetch(`${url}else`, { method: 'PUT' })).status).toBe(400);
  });

  it('refuses a body over 16 MB without reading it', async () => {
    const { port } = await start();
    const big = request({
      port,
      method: 'POST',
      headers: { 'x-amz-target': 'DynamoDB_20120810.Echo', 'content-length': 17 * 1024 * 1024 },
    });
    big.on('error', () => undefined);
    big.flushHeaders();
    const [answer] = await once(big, 'response');
    expect(answer.statusCode).toBe(413);
    big.destroy();
  });

  it('survives clients that go away in mid-body, talk nonsense or leave before the answer', async () => {
    const { port, url } = await start();
    const head = 'POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: DynamoDB_20120810.Echo\r\n';
    const starts = [
      `${head}content-length: 100\r\n\r\n{"half":`,
      `${head}transfer-encoding: chunked\r\n\r\n5\r\n{"hal`,
      `${head}transfer-encoding: chunked\r\n\r\nzz\r\n`,
      `${head}content-length: 2\r\n\r\n{}`,
      'NONSENSE\r\n\r\n',
      '\u0000\u0001\u0002',
    ];
    for (const text of starts) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      await new Promise((written) => socket.write(text, written));
      socket.resetAndDestroy();
      await once(socket, 'close');
    }
    expect((await post(url, 'DynamoDB_20120810.Echo', '{}')).status).toBe(200);
  });
});
