import { describe, expect, it } from 'vitest';
import { readSheets } from '../../../shared/sheets/read.ts';
import type { Sheet } from '../../../shared/sheets/sheet.ts';
import { type Put, type SheetOf, workbook } from '../../support/workbook.ts';

const only = (bytes: Uint8Array): Sheet => {
  const [first] = readSheets(bytes).sheets;
  if (first === undefined) throw new Error('no sheet');
  return first.sheet;
};
const one = (rows: readonly (readonly Put[])[], more: Partial<SheetOf> = {}): Sheet =>
  only(workbook([{ name: 'List', rows, ...more }]));
const cell = (sheet: Sheet, address: string) =>
  sheet.rows.flatMap(({ cells }) => [...cells.values()]).find((found) => found.address === address);
const texts = (sheet: Sheet): string[][] =>
  sheet.rows.map(({ cells }) => [...cells.values()].map(({ text }) => text));

describe('a cell of a workbook', () => {
  it.each<[string, Put, string, string]>([
    ['a text, with its spaces', ' 00123 ', 'text', ' 00123 '],
    ['Arabic and markup', '<b>ألف & "باء"</b>', 'text', '<b>ألف & "باء"</b>'],
    ['a text in several styles, without its sound', { rich: ['JTEBX', '3FJ8'] }, 'text', 'JTEBX3FJ8'],
    ['a carriage return', 'a_x000D_b', 'text', 'a\rb'],
    ['a number', 123_456_789_012_345, 'number', '123456789012345'],
    ['a long number, as it was kept', 1.23e14, 'number', '123000000000000'],
    ['a date', { days: 46_346 }, 'date', '2026-11-20'],
    ['a moment', { days: 46_346.5 }, 'date', '2026-11-20T12:00'],
    ['a time without a date', { days: 0.5 }, 'number', '0.5'],
    ['a formula', { formula: 'VLOOKUP(A1,B:C,2)', value: 'X' }, 'formula', '=VLOOKUP(A1,B:C,2)'],
    ['an error', { error: '#REF!' }, 'error', '#REF!'],
    ['a text kept from being a formula', "'=1+1", 'text', '=1+1'],
  ])('is %s', (_, put, kind, text) => {
    expect(cell(one([['head', put]]), 'B1')).toEqual({ address: 'B1', text, kind, isMerged: false });
  });

  it('is known to be merged, also where nothing stands in it', () => {
    const sheet = one(
      [
        ['a', 'b'],
        ['Toyota', 'c'],
        ['', 'd'],
        ['x', 'e'],
      ],
      { merges: ['A2:A3'] },
    );
    expect(cell(sheet, 'A2')?.isMerged).toBe(true);
    expect(cell(sheet, 'A3')).toEqual({ address: 'A3', text: '', kind: 'text', isMerged: true });
    expect(cell(sheet, 'A4')?.isMerged).toBe(false);
  });

  it('keeps its address without one in the file, with prefixes, and counts from 1904 where the file does', () => {
    const xml =
      '<x:worksheet xmlns:x="m"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c><x:c s="1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>';
    const book =
      '<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>';
    const sheet = only(
      workbook([{ name: 'S', rows: [] }], { 'xl/worksheets/sheet1.xml': xml, 'xl/workbook.xml': book }),
    );
    expect(texts(sheet)).toEqual([['a', '1904-01-02']]);
    expect(cell(sheet, 'B1')?.kind).toBe('date');
  });
});

describe('a sheet', () => {
  it('says which columns and rows are hidden', () => {
    const sheet = one(
      [
        ['a', 'b'],
        ['c', 'd'],
        ['', ''],
      ],
      { hiddenColumns: [2], hiddenRows: [2, 3] },
    );
    expect([sheet.hiddenColumns, sheet.hiddenRows]).toEqual([['B'], [2]]);
  });

  it('has one blank row for many', () => {
    const sheet = one([['a'], [], [''], [null], ['b'], ['c']]);
    expect(sheet.rows.map(({ number, cells }) => [number, cells.size])).toEqual([
      [1, 1],
      [2, 0],
      [5, 1],
      [6, 1],
    ]);
  });

  it('says when it is hidden', () => {
    const { sheets } = readSheets(
      workbook([
        { name: 'Old', rows: [['x']], state: 'veryHidden' },
        { name: 'قائمة', rows: [] },
      ]),
    );
    expect(sheets.map(({ name, isHidden }) => [name, isHidden])).toEqual([
      ['Old', true],
      ['قائمة', false],
    ]);
  });
});

describe('a CSV file', () => {
  const rows = [
    ['الصنف', 'VIN'],
    ['مركبة', '00123'],
  ];
  const lines = (by: string) => rows.map((row) => row.join(by)).join('\r\n');
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
  const arabic = (text: string) => {
    const table = new Map(
      Array.from({ length: 256 }, (_, n) => [new TextDecoder('windows-1256').decode(Uint8Array.of(n)), n]),
    );
    return Uint8Array.from([...text].map((character) => table.get(character) ?? 0x3f));
  };

  it.each([
    ['commas', 'utf-8', Buffer.from(lines(','))],
    ['semicolons and a mark', 'utf-8', Buffer.from(`\ufeff${lines(';')}`)],
    ['tabs', 'utf-8', Buffer.from(lines('\t'))],
    ['bars', 'utf-8', Buffer.from(lines('|'))],
    ['tabs in UTF-16, as Excel saves Unicode text', 'utf-16le', utf16(lines('\t'))],
    ['UTF-16 the other way round', 'utf-16be', utf16(lines('\t')).swap16()],
    ['UTF-16 without a mark', 'utf-16le', Buffer.from(lines(','), 'utf16le')],
    ['the Arabic of Windows', 'windows-1256', arabic(lines(','))],
    ['its separator in the first line', 'utf-8', Buffer.from(`sep=;\r\n${lines(';')}`)],
  ])('with %s is read', (_, encoding, bytes) => {
    const file = readSheets(bytes);
    expect([file.format, file.encoding, texts(only(bytes))]).toEqual(['csv', encoding, rows]);
  });

  it('keeps separators and line ends within quotation marks, and the number of each row', () => {
    const sheet = only(Buffer.from('a;b\n"1;""2""\n3";x,y\n\n\n4;5\n'));
    expect(texts(sheet)).toEqual([['a', 'b'], ['1;"2"\n3', 'x,y'], [], ['4', '5']]);
    expect(sheet.rows.map(({ number }) => number)).toEqual([1, 2, 3, 5]);
  });
});
