import { AppError } from '../../../shared/kernel/errors.ts';
import { ascii, damaged, joined, latin1, refuseDisguise, requireSize, viewOf } from './bytes.ts';
import { orientationBlock, orientationIn, UPRIGHT } from './orientation.ts';

const ALPHA = 0x10;
const EXIF = 0x08;

interface Chunk {
  readonly type: string;
  readonly data: Uint8Array;
}

/** A still WebP with what draws it and which way up it is, and nothing else (RFC 9649). */
export function cleanWebp(bytes: Uint8Array): Uint8Array {
  const { chunks, trailing } = chunksOf(bytes);
  refuseDisguise(trailing);
  const image = chunks.find(({ type }) => type === 'VP8 ' || type === 'VP8L');
  const alpha = chunks.find(({ type }) => type === 'ALPH');
  const head = chunks.find(({ type }) => type === 'VP8X');
  if (chunks.some(({ type }) => type === 'ANIM' || type === 'ANMF'))
    throw new AppError('UnsupportedMedia', 'unsupported-file');
  if (image === undefined) throw damaged();
  requireSize(...sizeOf(image));
  const exif = chunks.find(({ type }) => type === 'EXIF');
  const orientation = exif === undefined ? UPRIGHT : orientationIn(exif.data);
  for (const { type, data } of chunks)
    if (!['VP8 ', 'VP8L', 'ALPH', 'XMP '].includes(type)) refuseDisguise(data);
  const turned = orientation === UPRIGHT ? [] : [chunk('EXIF', orientationBlock(orientation))];
  const picture = [
    ...(alpha === undefined ? [] : [chunk('ALPH', alpha.data)]),
    chunk(image.type, image.data),
  ];
  if (head === undefined) return riff(picture);
  if (head.data.length !== 10) throw damaged();
  const flags = ((head.data[0] ?? 0) & ALPHA) | (turned.length > 0 ? EXIF : 0);
  const extended = chunk('VP8X', joined([Uint8Array.of(flags, 0, 0, 0), head.data.subarray(4)]));
  return riff([extended, ...picture, ...turned]);
}

/** Width and height as the decoder will read them. */
function sizeOf({ type, data }: Chunk): [number, number] {
  if (data.length < 10) throw damaged();
  const view = viewOf(data);
  if (type === 'VP8 ') return [view.getUint16(6, true) & 0x3fff, view.getUint16(8, true) & 0x3fff];
  const bits = view.getUint32(1, true);
  return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1];
}

function riff(chunks: readonly Uint8Array[]): Uint8Array {
  const body = joined([ascii('WEBP'), ...chunks]);
  return joined([ascii('RIFF'), little32(body.length), body]);
}

/** Padded to an even length. */
const chunk = (type: string, data: Uint8Array): Uint8Array =>
  joined([ascii(type), little32(data.length), data, new Uint8Array(data.length % 2)]);

function little32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, true);
  return bytes;
}

function chunksOf(bytes: Uint8Array): { chunks: Chunk[]; trailing: Uint8Array } {
  const view = viewOf(bytes);
  const end = 8 + view.getUint32(4, true);
  if (end > bytes.length) throw damaged();
  const chunks: Chunk[] = [];
  for (let at = 12; at < end; ) {
    if (at + 8 > end) throw damaged();
    const length = view.getUint32(at + 4, true);
    const from = at + 8;
    if (from + length > end) throw damaged();
    chunks.push({ type: latin1(bytes.subarray(at, at + 4)), data: bytes.subarray(from, from + length) });
    at = from + length + (length % 2);
  }
  return { chunks, trailing: bytes.subarray(end) };
}
