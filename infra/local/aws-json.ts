import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';

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
  readonly body: Buffer;
}

/** Claims a request that is not for AWS by answering true; the body is then its to read. */
export type OtherRequests = (
  request: IncomingMessage,
  response: ServerResponse,
) => boolean | Promise<boolean>;

const DYNAMODB = 'DynamoDB_20120810';
/** DynamoDB takes 16 MB in a BatchWriteItem; nothing else is larger. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Longer than the SDK keeps an idle connection, so that it never meets a closing one. */
const KEEP_ALIVE_MS = 75_000;

/** The HTTP front of the services, told apart by X-Amz-Target. The caller listens and closes. */
export function awsJsonServer(
  services: readonly AwsJsonService[],
  options: { handleOther?: OtherRequests } = {},
): Server {
  const server = createServer((request, response) => {
    // A client that goes away is its own affair: without listeners its errors would end the process.
    request.on('error', () => response.destroy());
    response.on('error', () => request.destroy());
    respond(services, options.handleOther, request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return server;
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

async function respond(
  services: readonly AwsJsonService[],
  handleOther: OtherRequests | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = request.headers['x-amz-target'];
  if (typeof target !== 'string' || request.method !== 'POST') {
    const claimed = await Promise.resolve(handleOther?.(request, response));
    if (claimed === true) return;
    send(response, toError('', unknownTarget(String(target ?? ''))));
    return;
  }
  const body = await readBody(request);
  if (body === undefined) {
    response.setHeader('connection', 'close');
    send(response, toError('', new AwsJsonError('RequestEntityTooLarge', 'Request body too large', 413)));
    return;
  }
  send(response, await answer(services, target, body));
}

/** The whole body, or undefined when it exceeds the limit. Rejects when the client goes away. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString();
}

function send(response: ServerResponse, { status, headers, body }: AwsJsonAnswer): void {
  if (response.destroyed) return;
  response.writeHead(status, headers);
  response.end(body);
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
  const known =
    error instanceof AwsJsonError
      ? error
      : new AwsJsonError('InternalServerError', 'The embedded service failed on this request', 500);
  if (!(error instanceof AwsJsonError)) console.error(error);
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
