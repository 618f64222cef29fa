import { type Put, type SheetOf, workbook } from './workbook.ts';

/** A fault planted in the messy list: where, and what must be said of it. */
export const PLANTED: readonly [string, string][] = [
  ['A1', 'title-row'],
  ['A2', 'title-row'],
  ['J3', 'column-unknown'],
  ['I3', 'hidden-column'],
  ['H3', 'column-not-kept'],
  ['H4', 'date-read-as'],
  ['D5', 'arabic-digits'],
  ['D6', 'vin-letter'],
  ['D7', 'spaces'],
  ['D7', 'vin-spacing'],
  ['D8', 'vin-letter'],
  ['D8', 'vin-twice'],
  ['D9', 'vin-not-valid'],
  ['F9', 'plate-twice'],
  ['E10', 'number-not-text'],
  ['E11', 'number-not-text'],
  ['E13', 'serial-twice'],
  ['G14', 'quantity-not-one'],
  ['B15', 'merged-cell'],
  ['B16', 'merged-cell'],
  ['G15', 'quantity-with-unit'],
  ['H15', 'date-ambiguous'],
  ['G16', 'quantity-not-valid'],
  ['A17', 'class-unknown'],
  ['A18', 'class-missing'],
  ['E18', 'invisible-characters'],
  ['E19', 'formula'],
  ['E20', 'cell-error'],
  ['A21', 'hidden-row'],
  ['E21', 'serial-missing'],
  ['A22', 'repeated-header'],
  ['A23', 'blank-row'],
  ['A24', 'totals-row'],
];

/** What only a spreadsheet can do wrong. */
export const ONLY_XLSX = [
  'I3 hidden-column',
  'E11 number-not-text',
  'B15 merged-cell',
  'B16 merged-cell',
  'A21 hidden-row',
];

const HEADINGS = [
  'Type / الصنف',
  'Make الماركة\n(Make)',
  'الموديل',
  'VIN / رقم الشاصي',
  'Serial No.',
  'رقم اللوحة',
  'Qty العدد (Qty)',
  'Date',
  'ملاحظات',
  'Colour',
];

const car = (vin: Put, plate: Put = '', date: Put = ''): Put[] => [
  'vehicle',
  'Toyota',
  'Hilux',
  vin,
  '',
  plate,
  1,
  date,
];
const pc = (serial: Put, quantity: Put = 1): Put[] => [
  'computer',
  'Lenovo',
  'M70s',
  '',
  serial,
  '',
  quantity,
  { days: 46_327 },
];

const ROWS: readonly (readonly Put[])[] = [
  ['قائمة التعبئة – Packing list'],
  ['IOM Iraq, Erbil'],
  HEADINGS,
  car('JTEBX3FJ8K7123456', '22 أ 60451', '20/11/2026'),
  car('JTEBX3FJ٨K٧١٢٣٤٥٧'),
  car('JTEBX3FJ8K71234O8'),
  car(' jtebx3fj8 k7-123459'),
  car('JTEBX3FJ8K7I23456'),
  car('JTEBX3FJ8K71234', '٢٢ ا ٦٠٤٥١'),
  pc('1.23E+14'),
  pc(123_000_000_000_000),
  pc('00012345'),
  pc('00012345'),
  pc('00012346', 2),
  ['bed', 'Local', 'Single', '', '', '', '10 pcs', '03/04/2026'],
  ['bed', '', 'Double', '', '', '', 'ten', ''],
  ['tank', 'Local', 'T', '', '', '', 1, ''],
  ['', 'Lenovo', 'M70s', '', 'SN\u200b77', '', 1, ''],
  ['radio', 'Motorola', 'DP4400', '', { formula: 'A1', value: 'SN1' }, '', 1, ''],
  ['radio', 'Motorola', 'DP4400', '', { error: '#REF!' }, '', 1, ''],
  ['radio', 'Motorola', 'DP4400', '', '', '', 1, ''],
  HEADINGS,
  [],
  ['Total / المجموع', '', '', '', '', '', { formula: 'SUM(G4:G21)', value: '28' }],
  [],
];

/** The messy list of supplier and warehouse, as a sheet of a workbook that also has a note and an old list. */
export const messySheets: readonly SheetOf[] = [
  {
    name: 'قائمة التعبئة',
    rows: ROWS,
    merges: ['A1:J1', 'B15:B16'],
    hiddenColumns: [9],
    hiddenRows: [21],
  },
  { name: 'Notes', rows: [['Loaded on Sunday']] },
  { name: 'Old', rows: [['Class', 'Make', 'Model', 'VIN']], state: 'hidden' },
];

export const messyXlsx = (): Uint8Array => workbook(messySheets);

const asText = (put: Put): string => {
  if (put === null || typeof put === 'string') return put ?? '';
  if (typeof put === 'number') return String(put);
  if ('days' in put) return '2026-11-01';
  if ('formula' in put) return `=${put.formula}`;
  return 'error' in put ? put.error : put.rich.join('');
};

/** The same list as text, with semicolons. */
export const messyCsv = (): Uint8Array =>
  Buffer.from(`\ufeff${ROWS.map((row) => row.map((put) => `"${asText(put)}"`).join(';')).join('\r\n')}`);

/** A list nothing is wrong with: cars and computers, numbered from `first`. */
export const goodXlsx = (cars: number, computers: number, first = 0): Uint8Array => {
  const number = (n: number): string => String(first + n).padStart(5, '0');
  return workbook([
    {
      name: 'List',
      rows: [
        ['Packing list'],
        ['Class', 'Make', 'Model', 'VIN', 'Serial', 'Plate'],
        ...Array.from({ length: cars }, (_, n): Put[] => [
          'vehicle',
          'Toyota',
          'Hilux',
          `JTEBX3FJ8K60${number(n)}`,
          '',
          `44 K ${number(n)}`,
        ]),
        ...Array.from({ length: computers }, (_, n): Put[] => [
          'technical',
          'Lenovo',
          'M70s',
          '',
          `PF-${number(n)}`,
          '',
        ]),
      ],
    },
  ]);
};
