import { direction } from '../../../shared/i18n/languages.ts';
import type { Written } from '../../../shared/sheets/write.ts';
import type { Ctx } from '../http-deps.ts';
import { localeFor } from '../language.ts';
import type { Table } from './table.ts';

export type Format = 'csv' | 'xlsx';

const TYPES: Readonly<Record<Format, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** The table as a file of this name; the writer is loaded when the first is asked for. */
export async function sendTable(c: Ctx, format: Format, name: string, table: Table): Promise<Response> {
  const { writeCsv, writeXlsx } = await import('../../../shared/sheets/write.ts');
  const rows = [table.heads.map((value): Written => ({ value, look: 'head' })), ...table.rows];
  const bytes =
    format === 'csv'
      ? writeCsv(rows)
      : await writeXlsx({
          name: table.name,
          isRightToLeft: direction(localeFor(c).language) === 'rtl',
          rows,
          sticky: 1,
          widths: widthsOf(rows),
        });
  return sendFile(c, format, name, bytes);
}

/** A download that belongs to one reader. */
export function sendFile(c: Ctx, format: Format, name: string, bytes: Uint8Array): Response {
  c.header('Content-Type', TYPES[format]);
  c.header('Content-Disposition', `attachment; filename="${name}.${format}"`);
  c.header('Content-Security-Policy', "default-src 'none'; sandbox");
  c.header('Cache-Control', 'no-store');
  return c.body(new Uint8Array(bytes));
}

const LEAST = 8;
const MOST = 48;

/** As wide as the widest of the first rows, within reason. */
function widthsOf(rows: readonly (readonly Written[])[]): number[] {
  const looked = rows.slice(0, 50);
  return (rows[0] ?? []).map((_, column) =>
    looked.reduce(
      (most, row) => Math.min(MOST, Math.max(most, String(row[column]?.value ?? '').length + 2)),
      LEAST,
    ),
  );
}
