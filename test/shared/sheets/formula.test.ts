import readExcel from 'read-excel-file/node';
import { describe, expect, it } from 'vitest';
import { neutral, restored } from '../../../shared/sheets/formula.ts';
import { readSheets } from '../../../shared/sheets/read.ts';
import { writeCsv, writeXlsx } from '../../../shared/sheets/write.ts';

const LEADS = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '|', '%'];
const PADDINGS = ['', ' ', '\u00a0', '\u200b', '"', "'", '\u202e', '\ufeff', ' \u200f\u00a0'];
const CORPUS = PADDINGS.flatMap((padding) => LEADS.map((lead) => `${padding}${lead}HYPERLINK("x")|A1`));
const HARMLESS = ['Toyota', "it's", "'quoted'", '12-34', 'حافلة', '22 أ 10451', '', 'a=b', '#1', '_x000D_'];

/** The first character somebody sees. */
const seen = (text: string): string => [...text.replace(/^[\s\p{Cc}\p{Cf}\p{Zs}"]+/u, '')][0] ?? '';
const isLead = (character: string): boolean =>
  LEADS.includes(character) || LEADS.includes(character.normalize('NFKC'));

const row = (text: string) => [{ value: 'a' }, { value: text }];
const textsOf = (bytes: Uint8Array): (string | undefined)[] => {
  const { sheets } = readSheets(bytes);
  return (sheets[0]?.sheet.rows ?? []).map(({ cells }) => cells.get('B')?.text);
};

describe('a text that a spreadsheet could calculate (T28)', () => {
  it.each(CORPUS)('is written so that it is not, and read as it was: %j', (text) => {
    expect(isLead(seen(neutral(text)))).toBe(false);
    expect(restored(neutral(text))).toBe(text);
  });

  it.each(HARMLESS)('otherwise stays as it is: %j', (text) => {
    expect(neutral(text)).toBe(text);
    expect(restored(text)).toBe(text);
  });

  it('comes back from an XLSX file, and another reader sees no formula', async () => {
    const texts = [...CORPUS, ...HARMLESS.filter((text) => text !== '')];
    const bytes = await writeXlsx({
      name: 'x',
      isRightToLeft: true,
      rows: texts.map(row),
      sticky: 0,
      widths: [],
    });
    expect(textsOf(bytes)).toEqual(texts);
    const [{ data = [] } = {}] = await readExcel(Buffer.from(bytes));
    expect(data).toHaveLength(texts.length);
    for (const [, text] of data) expect(isLead(seen(String(text)))).toBe(false);
  });

  it('comes back from a CSV file', () => {
    const texts = [...CORPUS, ...HARMLESS.filter((text) => text !== '')];
    const bytes = writeCsv(texts.map(row));
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    expect(textsOf(bytes)).toEqual(texts);
  });
});
