import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LambdaInvoker, LambdaOutcome } from './states/service.ts';

/** A bundle on disk, imported once at the first call. */
interface BundledFunction {
  /** Path of the bundle, `.mjs`. */
  readonly module: string;
  /** Name of the exported handler. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
}

/** What a handler is told about its invocation, as on AWS. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly callbackWaitsForEmptyEventLoop: boolean;
  getRemainingTimeInMillis(): number;
}

export type LambdaHandler = (event: never, context: LambdaContext) => unknown;

/** A function that is already in memory: tests, and handlers the host builds itself. */
interface LoadedFunction {
  readonly handler: LambdaHandler;
  readonly timeoutSeconds?: number;
}

/** Functions by name or ARN. */
export type LambdaFunctions = Readonly<Record<string, BundledFunction | LoadedFunction>>;

// AWS: 6 MB for the event and for the answer of a synchronous call.
const MAX_BYTES = 6 * 1024 * 1024;

/** The default of `--functions DIR`, where nobody states a limit: the longest AWS allows. */
const LONGEST_SECONDS = 900;

/** Runs Lambda functions in this process. Throws if two functions want one variable to differ. */
export function lambdaHost(options: { functions: LambdaFunctions }): LambdaInvoker {
  const functions = new Map(Object.entries(options.functions));
  const loading = new Map<string, Promise<LambdaHandler>>();
  shareEnvironment(functions);

  function handlerOf(name: string, found: BundledFunction | LoadedFunction): Promise<LambdaHandler> {
    const known = loading.get(name);
    if (known !== undefined) return known;
    const fresh = load(found);
    loading.set(name, fresh);
    // A bundle that could not be read may be there the next time.
    fresh.catch(() => loading.delete(name));
    return fresh;
  }

  return {
    async invoke(functionName, payload) {
      const name = [functionName, nameOf(functionName)].find((each) => functions.has(each));
      const found = name === undefined ? undefined : functions.get(name);
      if (name === undefined || found === undefined) {
        return failed('Lambda.ResourceNotFoundException', `Function not found: ${functionName}`);
      }
      try {
        const event = limited(payload ?? {}, 'Request');
        const handler = await handlerOf(name, found);
        const answer = await withinTime(handler, event, {
          name: nameOf(name),
          seconds: found.timeoutSeconds,
        });
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
    files.map((file) => [
      parse(file).name,
      { module: join(folder, file), handler: 'handler', environment: {}, timeoutSeconds: LONGEST_SECONDS },
    ]),
  );
}

// One process has one environment: the functions get the union, so they must agree.
function shareEnvironment(functions: ReadonlyMap<string, BundledFunction | LoadedFunction>): void {
  const owners = new Map<string, { name: string; value: string }>();
  for (const [name, each] of functions) {
    for (const [variable, value] of Object.entries('module' in each ? each.environment : {})) {
      const owner = owners.get(variable);
      if (owner !== undefined && owner.value !== value) {
        throw new Error(`The functions ${owner.name} and ${name} disagree on the variable ${variable}`);
      }
      owners.set(variable, { name, value });
    }
  }
  for (const [variable, { value }] of owners) process.env[variable] = value;
}

async function load(found: BundledFunction | LoadedFunction): Promise<LambdaHandler> {
  if (!('module' in found)) return found.handler;
  const bundle = (await import(pathToFileURL(resolve(found.module)).href)) as Record<string, unknown>;
  const handler = bundle[found.handler];
  if (typeof handler === 'function') return handler as LambdaHandler;
  throw new HostError('Runtime.HandlerNotFound', `${found.handler} is undefined or not exported`);
}

async function withinTime(
  handler: LambdaHandler,
  event: string,
  { name, seconds = LONGEST_SECONDS }: { name: string; seconds: number | undefined },
): Promise<unknown> {
  const deadline = performance.now() + seconds * 1000;
  const requestId = randomUUID();
  const context: LambdaContext = {
    awsRequestId: requestId,
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    memoryLimitInMB: '1024',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
  };
  const late = Promise.withResolvers<never>();
  const message = `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
  const timer = setTimeout(() => late.reject(new HostError('Sandbox.Timedout', message)), seconds * 1000);
  try {
    return await Promise.race([handler(JSON.parse(event) as never, context), late.promise]);
  } finally {
    clearTimeout(timer);
  }
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
  if (text.length * 3 <= MAX_BYTES || Buffer.byteLength(text) <= MAX_BYTES) return text;
  const message = `${what} payload size exceeded maximum allowed payload size (${MAX_BYTES} bytes).`;
  throw new HostError(`Function.${what}SizeTooLarge`, message);
}

function outcomeOf(error: unknown): LambdaOutcome {
  if (error instanceof HostError) return failed(error.name, error.message);
  if (!(error instanceof Error)) return failed('Error', String(error));
  const { name, message, stack = '' } = error;
  const cause = { errorType: name, errorMessage: message, trace: stack.split('\n') };
  return { ok: false, error: name, cause: JSON.stringify(cause) };
}

function failed(error: string, message: string): LambdaOutcome {
  return { ok: false, error, cause: JSON.stringify({ errorType: error, errorMessage: message }) };
}

// arn:aws:lambda:region:account:function:NAME[:qualifier], or NAME[:qualifier].
function nameOf(functionName: string): string {
  const parts = functionName.split(':');
  return (parts[0] === 'arn' ? parts[6] : parts[0]) ?? functionName;
}
