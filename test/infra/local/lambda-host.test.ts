import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { functionsIn, type LambdaHandler, lambdaHost } from '../../../infra/local/lambda-host.ts';

const context = { executionArn: 'arn:aws:states:us-east-1:000000000000:execution:machine:name' };

function hostOf(handler: LambdaHandler, timeoutSeconds = 5) {
  return lambdaHost({ work: { load: () => handler, timeoutSeconds } });
}

function folderWith(files: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'aman-lambda-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function';

it.each(['work', `${LAMBDA}:work`, `${LAMBDA}:work:$LATEST`])('finds the function under %s', async (name) => {
  const host = hostOf((event) => ({ got: event }));
  expect(await host.invoke(name, { a: 1 }, context)).toEqual({ ok: true, payload: { got: { a: 1 } } });
});

it('gives event and answer the shape JSON leaves', async () => {
  const host = hostOf((event: { at: unknown }) => ({ at: event.at, gone: undefined, when: new Date(0) }));
  const { payload } = (await host.invoke('work', { at: new Date(0) }, context)) as { payload: unknown };
  expect(payload).toEqual({ at: '1970-01-01T00:00:00.000Z', when: '1970-01-01T00:00:00.000Z' });
});

it('answers null for a handler that returns nothing', async () => {
  expect(await hostOf(() => undefined).invoke('work', {}, context)).toEqual({ ok: true, payload: null });
});

it('tells a handler its name, a request id and the time it has left', async () => {
  const host = hostOf((_event, { functionName, awsRequestId, getRemainingTimeInMillis }) => ({
    functionName,
    length: awsRequestId.length,
    left: getRemainingTimeInMillis() > 4000,
  }));
  const { payload } = (await host.invoke('work', {}, context)) as { payload: unknown };
  expect(payload).toEqual({ functionName: 'work', length: 36, left: true });
});

it('turns a thrown error into its name and a cause in JSON', async () => {
  class CaseNotFound extends Error {
    override name = 'CaseNotFound';
  }
  const host = hostOf(() => {
    throw new CaseNotFound('no such case');
  });
  const outcome = await host.invoke('work', {}, context);
  expect(outcome).toMatchObject({ ok: false, error: 'CaseNotFound' });
  const cause = JSON.parse((outcome as { cause: string }).cause);
  expect(cause).toMatchObject({ errorType: 'CaseNotFound', errorMessage: 'no such case' });
});

it('gives up a handler that takes longer than its limit', async () => {
  const host = hostOf(() => new Promise(() => undefined), 0.01);
  expect(await host.invoke('work', {}, context)).toMatchObject({ ok: false, error: 'Sandbox.Timedout' });
});

it.each([
  ['Function.RequestSizeTooLarge', 'x'.repeat(7_000_000)],
  ['Function.ResponseSizeTooLarge', 'small'],
])('refuses more than 6 MB: %s', async (error, event) => {
  const host = hostOf(() => 'x'.repeat(7_000_000));
  expect(await host.invoke('work', event, context)).toMatchObject({ ok: false, error });
});

it('says so when a function is not there', async () => {
  const outcome = await hostOf(() => 1).invoke('other', {}, context);
  expect(outcome).toMatchObject({ ok: false, error: 'Lambda.ResourceNotFoundException' });
});

it('imports a function once', async () => {
  const folder = folderWith({ 'count.mjs': 'let n = 0; export const handler = () => ({ n: ++n });' });
  const host = lambdaHost(functionsIn(folder));
  await host.invoke('count', {}, context);
  expect(await host.invoke('count', {}, context)).toEqual({ ok: true, payload: { n: 2 } });
});

it('names a handler that the bundle does not export', async () => {
  const outcome = await lambdaHost(functionsIn(folderWith({ 'empty.mjs': '' }))).invoke('empty', {}, context);
  expect(outcome).toMatchObject({ ok: false, error: 'Runtime.HandlerNotFound' });
});

it('takes every NAME.mjs of a folder as a function', async () => {
  const folder = folderWith({ 'hello.mjs': 'export const handler = () => "hello";', 'notes.txt': '' });
  const host = lambdaHost(functionsIn(folder));
  expect(await host.invoke('hello', {}, context)).toEqual({ ok: true, payload: 'hello' });
});
