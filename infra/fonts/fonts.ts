import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import subsetFont from 'subset-font';
import { writeIfChanged } from '../write-if-changed.ts';

const WEIGHTS = [400, 700] as const;
const PACKAGE = join(import.meta.dirname, '../../node_modules/@fontsource/noto-sans-arabic');

/** Inclusive code points: no Latin, the reader's own font draws it. */
const ARABIC_AND_SORANI: readonly (readonly [number, number])[] = [
  [0x20, 0x20],
  [0xab, 0xab],
  [0xbb, 0xbb],
  [0x60c, 0x60c],
  [0x61b, 0x61b],
  [0x61f, 0x61f],
  [0x621, 0x63a],
  [0x640, 0x652],
  [0x660, 0x66c],
  [0x670, 0x670],
  [0x67e, 0x67e],
  [0x686, 0x686],
  [0x695, 0x695],
  [0x698, 0x698],
  [0x6a4, 0x6a4],
  [0x6a9, 0x6a9],
  [0x6af, 0x6af],
  [0x6b5, 0x6b5],
  [0x6be, 0x6be],
  [0x6c6, 0x6c6],
  [0x6cc, 0x6cc],
  [0x6ce, 0x6ce],
  [0x6d5, 0x6d5],
  [0x200c, 0x200f],
  [0x2013, 0x2014],
  [0x2018, 0x2019],
  [0x201c, 0x201d],
  [0x2026, 0x2026],
];

export const FONT_TEXT = ARABIC_AND_SORANI.map(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, index) => String.fromCodePoint(first + index)).join(''),
).join('');

export interface FontFile {
  readonly name: string;
  readonly body: Uint8Array;
}

/** Both weights of Noto Sans Arabic, letters of Arabic and Sorani only; cached, since subsetting takes half the build. */
export async function subsetFonts(cache: string): Promise<readonly FontFile[]> {
  await mkdir(cache, { recursive: true });
  return Promise.all(WEIGHTS.map((weight) => subsetOf(weight, cache)));
}

async function subsetOf(weight: number, cache: string): Promise<FontFile> {
  const source = await readFile(join(PACKAGE, `files/noto-sans-arabic-arabic-${weight}-normal.woff2`));
  const key = createHash('sha256').update(source).update(FONT_TEXT).digest('hex').slice(0, 16);
  const file = join(cache, `noto-sans-arabic-${weight}-${key}.woff2`);
  const name = `noto-sans-arabic-${weight}.woff2`;
  const cached = await readFile(file).catch(() => null);
  if (cached !== null) return { name, body: cached };
  const body = await subsetFont(source, FONT_TEXT, { targetFormat: 'woff2' });
  await writeIfChanged(file, body);
  return { name, body };
}

/** The Open Font License, which must travel with the files. */
export const fontLicence = (): Promise<Uint8Array> => readFile(join(PACKAGE, 'LICENSE'));
