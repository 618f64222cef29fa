import { describe, expect, it } from 'vitest';
import { cleanFile } from '../../../functions/http/media/clean.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import {
  exifOf,
  JPEG,
  join,
  jpegWith,
  PNG,
  pngChunk,
  pngWith,
  segment,
  text,
  WEBP_LOSSLESS,
  WEBP_LOSSY,
  webpChunk,
  webpWith,
} from '../../support/pictures.ts';

const SECRET = 'Hana, Al-Qayara';
const exif = (orientation: number) => join(text('Exif\0\0'), exifOf(orientation));
const xmp = text(`http://ns.adobe.com/xap/1.0/\0<?xpacket?><x:xmpmeta>${SECRET}</x:xmpmeta>`);
const iptc = text(`Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x20${SECRET}`);
const PDF = text('%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n');

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const codeOf = (bytes: Uint8Array): string => {
  try {
    return cleanFile(bytes).mediaType;
  } catch (error) {
    if (error instanceof AppError) return `${error.name} ${error.code}`;
    throw error;
  }
};

describe('a file that is kept', () => {
  it.each([
    ['JPEG', JPEG, 'image/jpeg'],
    ['PNG', PNG, 'image/png'],
    ['lossy WebP', WEBP_LOSSY, 'image/webp'],
    ['lossless WebP', WEBP_LOSSLESS, 'image/webp'],
    ['PDF', PDF, 'application/pdf'],
  ])('is told by its bytes: %s', (_, bytes, mediaType) => {
    const once = cleanFile(bytes);
    expect(once.mediaType).toBe(mediaType);
    expect(cleanFile(once.content).content, 'cleaning again changes nothing').toEqual(once.content);
    expect(latin1(once.content)).not.toMatch(/ICC_PROFILE|ICCP|Google/);
  });

  const telling: [string, Uint8Array, Uint8Array][] = [
    ['EXIF with a place', jpegWith(segment(0xe1, exif(1))), JPEG],
    ['XMP', jpegWith(segment(0xe1, xmp)), JPEG],
    ['IPTC', jpegWith(segment(0xed, iptc)), JPEG],
    ['a comment', jpegWith(segment(0xfe, text(SECRET))), JPEG],
    ['a maker note', jpegWith(segment(0xe4, text(SECRET))), JPEG],
    ['a second picture behind the first', join(JPEG, jpegWith(segment(0xfe, text(SECRET)))), JPEG],
    ['a film behind the picture', join(JPEG, text(`ftypmp42${SECRET}`)), JPEG],
    ['EXIF in a PNG', pngWith(pngChunk('eXIf', exifOf(1))), PNG],
    ['a text in a PNG', pngWith(pngChunk('tEXt', text(`Author\0${SECRET}`))), PNG],
    ['XMP in a PNG', pngWith(pngChunk('iTXt', text(`XML:com.adobe.xmp\0\0\0\0\0<?xpacket?>${SECRET}`))), PNG],
    ['the time in a PNG', pngWith(pngChunk('tIME', Uint8Array.of(7, 234, 11, 20, 9, 0, 0))), PNG],
    ['a private chunk of a PNG', pngWith(pngChunk('prVt', text(SECRET))), PNG],
    ['something behind a PNG', join(PNG, text(SECRET)), PNG],
    ['EXIF in a WebP', webpWith(webpChunk('EXIF', exifOf(1))), WEBP_LOSSY],
    ['XMP in a WebP', webpWith(webpChunk('XMP ', xmp)), WEBP_LOSSY],
    ['an unknown chunk of a WebP', webpWith(webpChunk('note', text(SECRET))), WEBP_LOSSY],
    ['something behind a WebP', join(WEBP_LOSSY, text(SECRET)), WEBP_LOSSY],
    ['something behind a PDF', join(PDF, text(SECRET)), PDF],
  ];
  it.each(telling)('does not tell: %s', (_, bytes, plain) => {
    const { content } = cleanFile(bytes);
    expect(content).toEqual(cleanFile(plain).content);
    expect(latin1(content)).not.toMatch(/Hana|Telephone|35\.8/);
  });

  it.each([2, 3, 6, 8])('still knows which way up it is: %i', (orientation) => {
    const files = [
      jpegWith(segment(0xe1, exif(orientation))),
      pngWith(pngChunk('eXIf', exifOf(orientation))),
      webpWith(webpChunk('EXIF', exifOf(orientation))),
    ];
    for (const file of files) {
      const { content } = cleanFile(file);
      const tag = Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation]).toString('latin1');
      expect(latin1(content)).toContain(tag);
      expect(latin1(content)).not.toMatch(/Hana|Telephone|35\.8/);
    }
  });

  it('keeps what draws it: tables, frames and scans byte for byte', () => {
    const { content } = cleanFile(JPEG);
    const from = latin1(JPEG).indexOf('\xff\xdb');
    expect(latin1(content)).toContain(latin1(JPEG.subarray(from)));
  });
});

