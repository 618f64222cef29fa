import { AppError } from '../../../shared/kernel/errors.ts';

/** The file says it is one thing and is broken off, or not built like one. */
export const damaged = (): AppError => new AppError('UnsupportedMedia', 'damaged-file');

// A 64-megapixel photo of a phone still passes; what a decoder would unfold to gigabytes does not.
const MOST_PIXELS = 2 ** 26;

export function requireSize(width: number, height: number): void {
  if (width * height > MOST_PIXELS)
    throw new AppError('TooLarge', 'too-many-pixels', { params: { limit: MOST_PIXELS / 2 ** 20 } });
}

const ANOTHER = /<(!doctype|html|head|body|script|svg|iframe|object|embed|\?php|\?xml)|%PDF-/i;
const ARCHIVE = 'PK\x03\x04';

/** A page, a drawing, an archive or a document hidden behind a picture: such a file is refused, not cleaned. */
export function refuseDisguise(hidden: Uint8Array): void {
  const text = latin1(hidden);
  if (ANOTHER.test(text) || text.includes(ARCHIVE)) throw new AppError('UnsupportedMedia', 'disguised-file');
}

export const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');
export const ascii = (text: string): Uint8Array => Buffer.from(text, 'latin1');

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const joined = (parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);

export const u16 = (value: number): Uint8Array => Uint8Array.of(value >>> 8, value & 0xff);
export const u32 = (value: number): Uint8Array => joined([u16(value >>> 16), u16(value & 0xffff)]);
