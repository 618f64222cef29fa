import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { drain, listen } from '../launch/listen.ts';
import { runUntilSignal } from '../launch/process-life.ts';
import { awsJsonServer } from './aws-json.ts';
import { functionsIn, lambdaHost } from './lambda-host.ts';
import { openServices } from './services.ts';

const USAGE =
  'npm run engines -- --port N --data DIR [--functions DIR]   (DIR holds NAME.mjs, each exporting handler)';
const GRACE_MS = 2000;
const Settings = z.object({
  port: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().max(65_535)),
  data: z.string(),
  functions: z.string().optional(),
});

/** The two engines alone, for the aws CLI, any SDK and other people's test suites. */
async function openEngines() {
  const { port, data, functions } = settings();
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const closing = new AsyncDisposableStack();
  const lambda = lambdaHost(functions === undefined ? {} : functionsIn(functions));
  const { dynamodb, states } = await openServices(data, { clock: Date, lambda }, closing);
  const server = awsJsonServer([dynamodb, states]);
  const url = `http://127.0.0.1:${await listen(server, port, '127.0.0.1')}`;
  closing.defer(() => drain(server, GRACE_MS));
  await states.start();
  console.log(`AWS_ENDPOINT_URL_DYNAMODB=${url}\nAWS_ENDPOINT_URL_SFN=${url}\nData: ${resolve(data)}`);
  return { close: () => closing.disposeAsync() };
}

function settings() {
  const text = { type: 'string' } as const;
  try {
    const { success, data } = Settings.safeParse(
      parseArgs({ options: { port: text, data: text, functions: text } }).values,
    );
    if (success) return data;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}: ${USAGE}`);
  }
  throw new Error(`both --port and --data are needed: ${USAGE}`);
}

await runUntilSignal(openEngines);
