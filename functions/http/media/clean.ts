import { AppError } from '../../../shared/kernel/errors.ts';
import { latin1 } from './bytes.ts';
import { cleanJpeg } from './jpeg.ts';
import { cleanPdf } from './pdf.ts';
import { cleanPng } from './png.ts';
import { cleanWebp } from './webp.ts';

interface CleanFile {
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp' | 'application/pdf';
  readonly content: Uint8Array;
}

const SIGNATURES = ['\xff\xd8\xff', '\x89PNG\r\n\x1a\n', 'RIFF', '%PDF-'];

/** By its first bytes; whether it is whole, cleaning it will tell. */
export const isPictureOrLetter = (bytes: Uint8Array): boolean =>
  SIGNATURES.some((signature) => latin1(bytes.subarray(0, signature.length)) === signature);

/**
 * A photo or a scanned letter as it may be kept: its kind told by its bytes, not by its sender, and without anything
 * that says where, when or with which telephone it was made. Pure; throws UnsupportedMedia or TooLarge.
 */
export function cleanFile(bytes: Uint8Array): CleanFile {
  const head = latin1(bytes.subarray(0, 12));
  if (head.startsWith('\xff\xd8\xff')) return { mediaType: 'image/jpeg', content: cleanJpeg(bytes) };
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return { mediaType: 'image/png', content: cleanPng(bytes) };
  if (head.startsWith('RIFF') && head.slice(8) === 'WEBP')
    return { mediaType: 'image/webp', content: cleanWebp(bytes) };
  if (head.startsWith('%PDF-')) return { mediaType: 'application/pdf', content: cleanPdf(bytes) };
  throw new AppError('UnsupportedMedia', 'unsupported-file');
}
