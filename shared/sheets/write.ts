import { stringify } from 'csv-stringify/sync';
import writeExcel, { type Row as ExcelRow } from 'write-excel-file/node';
import { inXml } from './characters.ts';
import { neutral } from './formula.ts';
import { SHEET_LIMITS } from './limits.ts';

/** A cell to be written. A text that could be taken for a formula is written so that nobody calculates it (T28). */
export interface Written {
  readonly value: string | number | null;
  /** `date`: the text is a calendar date; `digits`: whatever is typed into the cell stays as it is typed. */
  readonly as?: 'date' | 'digits';
  readonly look?: 'head' | 'bad' | 'changed';
  readonly columns?: number;
  readonly rows?: number;
}

/** A sheet to be written; rows have their place by their order. */
export interface WrittenSheet {
  readonly name: string;
  readonly isRightToLeft: boolean;
  readonly rows: readonly (readonly Written[])[];
  /** Rows that stay in sight when one scrolls. */
  readonly sticky: number;
  /** In characters, by column. */
  readonly widths: readonly number[];
}

const LOOKS = {
  head: { fontWeight: 'bold', backgroundColor: '#dde6ea' },
  bad: { backgroundColor: '#f7d4d0' },
  changed: { backgroundColor: '#fbeec2' },
} as const;

/** An XLSX file with one sheet. */
export async function writeXlsx({
  name,
  isRightToLeft,
  rows,
  sticky,
  widths,
}: WrittenSheet): Promise<Uint8Array> {
  const options = {
    sheet: name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31) || 'Aman',
    rightToLeft: isRightToLeft,
    columns: widths.map((width) => ({ width })),
    ...(sticky === 0 ? {} : { stickyRowsCount: sticky }),
  };
  const data = rows.map((row) => row.map(excelCell));
  return new Uint8Array(await writeExcel(data.length === 0 ? [[]] : data, options).toBuffer());
}

function excelCell({ value, as, look, columns = 1, rows = 1 }: Written): ExcelRow[number] {
  const style = {
    ...(look === undefined ? {} : LOOKS[look]),
    ...(as === 'digits' ? { format: '@' } : {}),
    ...(columns > 1 || rows > 1 ? { columnSpan: columns, rowSpan: rows } : {}),
  };
  if (value === null && as === 'digits') return { value: '', type: String, ...style };
  if (value === null) return Object.keys(style).length === 0 ? null : style;
  if (typeof value === 'number') return { value, type: Number, ...style };
  if (as === 'date') return { value: new Date(value), type: Date, format: 'yyyy-mm-dd', ...style };
  const text = inXml(neutral(value)).slice(0, SHEET_LIMITS.text);
  return { value: text, type: String, wrap: value.length > 40, ...style };
}

/** A CSV file that spreadsheet programs open in the right script: UTF-8 with its mark. */
export const writeCsv = (rows: readonly (readonly Written[])[]): Uint8Array =>
  new TextEncoder().encode(
    stringify(
      rows.map((row) => row.map(({ value }) => (typeof value === 'string' ? neutral(value) : value))),
      { bom: true, record_delimiter: 'windows' },
    ),
  );
