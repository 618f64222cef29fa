import { AppError } from '../../shared/kernel/errors.ts';
import type { Ctx } from './http-deps.ts';
import { parseJson } from './json-text.ts';

const JSON_LIMIT = 256 * 1024;

/** The bytes of the body, counted while they arrive; what the client says about their number is not trusted. */
export async function readBytes(c: Ctx, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  // A few packed bytes may be gigabytes: nobody needs to pack what people type.
  if ((c.req.header('content-encoding') ?? 'identity') !== 'identity')
    throw new AppError('UnsupportedMedia', 'unsupported-media');
  const stream = c.req.raw.body;
  if (stream === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of whole(stream)) {
    size += chunk.byteLength;
    if (size > limit) throw new AppError('TooLarge', 'too-large', { params: { limit } });
    chunks.push(chunk);
  }
  return join(chunks, size);
}

/** A connection that breaks, or chunks that are none, are no fault of ours. */
async function* whole(stream: ReadableStream<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* stream;
  } catch (cause) {
    throw new AppError('InvalidInput', 'cut-off', { cause });
  }
}

/** The JSON body; refuses other content types, bad encodings, duplicate keys and deep nesting. */
export async function readJson(c: Ctx): Promise<unknown> {
  if (mediaTypeOf(c) !== 'application/json') throw new AppError('UnsupportedMedia', 'unsupported-media');
  return parseJson(decode(await readBytes(c, JSON_LIMIT)));
}

const mediaTypeOf = (c: Ctx): string =>
  (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new AppError('InvalidInput', 'malformed-json', { cause });
  }
}

function join(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
