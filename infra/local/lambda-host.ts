import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LambdaInvoker, LambdaOutcome } from './states/service.ts';

export type LambdaHandler = (event: never, context: ReturnType<typeof contextOf>) => unknown;

/** Functions by name. */
export type LambdaFunctions = Readonly<
  Record<
    string,
    {
      /** Called for each event; what was imported once is not imported again. */
      readonly load: () => Promise<LambdaHandler> | LambdaHandler;
      readonly timeoutSeconds?: number;
    }
  >
>;

// AWS: 6 MB for the event and for the answer of a synchronous call.
const MAX_BYTES = 6 * 1024 * 1024;
/** Where nobody states a limit: the longest AWS allows. */
const LONGEST_SECONDS = 900;

/** Runs Lambda functions in this process, by name or ARN; what they throw becomes the outcome. */
export function lambdaHost(functions: LambdaFunctions): LambdaInvoker {
  return {
    async invoke(functionName, payload) {
      // arn:aws:lambda:region:account:function:NAME[:qualifier], or NAME[:qualifier].
      const parts = functionName.split(':');
      const name = (parts[0] === 'arn' ? parts[6] : parts[0]) ?? '';
      const found = functions[name];
      try {
        if (found === undefined)
          throw new HostError('Lambda.ResourceNotFoundException', `Function not found: ${functionName}`);
        const event = limited(payload ?? {}, 'Request');
        const call = { name, event, seconds: found.timeoutSeconds ?? LONGEST_SECONDS };
        const answer = await withinTime(await found.load(), call);
        return { ok: true, payload: JSON.parse(limited(answer ?? null, 'Response')) };
      } catch (error) {
        return outcomeOf(error);
      }
    },
  };
}

/** The functions of a folder: each NAME.mjs exports `handler`. */
export function functionsIn(folder: string): LambdaFunctions {
  const files = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  return Object.fromEntries(
    files.map((file) => {
      const { href } = pathToFileURL(resolve(join(folder, file)));
      return [parse(file).name, { load: async () => exportOf(await import(href), 'handler') }];
    }),
  );
}

/** The handler a module exports under this name. */
export function exportOf(module: Readonly<Record<string, unknown>>, name: string): LambdaHandler {
  const handler = module[name];
  if (typeof handler === 'function') return handler as LambdaHandler;
  throw new HostError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
}

interface Call {
  readonly name: string;
  readonly event: string;
  readonly seconds: number;
}

async function withinTime(handler: LambdaHandler, { name, event, seconds }: Call): Promise<unknown> {
  const context = contextOf(name, performance.now() + seconds * 1000);
  const late = Promise.withResolvers<never>();
  const message = `RequestId: ${context.awsRequestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
  const timer = setTimeout(() => late.reject(new HostError('Sandbox.Timedout', message)), seconds * 1000);
  try {
    return await Promise.race([handler(JSON.parse(event) as never, context), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** What a handler is told about its invocation, as on AWS. */
function contextOf(name: string, deadline: number) {
  return {
    awsRequestId: randomUUID() as string,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    memoryLimitInMB: '1024',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
  };
}

/** An error of the host itself, under the name AWS gives it. */
class HostError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

function limited(value: unknown, what: 'Request' | 'Response'): string {
  const text = JSON.stringify(value) ?? 'null';
  if (Buffer.byteLength(text) <= MAX_BYTES) return text;
  const message = `${what} payload size exceeded maximum allowed payload size (${MAX_BYTES} bytes).`;
  throw new HostError(`Function.${what}SizeTooLarge`, message);
}

function outcomeOf(error: unknown): LambdaOutcome {
  const isThrown = error instanceof Error && !(error instanceof HostError);
  const trace = isThrown ? error.stack?.split('\n') : undefined;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return { ok: false, error: name, cause: JSON.stringify({ errorType: name, errorMessage: message, trace }) };
}
