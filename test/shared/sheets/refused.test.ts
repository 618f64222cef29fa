import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/kernel/errors.ts';
import { readSheets } from '../../../shared/sheets/read.ts';
import { partsOf, SHEET_TYPE, workbook } from '../../support/workbook.ts';
import { zip } from '../../support/zip.ts';

const LIST = [{ name: 'List', rows: [['Class', 'Make', 'Model', 'VIN']] }];
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const OLD = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Array(600).fill(0)]);
const types = (type: string) =>
  `<Types><Override PartName="/xl/workbook.xml" ContentType="${type}"/></Types>`;
const sheet = (inner: string) => ({ 'xl/worksheets/sheet1.xml': `<worksheet>${inner}</worksheet>` });
const rowsXml = (count: number, cell = '<c t="str"><v>x</v></c>') =>
  `<sheetData>${`<row>${cell}</row>`.repeat(count)}</sheetData>`;
const csv = (text: string) => Buffer.from(text);
const parts = partsOf(LIST);
const big = 'A'.repeat(20 * 1024 * 1024);

const REFUSED: readonly [string, string, string, () => Uint8Array][] = [
  ['an empty file', 'UnsupportedMedia', 'sheet-empty', () => new Uint8Array()],
  ['five megabytes', 'TooLarge', 'sheet-bytes', () => new Uint8Array(5 * 1024 * 1024)],
  ['an old workbook', 'UnsupportedMedia', 'sheet-legacy', () => OLD],
  [
    'a password',
    'UnsupportedMedia',
    'sheet-encrypted',
    () => Buffer.concat([OLD, utf16('EncryptedPackage')]),
  ],
  [
    'an encrypted archive',
    'UnsupportedMedia',
    'sheet-encrypted',
    () => zip([{ name: 'a', content: 'a', flags: 1 }]),
  ],
  ['macros by part', 'UnsupportedMedia', 'sheet-macros', () => workbook(LIST, { 'xl/vbaProject.bin': 'x' })],
  [
    'macros by type',
    'UnsupportedMedia',
    'sheet-macros',
    () =>
      workbook(LIST, {
        '[Content_Types].xml': types('application/vnd.ms-excel.sheet.macroEnabled.main+xml'),
      }),
  ],
  [
    'a text document',
    'UnsupportedMedia',
    'sheet-not-xlsx',
    () => workbook(LIST, { '[Content_Types].xml': types('wordprocessingml') }),
  ],
  ['an archive', 'UnsupportedMedia', 'sheet-not-xlsx', () => zip([{ name: 'a.txt', content: 'a' }])],
  [
    'a page named .xls',
    'UnsupportedMedia',
    'sheet-html',
    () => csv('\n<html><table><tr><td>VIN</td></tr></table></html>'),
  ],
  ['an SVG', 'UnsupportedMedia', 'sheet-html', () => csv('<svg onload="alert(1)">,</svg>')],
  ['a plain text', 'UnsupportedMedia', 'unsupported-file', () => csv('Dear colleagues\nhello\n')],
  ['anything else', 'UnsupportedMedia', 'unsupported-file', () => Buffer.from([1, 2, 3, 0xff, 0xd8, 0, 7])],
  ['an open quotation mark', 'UnsupportedMedia', 'sheet-damaged', () => csv('a,b\n"c,d\n')],
  ['half an archive', 'UnsupportedMedia', 'sheet-damaged', () => workbook(LIST).subarray(0, 400)],
  ['a directory that leads nowhere', 'UnsupportedMedia', 'sheet-damaged', () => zip(parts, { count: 60 })],
  ['the same part twice', 'UnsupportedMedia', 'sheet-damaged', () => zip([...parts, ...parts])],
  [
    'broken XML',
    'UnsupportedMedia',
    'sheet-damaged',
    () => workbook(LIST, sheet('<sheetData><row></sheetData>')),
  ],
  [
    'an address that is none',
    'UnsupportedMedia',
    'sheet-damaged',
    () => workbook(LIST, sheet('<sheetData><row r="1"><c r="1A"><v>1</v></c></row></sheetData>')),
  ],
  [
    'a document type with entities',
    'UnsupportedMedia',
    'sheet-damaged',
    () =>
      workbook(LIST, {
        'xl/sharedStrings.xml':
          '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si><t>&x;</t></si></sst>',
      }),
  ],
  [
    '1 GB of zeros',
    'TooLarge',
    'sheet-expands',
    () => zip([{ name: 'a', content: 'a', declared: 1024 ** 3 }, ...parts]),
  ],
  [
    'twenty megabytes in one part',
    'TooLarge',
    'sheet-expands',
    () => workbook(LIST, { 'xl/sharedStrings.xml': `<sst><si><t>${big}</t></si></sst>` }),
  ],
  [
    'a part that is longer than it says',
    'TooLarge',
    'sheet-expands',
    () =>
      zip(
        parts.map((part) =>
          part.name === 'xl/workbook.xml' ? { ...part, content: big, declared: 900 } : part,
        ),
      ),
  ],
  [
    'one body for many sheets',
    'TooLarge',
    'sheet-expands',
    () => {
      const many = partsOf(
        Array.from({ length: 19 }, (_, n) => ({ name: `S${n}`, rows: [] })),
        sheet(' '.repeat(1024 ** 2)),
      );
      const body = many.findIndex(({ name }) => name === 'xl/worksheets/sheet1.xml');
      const content = many[body]?.content ?? '';
      return zip(
        many.map((part, n) =>
          /sheet\d+\.xml$/.test(part.name) && n > body ? { ...part, content, sameAs: body } : part,
        ),
      );
    },
  ],
  [
    'a thousand parts',
    'TooLarge',
    'sheet-parts',
    () => zip(Array.from({ length: 1000 }, (_, n) => ({ name: `${n}`, content: '' }))),
  ],
  [
    'thirty sheets',
    'TooLarge',
    'sheet-sheets',
    () => workbook(Array.from({ length: 30 }, (_, n) => ({ name: `${n}`, rows: [] }))),
  ],
  ['a million rows', 'TooLarge', 'sheet-rows', () => workbook(LIST, sheet(rowsXml(200_000)))],
  ['as many in CSV', 'TooLarge', 'sheet-rows', () => csv('a,b\n'.repeat(6_000))],
  [
    'the last cell there is',
    'TooLarge',
    'sheet-columns',
    () =>
      workbook(LIST, sheet('<sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')),
  ],
  ['as wide in CSV', 'TooLarge', 'sheet-columns', () => csv(`${'a,'.repeat(300)}\n`)],
  [
    'merged cells without end',
    'TooLarge',
    'sheet-marks',
    () =>
      workbook(
        LIST,
        sheet(`${rowsXml(4000)}<mergeCells>${'<mergeCell ref="A1:XFD1048576"/>'.repeat(9000)}</mergeCells>`),
      ),
  ],
  [
    'too many texts',
    'TooLarge',
    'sheet-strings',
    () => workbook(LIST, { 'xl/sharedStrings.xml': `<sst>${'<si><t>x</t></si>'.repeat(110_000)}</sst>` }),
  ],
  [
    'an endless cell',
    'TooLarge',
    'sheet-text',
    () => workbook(LIST, sheet(rowsXml(1, `<c t="str"><v>${'x'.repeat(40_000)}</v></c>`))),
  ],
];

function refusalOf(bytes: Uint8Array): AppError {
  try {
    readSheets(bytes);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('was read');
}

describe('a file with', () => {
  it.each(REFUSED)('%s is refused as %s %s', (_, name, code, make) => {
    const bytes = make();
    const started = performance.now();
    const { errors, ...error } = refusalOf(bytes);
    expect([error.name, error.code]).toEqual([name, code]);
    expect(errors[0]?.pointer).toBe('/file');
    // Some 100 ms on a quiet machine for the worst of them.
    expect(performance.now() - started).toBeLessThan(3_000);
  });

  it('nothing wrong is read, whatever else its type says', () => {
    expect(readSheets(workbook(LIST, { 'xl/media/photo.jpg': 'x' })).sheets).toHaveLength(1);
    expect(SHEET_TYPE).toContain('sheet.main+xml');
  });
});
