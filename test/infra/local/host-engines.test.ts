import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../../support/server.ts';

const ENTRY = join(import.meta.dirname, '../../../infra/local/engines.mjs');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aman-engines-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(args: string[]) {
  const child = spawn(process.execPath, [ENTRY, ...args]);
  let output = '';
  const ready = Promise.withResolvers<string>();
  const listen = (chunk: Buffer) => {
    output += chunk;
    if (output.includes('Stop with')) ready.resolve(output);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, output }));
  void ended.then(() => ready.reject(new Error(output)));
  ready.promise.catch(() => undefined);
  return { child, ready: ready.promise, ended };
}

const call = async (port: number, target: string, body: object) => {
  const response = await fetch(`http://127.0.0.1:${port}`, {
    method: 'POST',
    headers: { 'x-amz-target': target },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Record<string, string>;
};

describe('npm run engines', () => {
  test('runs state machines over the functions of a folder', async () => {
    writeFileSync(join(folder, 'double.mjs'), 'export const handler = ({ n }) => ({ n: 2 * n });\n');
    const port = await freePort();
    const { child, ready, ended } = run([
      '--port',
      String(port),
      '--data',
      join(folder, 'data'),
      '--functions',
      folder,
    ]);
    expect(await ready).toContain(`AWS_ENDPOINT_URL_SFN=http://127.0.0.1:${port}`);
    const { stateMachineArn } = await call(port, 'AWSStepFunctions.CreateStateMachine', {
      name: 'doubling',
      roleArn: 'arn:aws:iam::000000000000:role/any',
      definition: JSON.stringify({
        QueryLanguage: 'JSONata',
        StartAt: 'Double',
        States: {
          Double: {
            Type: 'Task',
            Resource: 'arn:aws:states:::lambda:invoke',
            Arguments: { FunctionName: 'double', Payload: '{% $states.input %}' },
            Output: '{% $states.result.Payload %}',
            End: true,
          },
        },
      }),
    });
    const { executionArn } = await call(port, 'AWSStepFunctions.StartExecution', {
      stateMachineArn,
      input: '{"n": 21}',
    });
    await expect
      .poll(() => call(port, 'AWSStepFunctions.DescribeExecution', { executionArn }))
      .toMatchObject({ status: 'SUCCEEDED', output: '{"n":42}' });
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  test.each([
    [['--data', 'x']],
    [['--port', '70000', '--data', 'x']],
    [['--port', '1', '--data', 'x', '--colour', 'red']],
  ])('explains itself when given %j', async (args) => {
    const { code, output } = await run(args).ended;
    expect(code).toBe(1);
    expect(output).toMatch(/^Aman: .*--port N --data DIR/);
  });
});