describe('a file is refused', () => {
  const page = text('<html><script>alert(1)</script></html>');
  const wide = Buffer.from(PNG.subarray(16, 29));
  wide.writeUInt32BE(9000, 0);
  wide.writeUInt32BE(9000, 4);
  const tall = Buffer.from(JPEG);
  const frame = tall.indexOf(Buffer.from([0xff, 0xc0]));
  tall.writeUInt16BE(65_000, frame + 5);
  tall.writeUInt16BE(65_000, frame + 7);
  it.each<[string, Uint8Array, string]>([
    ['a page', page, 'UnsupportedMedia unsupported-file'],
    ['a drawing that may bear a program', text('<svg onload="x()"/>'), 'UnsupportedMedia unsupported-file'],
    ['an archive', text('PK\x03\x04'), 'UnsupportedMedia unsupported-file'],
    ['a GIF', text('GIF89a'), 'UnsupportedMedia unsupported-file'],
    ['a page that begins like a JPEG', join(text('\xff\xd8\xff'), page), 'UnsupportedMedia damaged-file'],
    ['a JPEG with a page behind it', join(JPEG, page), 'UnsupportedMedia disguised-file'],
    ['a JPEG with a page in it', jpegWith(segment(0xfe, page)), 'UnsupportedMedia disguised-file'],
    ['a JPEG with an archive behind it', join(JPEG, text('PK\x03\x04')), 'UnsupportedMedia disguised-file'],
    ['a PNG with a page in it', pngWith(pngChunk('tEXt', page)), 'UnsupportedMedia disguised-file'],
    ['a PNG with a page behind it', join(PNG, page), 'UnsupportedMedia disguised-file'],
    ['a WebP with a page in it', webpWith(webpChunk('note', page)), 'UnsupportedMedia disguised-file'],
    ['a moving WebP', webpWith(webpChunk('ANIM', new Uint8Array(6))), 'UnsupportedMedia unsupported-file'],
    ['half a JPEG', JPEG.subarray(0, JPEG.length - 40), 'UnsupportedMedia damaged-file'],
    ['half a PNG', PNG.subarray(0, 60), 'UnsupportedMedia damaged-file'],
    ['a PNG with a flipped bit', Buffer.from(PNG).fill(0x55, 50, 51), 'UnsupportedMedia damaged-file'],
    ['half a WebP', WEBP_LOSSY.subarray(0, 500), 'UnsupportedMedia damaged-file'],
    ['a PDF without an end', text('%PDF-1.7\n'), 'UnsupportedMedia damaged-file'],
    ['a PDF that runs a program', text('%PDF-1.7\n/S /JavaScript\n%%EOF'), 'UnsupportedMedia active-file'],
    ['a PDF that hides it', text('%PDF-1.7\n/S /Java#53cript\n%%EOF'), 'UnsupportedMedia active-file'],
    [
      'a PDF with a page in its head',
      join(text('%PDF-1.7\n'), page, text('%%EOF')),
      'UnsupportedMedia disguised-file',
    ],
    [
      'a PDF with an archive in it',
      text('%PDF-1.7\nPK\x03\x04…PK\x05\x06\n%%EOF'),
      'UnsupportedMedia disguised-file',
    ],
    ['nothing', new Uint8Array(), 'UnsupportedMedia unsupported-file'],
    [
      'a PNG of 81 million pixels',
      join(PNG.subarray(0, 8), pngChunk('IHDR', wide), PNG.subarray(33)),
      'TooLarge too-many-pixels',
    ],
    ['a JPEG of four thousand million pixels', tall, 'TooLarge too-many-pixels'],
  ])('%s', (_, bytes, code) => {
    expect(codeOf(bytes)).toBe(code);
  });

  it('whatever bytes follow the signature of a picture, with an answer, in no time', () => {
    const began = performance.now();
    for (const [n, head] of [
      '\xff\xd8\xff',
      '\x89PNG\r\n\x1a\n',
      'RIFF\xff\xff\0\0WEBP',
      '%PDF-1.7',
    ].entries())
      for (let seed = 0; seed < 200; seed++) {
        const noise = Uint8Array.from({ length: 300 }, (__, at) => (at * 7919 + seed * 104_729 + n) % 256);
        expect(codeOf(join(text(head), noise))).toMatch(/^(UnsupportedMedia|TooLarge|image)/);
      }
    expect(performance.now() - began).toBeLessThan(5000);
  });
});
