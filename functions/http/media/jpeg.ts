import { ascii, damaged, joined, latin1, refuseDisguise, requireSize, u16, viewOf } from './bytes.ts';
import { orientationBlock, orientationIn, UPRIGHT } from './orientation.ts';

const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP14 = 0xee;

/** Huffman and quantisation tables, frames, scans, restart interval: what draws the picture (ISO 10918-1, table B.1). */
const draws = (marker: number): boolean =>
  (marker >= 0xc0 && marker <= 0xcf) || (marker >= 0xda && marker <= 0xdf) || marker === 0xdb;

const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

interface Segment {
  readonly marker: number;
  readonly payload: Uint8Array;
  /** Entropy-coded data behind a start of scan. */
  readonly scan: Uint8Array;
}

/**
 * A JPEG with what draws it and which way up it is, and nothing else: EXIF with its place, XMP, IPTC, comments, colour
 * profiles, previews and whatever follows the picture are gone.
 */
export function cleanJpeg(bytes: Uint8Array): Uint8Array {
  const { segments, trailing } = segmentsOf(bytes);
  refuseDisguise(trailing);
  for (const { marker, payload } of segments) {
    if (isFrame(marker) && payload.length >= 5)
      requireSize(viewOf(payload).getUint16(3), viewOf(payload).getUint16(1));
    // XMP is XML by nature; a comment with a page in it is not.
    if (!draws(marker) && marker !== APP1) refuseDisguise(payload);
  }
  const jfif = payloadOf(segments, APP0, 'JFIF\0');
  const exif = payloadOf(segments, APP1, 'Exif\0\0');
  const orientation = exif === undefined ? UPRIGHT : orientationIn(exif);
  const density = jfif === undefined ? null : joined([jfif.subarray(0, 12), ascii('\0\0')]);
  const turned = joined([ascii('Exif\0\0'), orientationBlock(orientation)]);
  return joined([
    ascii('\xff\xd8'),
    ...(density === null ? [] : [segment(APP0, density)]),
    ...(orientation === UPRIGHT ? [] : [segment(APP1, turned)]),
    ...segments.flatMap(picture),
    ascii('\xff\xd9'),
  ]);
}

const payloadOf = (segments: readonly Segment[], wanted: number, start: string): Uint8Array | undefined =>
  segments.find(({ marker, payload }) => marker === wanted && latin1(payload).startsWith(start))?.payload;

/** What draws, and how Adobe mixed the colours. */
function picture({ marker, payload, scan }: Segment): Uint8Array[] {
  if (draws(marker)) return [segment(marker, payload), scan];
  const isAdobe = marker === APP14 && latin1(payload).startsWith('Adobe');
  return isAdobe ? [segment(marker, payload.subarray(0, 12))] : [];
}

const segment = (marker: number, payload: Uint8Array): Uint8Array =>
  joined([Uint8Array.of(0xff, marker), u16(payload.length + 2), payload]);

function segmentsOf(bytes: Uint8Array): { segments: Segment[]; trailing: Uint8Array } {
  const segments: Segment[] = [];
  for (let at = 2; ; ) {
    at = markerAt(bytes, at);
    const marker = bytes[at + 1] ?? 0;
    if (marker === EOI) return { segments, trailing: bytes.subarray(at + 2) };
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) throw damaged();
    const next = marker === SOS ? scanEnd(bytes, end) : end;
    segments.push({ marker, payload: bytes.subarray(at + 4, end), scan: bytes.subarray(end, next) });
    at = next;
  }
}

/** The marker that begins here, after any number of fill bytes. */
function markerAt(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1;
  const marker = bytes[at + 1] ?? 0;
  const standsAlone = marker >= 0xd0 && marker <= 0xd8;
  if (bytes[at] !== 0xff || marker < 0xc0 || standsAlone) throw damaged();
  return at;
}

/** Where the next marker stands; stuffed zeros and restart markers belong to the data. */
function scanEnd(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next === undefined) break;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  throw damaged();
}
