import { type CsvError, parse } from 'csv-parse/sync';
import { restored } from './formula.ts';
import { damaged, SHEET_LIMITS, sheetError, tooLarge } from './limits.ts';
import { type Row, type Sheet, sheetOf } from './sheet.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;

/** The text of a CSV file and how its bytes were read; null when they are no text. */
export function decode(content: Uint8Array): { text: string; encoding: string } | null {
  const [a = 0, b = 0, c = 0] = content;
  const as = (encoding: string) => ({ text: new TextDecoder(encoding).decode(content), encoding });
  if (a === 0xff && b === 0xfe) return checked(as('utf-16le'));
  if (a === 0xfe && b === 0xff) return checked(as('utf-16be'));
  if (a === 0xef && b === 0xbb && c === 0xbf) return checked(as('utf-8'));
  const wide = wideEncoding(content);
  if (wide !== null) return checked(as(wide));
  return checked(isUtf8(content) ? as('utf-8') : as('windows-1256'));
}

/** Without a mark at its head: every other byte of Latin letters and separators is zero. */
function wideEncoding(content: Uint8Array): string | null {
  const head = content.subarray(0, 4096);
  const zeros = [0, 1].map((odd) => head.filter((byte, n) => n % 2 === odd && byte === 0).length);
  const [even = 0, odd = 0] = zeros;
  if (Math.max(even, odd) < head.length / 20 || content.length % 2 !== 0) return null;
  return odd > even ? 'utf-16le' : 'utf-16be';
}

function isUtf8(content: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content);
    return true;
  } catch {
    return false;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what tells a picture from a text.
const NOT_IN_TEXT = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/;

const checked = (read: { text: string; encoding: string }) => (NOT_IN_TEXT.test(read.text) ? null : read);

/** Rows as they stand in the file: the number of a row is the one a spreadsheet program would show. */
export function readCsv(text: string): Sheet {
  if (/^\s*<(?:!doctype|html|\?xml|table|head|body|meta|script|svg)\b/i.test(text))
    throw sheetError('sheet-html');
  const [, named, rest = text] = /^sep=(.)\r?\n([\s\S]*)$/.exec(text) ?? [];
  const delimiter = named ?? likeliest(rest);
  const records = recordsOf(rest, delimiter);
  const widest = records.reduce((most, record) => Math.max(most, record.length), 0);
  // One column of words is any text at all.
  if (widest < 2) throw sheetError('unsupported-file');
  if (widest > SHEET_LIMITS.columns) throw tooLarge('sheet-columns', SHEET_LIMITS.columns);
  if (records.some((record) => record.some((field) => field.length > SHEET_LIMITS.text)))
    throw tooLarge('sheet-text', SHEET_LIMITS.text);
  const whole = named === undefined ? records : [[`sep=${named}`], ...records];
  const sheet = sheetOf(whole.map((record) => record.map(restored)));
  return { ...sheet, rows: named === undefined ? shortened(sheet.rows) : shortened(sheet.rows).slice(1) };
}

function recordsOf(text: string, delimiter: string): string[][] {
  try {
    const records: string[][] = parse(text, {
      delimiter,
      relax_column_count: true,
      to: SHEET_LIMITS.rows + 1,
      max_record_size: SHEET_LIMITS.columns * SHEET_LIMITS.text,
    });
    if (records.length > SHEET_LIMITS.rows) throw tooLarge('sheet-rows', SHEET_LIMITS.rows);
    return records;
  } catch (error) {
    throw (error as Partial<CsvError>).code?.startsWith('CSV_') === true ? damaged(error) : error;
  }
}

/** The separator that cuts the first lines into the most columns, as evenly as possible. */
function likeliest(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\n|\r/)
    .slice(0, 40);
  const score = (delimiter: string): number => {
    const counts = lines.map((line) => line.split(delimiter).length - 1).filter((count) => count > 0);
    return counts.length === 0 ? 0 : counts.length * Math.min(...mostCommon(counts));
  };
  return DELIMITERS.reduce<string>((best, one) => (score(one) > score(best) ? one : best), ',');
}

function mostCommon(counts: readonly number[]): number[] {
  const times = (count: number) => counts.filter((other) => other === count).length;
  return [counts.reduce((best, one) => (times(one) > times(best) ? one : best))];
}

/** The first of some blank rows stands for them; at the end of the file none does after the first. */
const shortened = (rows: readonly Row[]): Row[] =>
  rows.filter(({ cells }, n) => cells.size > 0 || n === 0 || (rows[n - 1]?.cells.size ?? 0) > 0);
