import { inflateSync } from 'node:zlib';

/** What a PDF of Chromium holds: the size of each sheet in points, and its letters in the order they are painted. */
export interface PdfPage {
  readonly width: number;
  readonly height: number;
  readonly text: string;
}

/** Enough of the format for what Skia writes: plain objects, deflated streams, glyphs told by ToUnicode tables. */
export function readPdf(file: Uint8Array): PdfPage[] {
  const objects = objectsIn(Buffer.from(file).toString('latin1'));
  const pages = [...objects.values()].filter(({ head }) => /\/Type\s*\/Page\b(?!s)/.test(head));
  return pages.map(({ head }) => {
    const [, , width = '0', height = '0'] =
      /\/MediaBox\s*\[\s*(\S+)\s+\S+\s+(\S+)\s+(\S+)\s*\]/.exec(head)?.slice(0) ?? [];
    return { width: Number(width), height: Number(height), text: textOf(head, objects) };
  });
}

interface PdfObject {
  readonly head: string;
  readonly stream: string;
}
type Objects = ReadonlyMap<string, PdfObject>;

function objectsIn(file: string): Objects {
  const found = new Map<string, PdfObject>();
  for (const match of file.matchAll(/(?:^|\n)(\d+) 0 obj\s([\s\S]*?)(?:endobj|stream\r?\n)/g)) {
    const [whole, number = '', head = ''] = match;
    const from = match.index + whole.length;
    const length = Number(/\/Length (\d+)(?! \d+ R)/.exec(head)?.[1] ?? 0);
    const isStream = whole.trimEnd().endsWith('stream');
    const raw = isStream ? Buffer.from(file.slice(from, from + length), 'latin1') : Buffer.alloc(0);
    const stream = head.includes('/FlateDecode')
      ? inflateSync(raw).toString('latin1')
      : raw.toString('latin1');
    found.set(number, { head, stream });
  }
  return found;
}

function textOf(page: string, objects: Objects): string {
  const resources = referred(page, 'Resources', objects) ?? page;
  const contents = /\/Contents\s+(\d+) 0 R/.exec(page)?.[1] ?? '';
  const fontList =
    referred(resources, 'Font', objects) ?? /\/Font\s*<<([\s\S]*?)>>/.exec(resources)?.[1] ?? '';
  const fonts = new Map(
    [...fontList.matchAll(/\/(\w+)\s+(\d+) 0 R/g)].map(([, name = '', id = '']) => [
      name,
      glyphsOf(id, objects),
    ]),
  );
  let font: ReadonlyMap<string, string> = new Map();
  let text = '';
  // Where glyphs are not letters (dots painted apart), the letters they stand for are given.
  let instead = false;
  const words = /\/ActualText\s*<([0-9A-Fa-f]+)>|\/(\w+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|\b(?:ET|EMC)\b/g;
  for (const [word, actual, name, glyphs] of (objects.get(contents)?.stream ?? '').matchAll(words)) {
    if (actual !== undefined) {
      instead = true;
      text += lettersOf(actual.replace(/^FEFF/i, ''));
    } else if (word === 'EMC') instead = false;
    else if (name !== undefined) font = fonts.get(name) ?? new Map();
    else if (instead) continue;
    else if (glyphs !== undefined)
      text += (glyphs.match(/.{4}/g) ?? []).map((glyph) => font.get(glyph.toUpperCase()) ?? '').join('');
    else if (word === 'ET') text += '\n';
  }
  return text;
}

function referred(head: string, name: string, objects: Objects): string | undefined {
  const id = new RegExp(`/${name}\\s+(\\d+) 0 R`).exec(head)?.[1];
  return id === undefined ? undefined : objects.get(id)?.head;
}

/** From glyph to letters. */
function glyphsOf(font: string, objects: Objects): ReadonlyMap<string, string> {
  const id = /\/ToUnicode (\d+) 0 R/.exec(objects.get(font)?.head ?? '')?.[1] ?? '';
  const table = objects.get(id)?.stream ?? '';
  const glyphs = new Map<string, string>();
  for (const [, section = ''] of table.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
    for (const [, glyph = '', letters = ''] of section.matchAll(/<(\w+)>\s*<(\w+)>/g))
      glyphs.set(glyph.toUpperCase(), lettersOf(letters));
  for (const [, section = ''] of table.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
    for (const [, first = '', last = '', letter = ''] of section.matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g))
      for (let n = 0; n <= Number.parseInt(last, 16) - Number.parseInt(first, 16); n++)
        glyphs.set(hex(Number.parseInt(first, 16) + n), lettersOf(hex(Number.parseInt(letter, 16) + n)));
  return glyphs;
}

const hex = (value: number): string => value.toString(16).toUpperCase().padStart(4, '0');
const lettersOf = (code: string): string => Buffer.from(code, 'hex').swap16().toString('utf16le');
