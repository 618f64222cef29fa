import type { Sheet } from '../../../shared/sheets/sheet.ts';
import type { Finding } from './finding.ts';

const FIELDS = [
  'class',
  'make',
  'model',
  'vin',
  'serial',
  'plate',
  'quantity',
  'receivedOn',
  'remarks',
] as const;
export type Field = (typeof FIELDS)[number];

/** Headers as they are met in Arabic, Sorani and English lists. */
const HEADERS: Readonly<Record<Field, readonly string[]>> = {
  class: ['class', 'category', 'type', 'item type', 'الصنف', 'النوع', 'الفئة', 'جۆر'],
  make: ['make', 'brand', 'manufacturer', 'الماركة', 'الشركة المصنعة', 'مارکە'],
  model: ['model', 'item', 'description', 'الموديل', 'الطراز', 'الوصف', 'مۆدێل'],
  vin: [
    'vin',
    'vin no',
    'chassis',
    'chassis no',
    'chassis number',
    'رقم الشاصي',
    'رقم الهيكل',
    'ژمارەی شاسی',
  ],
  serial: [
    'serial',
    'serial no',
    'serial number',
    's/n',
    'sn',
    'الرقم التسلسلي',
    'رقم السيريال',
    'ژمارەی زنجیرەیی',
  ],
  plate: ['plate', 'plate no', 'plate number', 'رقم اللوحة', 'اللوحة', 'ژمارەی تابلۆ'],
  quantity: ['qty', 'quantity', 'العدد', 'الكمية', 'بڕ'],
  receivedOn: ['date', 'received', 'received on', 'delivery date', 'التاريخ', 'تاريخ الاستلام', 'ڕێکەوت'],
  remarks: ['remarks', 'notes', 'ملاحظات', 'تێبینی'],
};

/** Heading of the column this platform adds to a list it sends back; whatever stands in it is not read. */
export const PROBLEMS_HEADING = { en: 'Problems', ar: 'الملاحظات على السطر', ckb: 'کێشەکان' } as const;

const asCompared = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\u064b-\u0652\u0640\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[أإآ]/g, 'ا')
    .replace(/[.:#*]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase();

const KNOWN = new Map(
  FIELDS.flatMap((field) => HEADERS[field].map((name) => [asCompared(name), field] as const)),
);

const OURS = new Set(Object.values(PROBLEMS_HEADING).map(asCompared));

/** The sheet without the column of problems from the last time. */
export function withoutProblems(sheet: Sheet): Sheet {
  const heads = sheet.rows.slice(0, SEARCH_ROWS).flatMap(({ cells }) => [...cells]);
  const ours = new Set(heads.filter(([, { text }]) => OURS.has(asCompared(text))).map(([column]) => column));
  if (ours.size === 0) return sheet;
  const rows = sheet.rows.map(({ number, cells }) => ({
    number,
    cells: new Map([...cells].filter(([column]) => !ours.has(column))),
  }));
  return { ...sheet, rows };
}

/** `VIN / رقم الشاصي` names its field in either language. */
export function fieldOf(header: string): Field | null {
  const names = [header, ...header.split(/[/|\n()]/)].map(asCompared);
  return names.map((name) => KNOWN.get(name)).find((field) => field !== undefined) ?? null;
}

// Titles, logos and addresses seldom take more.
const SEARCH_ROWS = 30;
const LEAST = 3;

export interface Columns {
  /** Number of the row that bears the headers. */
  readonly row: number;
  readonly fields: ReadonlyMap<string, Field>;
}

/** The first row in which three headers are known; null when there is none. */
export function findColumns({ rows }: Sheet): Columns | null {
  for (const { number, cells } of rows.slice(0, SEARCH_ROWS)) {
    const fields = new Map<string, Field>();
    for (const [column, { text }] of cells) {
      const field = fieldOf(text);
      if (field !== null) fields.set(column, field);
    }
    if (new Set(fields.values()).size >= LEAST) return { row: number, fields };
  }
  return null;
}

/** What the headings themselves give reason to say. */
export function columnFindings(sheet: Sheet, columns: Columns): Finding[] {
  const header = sheet.rows.find(({ number }) => number === columns.row);
  const unknown = [...(header?.cells ?? [])].filter(
    ([column, { text }]) => !columns.fields.has(column) && text !== '',
  );
  return [
    ...titles(sheet, columns),
    ...twice(columns),
    ...hidden(sheet, columns),
    ...notKept(columns),
    ...unknown.map(
      ([, { address, text }]): Finding => ({
        cell: address,
        code: 'column-unknown',
        weight: 'note',
        from: text,
      }),
    ),
  ];
}

const titles = ({ rows }: Sheet, { row }: Columns): Finding[] =>
  rows
    .filter(({ number }) => number < row)
    .flatMap(({ cells }) => [...cells.values()].slice(0, 1))
    .map(({ address, text }) => ({ cell: address, code: 'title-row', weight: 'note', from: text }));

const hidden = ({ hiddenColumns }: Sheet, { row, fields }: Columns): Finding[] =>
  [...fields]
    .filter(([column]) => hiddenColumns.includes(column))
    .map(([column, to]) => ({ cell: `${column}${row}`, code: 'hidden-column', weight: 'note', to }));

/** Read and checked, but an asset has no place for it; the file itself is kept. */
const notKept = ({ row, fields }: Columns): Finding[] =>
  [...fields]
    .filter(([, field]) => field === 'receivedOn' || field === 'remarks')
    .map(([column, to]) => ({ cell: `${column}${row}`, code: 'column-not-kept', weight: 'note', to }));

function twice({ row, fields }: Columns): Finding[] {
  const columns = [...fields.keys()];
  return [...fields].flatMap(([column, field], n): Finding[] => {
    const first = columns.slice(0, n).find((earlier) => fields.get(earlier) === field);
    if (first === undefined) return [];
    return [{ cell: `${column}${row}`, code: 'column-twice', weight: 'error', to: `${first}${row}` }];
  });
}
