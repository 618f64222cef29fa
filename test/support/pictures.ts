import { crc32 } from 'node:zlib';

const bytesOf = (lines: readonly string[]): Uint8Array => Buffer.from(lines.join(''), 'base64');

/** Eight by four pixels, left red and right blue, as Chromium writes them: with a colour profile. */
export const JPEG = bytesOf([
  '/9j/4AAQSkZJRgABAQAAAQABAAD/4gHYSUNDX1BST0ZJTEUAAQEAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAA',
  'AABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAA',
  'ABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAA',
  'AAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAA',
  'AAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAA',
  'AABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADb/2wBDABsSFBcU',
  'ERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4r',
  'K06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAEAAgDASIAAhEB',
  'AxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAWEAEBAQAAAAAAAAAAAAAAAAAABEL/xAAVAQEBAAAAAAAAAAAAAAAAAAAD',
  'Bf/EABoRAAEFAQAAAAAAAAAAAAAAAAABBDNB8AL/2gAMAwEAAhEDEQA/AI1GQFNnDzrEdSrqP//Z',
]);

export const PNG = bytesOf([
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAECAYAAACzzX7wAAAAI0lEQVR4AaTKoQ0AABDCwIb9R2Mn3uJe0ORcZUgDp4mnfTgA',
  'AAD//9U0JKkAAAAGSURBVAMAc2IOYSCNBxIAAAAASUVORK5CYII=',
]);

export const WEBP_LOSSY = bytesOf([
  'UklGRioCAABXRUJQVlA4WAoAAAAgAAAABwAAAwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAA',
  'AABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAA',
  'ABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAA',
  'AAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAA',
  'AAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAA',
  'AABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDggPAAAABAC',
  'AJ0BKggABAAEAGglqAJ0cgCr/9wABcAA/vB19Un0dox9sePTSH/y31P49NIfUn7Ns5bBvJ6Du9oAAA==',
]);

export const WEBP_LOSSLESS = bytesOf([
  'UklGRgICAABXRUJQVlA4WAoAAAAgAAAABwAAAwAASUNDUMgBAAAAAAHIAAAAAAQwAABtbnRyUkdCIFhZWiAH4AABAAEAAAAA',
  'AABhY3NwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAA9tYAAQAAAADTLQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
  'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAlkZXNjAAAA8AAAACRyWFlaAAABFAAAABRnWFlaAAABKAAAABRiWFlaAAABPAAA',
  'ABR3dHB0AAABUAAAABRyVFJDAAABZAAAAChnVFJDAAABZAAAAChiVFJDAAABZAAAAChjcHJ0AAABjAAAADxtbHVjAAAAAAAA',
  'AAEAAAAMZW5VUwAAAAgAAAAcAHMAUgBHAEJYWVogAAAAAAAAb6IAADj1AAADkFhZWiAAAAAAAABimQAAt4UAABjaWFlaIAAA',
  'AAAAACSgAAAPhAAAts9YWVogAAAAAAAA9tYAAQAAAADTLXBhcmEAAAAAAAQAAAACZmYAAPKnAAANWQAAE9AAAApbAAAAAAAA',
  'AABtbHVjAAAAAAAAAAEAAAAMZW5VUwAAACAAAAAcAEcAbwBvAGcAbABlACAASQBuAGMALgAgADIAMAAxADZWUDhMEwAAAC8H',
  'wAAADxDDfBrm+Q8HfYjofwAA',
]);

const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');
export const join = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.concat(parts));

function u32(value: number, little = false): Uint8Array {
  const bytes = Buffer.alloc(4);
  if (little) bytes.writeUInt32LE(value);
  else bytes.writeUInt32BE(value);
  return bytes;
}

/** A TIFF block as telephones write it: which way up, make, and where it was taken. */
export function exifOf(orientation: number): Uint8Array {
  const make = ascii('Telephone of Hana\0');
  const entry = (tag: number, type: number, count: number, value: Uint8Array) =>
    join(Uint8Array.of(tag >> 8, tag & 255, 0, type), u32(count), value);
  const after = 8 + 2 + 3 * 12 + 4;
  const gps = after + make.length;
  return join(
    ascii('MM\0*'),
    u32(8),
    Uint8Array.of(0, 3),
    entry(0x010f, 2, make.length, u32(after)),
    entry(0x0112, 3, 1, Uint8Array.of(0, orientation, 0, 0)),
    entry(0x8825, 4, 1, u32(gps)),
    u32(0),
    make,
    Uint8Array.of(0, 1),
    entry(0x0002, 5, 3, ascii('35.8')),
    u32(0),
  );
}

export const segment = (marker: number, payload: Uint8Array): Uint8Array =>
  join(Uint8Array.of(0xff, marker, (payload.length + 2) >> 8, (payload.length + 2) & 255), payload);

/** A JPEG with these segments before all others. */
export const jpegWith = (...segments: readonly Uint8Array[]) =>
  join(JPEG.subarray(0, 2), ...segments, JPEG.subarray(2));

export function pngChunk(type: string, data: Uint8Array): Uint8Array {
  const named = join(ascii(type), data);
  return join(u32(data.length), named, u32(crc32(named)));
}

const HEADER = 8 + 25;
/** A PNG with these chunks behind its header. */
export const pngWith = (...chunks: readonly Uint8Array[]) =>
  join(PNG.subarray(0, HEADER), ...chunks, PNG.subarray(HEADER));

export const webpChunk = (type: string, data: Uint8Array): Uint8Array =>
  join(ascii(type), u32(data.length, true), data, new Uint8Array(data.length % 2));

/** A WebP with these chunks behind all others. */
export function webpWith(...chunks: readonly Uint8Array[]) {
  const body = join(WEBP_LOSSY.subarray(8), ...chunks);
  return join(ascii('RIFF'), u32(body.length, true), body);
}

export const text = ascii;
