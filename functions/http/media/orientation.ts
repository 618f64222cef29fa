import { ascii, joined, latin1, u16, u32, viewOf } from './bytes.ts';

const TAG = 0x0112;
const SHORT = 3;
/** As the sensor saw it. */
export const UPRIGHT = 1;

/** Which way up (1 to 8) an EXIF block says the picture is; upright when it says nothing that makes sense. */
export function orientationIn(exif: Uint8Array): number {
  const tiff = latin1(exif.subarray(0, 6)) === 'Exif\0\0' ? exif.subarray(6) : exif;
  const order = latin1(tiff.subarray(0, 4));
  if (tiff.length < 14 || (order !== 'MM\0*' && order !== 'II*\0')) return UPRIGHT;
  const little = order.startsWith('I');
  const view = viewOf(tiff);
  const at = view.getUint32(4, little);
  if (at + 2 > tiff.length) return UPRIGHT;
  const count = view.getUint16(at, little);
  for (let entry = at + 2; entry < at + 2 + count * 12 && entry + 12 <= tiff.length; entry += 12) {
    if (view.getUint16(entry, little) !== TAG || view.getUint16(entry + 2, little) !== SHORT) continue;
    const value = view.getUint16(entry + 8, little);
    return value >= 1 && value <= 8 ? value : UPRIGHT;
  }
  return UPRIGHT;
}

/** A TIFF block that says which way up and nothing else: no place, no time, no telephone. */
export const orientationBlock = (orientation: number): Uint8Array =>
  joined([ascii('MM\0*'), u32(8), u16(1), u16(TAG), u16(SHORT), u32(1), u16(orientation), u16(0), u32(0)]);
