import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { drain, listen } from '../launch/listen.ts';
import { isInUse, patiently } from '../launch/patience.ts';
import { endOnFault, runUntilSignal } from '../launch/process-life.ts';
import { awsJsonServer } from './aws-json.ts';
import { openDynamoDb } from './dynamodb/service.ts';
import { functionsIn, lambdaHost } from './lambda-host.ts';
import { openStepFunctions } from './states/service.ts';

const USAGE =
  'npm run engines -- --port N --data DIR [--functions DIR]   (DIR holds NAME.mjs, each exporting handler)';
const GRACE_MS = 2000;
const EXPIRY_MS = 60_000;

/** The two engines alone, for the aws CLI, any SDK and other people's test suites. */
async function openEngines() {
  const { port, data, functions } = settings();
  const clock = { now: () => Date.now() };
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const dynamodb = await patiently(
    () => openDynamoDb({ file: join(data, 'dynamodb.sqlite'), clock, onFault: endOnFault }),
    isInUse,
  );
  const lambda = lambdaHost(functions === undefined ? {} : functionsIn(functions));
  const states = await patiently(
    () => openStepFunctions({ file: join(data, 'states.sqlite'), clock, lambda, onFault: endOnFault }),
    isInUse,
  );
  const server = awsJsonServer([dynamodb, states]);
  const actualPort = await listen(server, port, '127.0.0.1');
  await states.start();
  const expiry = setInterval(() => {
    dynamodb.sweepTtl().catch((error: unknown) => console.error('expired items were not removed:', error));
  }, EXPIRY_MS).unref();
  const url = `http://127.0.0.1:${actualPort}`;
  console.log(`AWS_ENDPOINT_URL_DYNAMODB=${url}\nAWS_ENDPOINT_URL_SFN=${url}\nData: ${resolve(data)}`);
  return {
    async close() {
      clearInterval(expiry);
      await drain(server, GRACE_MS);
      await states.close();
      await dynamodb.close();
    },
  };
}

function settings(): { port: number; data: string; functions: string | undefined } {
  const { port, data, functions } = given();
  if (port === undefined || data === undefined || !/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    throw new Error(`both --port and --data are needed: ${USAGE}`);
  return { port: Number(port), data, functions };
}

function given() {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ options: { port: text, data: text, functions: text } }).values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : error}: ${USAGE}`);
  }
}

await runUntilSignal(openEngines);
