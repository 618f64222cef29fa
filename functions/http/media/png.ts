import { crc32 } from 'node:zlib';
import { ascii, damaged, joined, latin1, refuseDisguise, requireSize, u32, viewOf } from './bytes.ts';
import { orientationBlock, orientationIn, UPRIGHT } from './orientation.ts';

const SIGNATURE = ascii('\x89PNG\r\n\x1a\n');
/** What draws the picture; texts, times, profiles, previews, animations and private chunks are not among it. */
const DRAWS = new Set([
  ...['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS'],
  ...['gAMA', 'cHRM', 'sRGB', 'cICP', 'sBIT', 'bKGD', 'pHYs'],
]);

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** A PNG with what draws it and which way up it is, and nothing else. */
export function cleanPng(bytes: Uint8Array): Uint8Array {
  const { chunks, trailing } = chunksOf(bytes);
  refuseDisguise(trailing);
  const [head] = chunks;
  if (head?.type !== 'IHDR' || head.data.length !== 13 || !chunks.some(({ type }) => type === 'IDAT'))
    throw damaged();
  requireSize(viewOf(head.data).getUint32(0), viewOf(head.data).getUint32(4));
  const kept: Uint8Array[] = [];
  let orientation = UPRIGHT;
  for (const { type, data } of chunks) {
    if (type === 'eXIf') orientation = orientationIn(data);
    // XMP is XML by nature; other texts are not.
    if (!DRAWS.has(type) && !latin1(data).startsWith('XML:com.adobe.xmp\0')) refuseDisguise(data);
    if (DRAWS.has(type)) kept.push(chunk(type, data));
  }
  // Behind the header: it must not stand between the parts of the picture.
  if (orientation !== UPRIGHT) kept.splice(1, 0, chunk('eXIf', orientationBlock(orientation)));
  return joined([SIGNATURE, ...kept]);
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const named = joined([ascii(type), data]);
  return joined([u32(data.length), named, u32(crc32(named))]);
}

function chunksOf(bytes: Uint8Array): { chunks: Chunk[]; trailing: Uint8Array } {
  const view = viewOf(bytes);
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) break;
    const named = bytes.subarray(at + 4, end - 4);
    if (crc32(named) !== view.getUint32(end - 4)) break;
    const type = latin1(named.subarray(0, 4));
    chunks.push({ type, data: named.subarray(4) });
    if (type === 'IEND') return { chunks, trailing: bytes.subarray(end) };
    at = end;
  }
  throw damaged();
}
