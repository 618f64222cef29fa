import { describe, expect, it } from 'vitest';
import { type Cell, type Sheet, sheetOf } from '../../../shared/sheets/sheet.ts';
import { readPackingList } from '../../../workflows/register/packing-list/read.ts';

const HEADER = [
  'Type / الصنف',
  'Make',
  'الموديل',
  'VIN رقم الشاصي / VIN',
  'Serial No.',
  'Plate',
  'العدد',
  'Date',
  'Colour',
];
const car = (vin: string, plate = '', quantity = '1', date = '') => [
  'vehicle',
  'Toyota',
  'Hilux',
  vin,
  '',
  plate,
  quantity,
  date,
];
const pc = (serial: string, quantity = '1') => [
  'computer',
  'Lenovo',
  'M70s',
  '',
  serial,
  '',
  quantity,
  '2026-11-01',
];

/** The messy list: every fault people really send, each in a cell of its own. */
const MESSY: readonly (readonly string[])[] = [
  ['قائمة التعبئة – Packing list'],
  ['IOM Iraq, Erbil'],
  HEADER,
  car('JTEBX3FJ8K5123456', '22 أ 10451', '1', '20/11/2026'),
  car('JTEBX3FJ٨K٥١٢٣٤٥٧'),
  car('JTEBX3FJ8K51234O8'),
  car(' jtebx3fj8 k5-123459'),
  car('JTEBX3FJ8K5I23456'),
  car('JTEBX3FJ8K51234', '٢٢ ا ١٠٤٥١'),
  pc('1.23E+14'),
  pc('00012345'),
  pc('00012345'),
  pc('00012346', '2'),
  ['bed', 'Local', 'Single', '', '', '', '10 pcs', '03/04/2026'],
  ['bed', 'Local', 'Single', '', '', '', 'ten', ''],
  ['tank', 'Local', 'T', '', '', '', '1', ''],
  ['', 'Lenovo', 'M70s', '', 'SN\u200b77', '', '1', ''],
  ['radio', 'Motorola', 'DP4400', '', '=A1', '', '1', ''],
  ['radio', 'Motorola', 'DP4400', '', '#REF!', '', '1', ''],
  HEADER,
  [],
  ['Total / المجموع', '', '', '', '', '', '17'],
  [],
];

const changed = (sheet: Sheet, address: string, change: Partial<Cell>): Sheet => ({
  ...sheet,
  rows: sheet.rows.map((row) => ({
    ...row,
    cells: new Map(
      [...row.cells].map(([column, cell]) => [
        column,
        cell.address === address ? { ...cell, ...change } : cell,
      ]),
    ),
  })),
});

/** As a spreadsheet would add to it: a merged cell, a number for a serial, a hidden column. */
const messy = (): Sheet => {
  const sheet = changed(changed(sheetOf(MESSY), 'B14', { isMerged: true }), 'E11', { kind: 'number' });
  return { ...sheet, hiddenColumns: ['F'] };
};

describe('the messy packing list', () => {
  const { findings, items } = readPackingList(messy());
  const said = findings.map(({ cell, code }) => `${cell} ${code}`);

  it.each([
    'A1 title-row',
    'A2 title-row',
    'I3 column-unknown',
    'F3 hidden-column',
    'H4 date-read-as',
    'D5 arabic-digits',
    'D6 vin-letter',
    'D7 vin-spacing',
    'D7 spaces',
    'D8 vin-letter',
    'D8 vin-twice',
    'D9 vin-not-valid',
    'F9 arabic-digits',
    'F9 plate-twice',
    'E10 number-not-text',
    'E11 number-not-text',
    'G13 quantity-not-one',
    'B14 merged-cell',
    'G14 quantity-with-unit',
    'H14 date-ambiguous',
    'G15 quantity-not-valid',
    'A16 class-unknown',
    'A17 class-missing',
    'E17 invisible-characters',
    'E18 formula',
    'E19 cell-error',
    'A20 repeated-header',
    'A21 blank-row',
    'A22 totals-row',
    'A23 blank-row',
  ])('says %s', (fault) => {
    expect(said).toContain(fault);
  });

  it('reads every item there is, and keeps leading zeros', () => {
    expect(items.map(({ row }) => row)).toEqual(Array.from({ length: 16 }, (_, n) => n + 4));
    expect(items[8]?.fields.serial).toBe('00012345');
  });

  it('says every single difference between what was written and what is read', () => {
    for (const { row, fields, cells } of items)
      for (const [field, value] of Object.entries(fields)) {
        const cell = cells[field as keyof typeof cells] ?? '';
        const written = messy().rows.find(({ number }) => number === row)?.cells;
        const text = [...(written?.values() ?? [])].find(({ address }) => address === cell)?.text;
        if (text !== value)
          expect(
            findings.some((finding) => finding.cell === cell),
            cell,
          ).toBe(true);
      }
  });

  it('names the first of two', () => {
    expect(findings.find(({ code }) => code === 'plate-twice')?.to).toBe('F4');
    expect(findings.find(({ code }) => code === 'vin-twice')?.to).toBe('D4');
  });
});

describe('a good list', () => {
  it('has nothing to say', () => {
    const { findings, items } = readPackingList(
      sheetOf([
        ['Class', 'Make', 'Model', 'Serial'],
        ['technical', 'Lenovo', 'M70s', 'PF3XB7Q2'],
      ]),
    );
    expect(findings).toEqual([]);
    expect(items).toHaveLength(1);
  });

  it('that has no headings is refused at its first cell', () => {
    expect(readPackingList(sheetOf([['a', 'b']])).findings).toEqual([
      { cell: 'A1', code: 'no-header-row', weight: 'error' },
    ]);
  });
});
