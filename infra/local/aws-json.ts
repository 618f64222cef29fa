import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { crc32 } from 'node:zlib';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { StorageError } from '../sqlite/group-commit.ts';

/** One embedded AWS service that speaks AWS JSON 1.0. */
export interface AwsJsonService {
  /** The part of X-Amz-Target before the dot, such as DynamoDB_20120810. */
  readonly targetPrefix: string;
  /** Runs one operation. Throws AwsJsonError for everything the caller should know. */
  call(operation: string, input: Record<string, unknown>): Promise<unknown>;
}

/** An error of the AWS API: `code` becomes `__type`, `extra` further members of the body. */
export class AwsJsonError extends Error {
  readonly code: string;
  readonly status: number;
  readonly extra: Record<string, unknown>;

  constructor(code: string, message: string, status = 400, extra: Record<string, unknown> = {}) {
    super(message);
    this.name = code;
    this.code = code;
    this.status = status;
    this.extra = extra;
  }
}

/** Nothing comes back: the connection ends although the work was done. For the unkind mode. */
export class LostReply extends Error {
  /** What a client sees of it, also in the same process. */
  readonly code = 'ECONNRESET';
}

/** What goes back on the wire, or to the SDK in the same process. */
interface AwsJsonAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer<ArrayBuffer>;
}

export type Wire = Hono<{ Bindings: HttpBindings }>;

const DYNAMODB = 'DynamoDB_20120810';
/** DynamoDB takes 16 MB in a BatchWriteItem; nothing else is larger. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Longer than the SDK keeps an idle connection, so that it never meets a closing one. */
const KEEP_ALIVE_MS = 75_000;

/** The HTTP front of the services, told apart by X-Amz-Target, and of other routes. The caller listens and closes. */
export function awsJsonServer(services: readonly AwsJsonService[], routes: Wire = new Hono()): Server {
  const wire: Wire = new Hono();
  const tooLarge = toError('', new AwsJsonError('RequestEntityTooLarge', 'Request body too large', 413));
  const onError = (context: Context) => send(context, tooLarge, { connection: 'close' });
  wire.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError }));
  wire.route('/', routes);
  wire.all('*', async (context) => {
    const target = context.req.header('x-amz-target') ?? '';
    try {
      return send(context, await answer(services, target, await context.req.text()));
    } catch {
      // The reply is lost, or the client went away.
      context.env.outgoing.destroy();
      return RESPONSE_ALREADY_SENT;
    }
  });
  const serverOptions = { keepAliveTimeout: KEEP_ALIVE_MS };
  return createAdaptorServer({ fetch: wire.fetch, serverOptions }) as Server;
}

function send(context: Context, { status, headers, body }: AwsJsonAnswer, more = {}): Response {
  return context.body(body, status as 200, { ...headers, ...more });
}

/** Runs one request body against the service its target names. Rejects with nothing but LostReply. */
export async function answer(
  services: readonly AwsJsonService[],
  target: string,
  body: string,
): Promise<AwsJsonAnswer> {
  const [prefix = '', operation = ''] = target.split('.');
  try {
    const service = services.find((candidate) => candidate.targetPrefix === prefix);
    if (service === undefined || operation === '') throw unknownTarget(target);
    const output = await service.call(operation, parseBody(body));
    return toAnswer(prefix, 200, output ?? {});
  } catch (error) {
    if (error instanceof LostReply) throw error;
    return toError(prefix, error);
  }
}

function parseBody(body: string): Record<string, unknown> {
  let input: unknown;
  try {
    input = body === '' ? {} : JSON.parse(body);
  } catch {
    throw new AwsJsonError('SerializationException', 'The body is not JSON');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new AwsJsonError('SerializationException', 'The body is not a JSON object');
  return input as Record<string, unknown>;
}

function unknownTarget(target: string): AwsJsonError {
  return new AwsJsonError('UnknownOperationException', `No service answers to the target "${target}"`);
}

function toError(prefix: string, error: unknown): AwsJsonAnswer {
  const known = errorOf(error);
  if (known.status === 500) console.error(error);
  const namespace = prefix === DYNAMODB ? 'com.amazonaws.dynamodb.v20120810#' : '';
  const body = { __type: namespace + known.code, message: known.message, ...known.extra };
  return toAnswer(prefix, known.status, body);
}

function toAnswer(prefix: string, status: number, output: unknown): AwsJsonAnswer {
  const body = Buffer.from(JSON.stringify(output));
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': String(body.length),
    'x-amzn-requestid': randomUUID(),
  };
  if (prefix === DYNAMODB) headers['x-amz-crc32'] = String(crc32(body));
  return { status, headers, body };
}

function errorOf(error: unknown): AwsJsonError {
  if (error instanceof AwsJsonError) return error;
  if (error instanceof StorageError) return new AwsJsonError('ServiceUnavailable', error.message, 503);
  return new AwsJsonError('InternalServerError', 'The embedded service failed on this request', 500);
}
