import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, expect, it, vi } from 'vitest';
import { documentClient } from '../../../shared/aws/clients.ts';

const TRANSPORT = Symbol.for('aman.requestHandler');
const host = globalThis as { [TRANSPORT]?: object };
const before = host[TRANSPORT];

afterEach(() => {
  if (before === undefined) delete host[TRANSPORT];
  else host[TRANSPORT] = before;
  vi.unstubAllEnvs();
});

/** A table that gives these answers, one after another. */
function answering(...answers: readonly { readonly status: number; readonly body: object }[]) {
  const left = [...answers];
  const handle = vi.fn(async () => {
    const { status, body } = left.shift() ?? { status: 200, body: {} };
    return { response: { statusCode: status, headers: {}, body: Buffer.from(JSON.stringify(body)) } };
  });
  const rest = { updateHttpClientConfig: () => undefined, httpHandlerConfigs: () => ({}) };
  host[TRANSPORT] = { metadata: { handlerProtocol: 'test' }, handle, ...rest, destroy: () => undefined };
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'any');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'any');
  return handle;
}

const refusal = (code: string) => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: 'No.' },
});
const put = () => documentClient().send(new PutCommand({ TableName: 'T', Item: { pk: 'a' } }));

it('tries again when somebody else’s transaction holds the item', async () => {
  const handle = answering(refusal('TransactionConflictException'), refusal('TransactionConflictException'));
  await put();
  expect(handle).toHaveBeenCalledTimes(3);
});

it('does not try again what a condition refused', async () => {
  const handle = answering(refusal('ConditionalCheckFailedException'));
  await expect(put()).rejects.toMatchObject({ name: 'ConditionalCheckFailedException' });
  expect(handle).toHaveBeenCalledTimes(1);
});
