import { describe, expect, it } from 'vitest';
import { problemsSheet } from '../../../functions/http/sheets/problems.ts';
import { createSay } from '../../../functions/http/wording.ts';
import { LANGUAGES, localeOf } from '../../../shared/i18n/languages.ts';
import { readSheets } from '../../../shared/sheets/read.ts';
import { writeXlsx } from '../../../shared/sheets/write.ts';
import { intakeOf } from '../../../workflows/register/packing-list/intake.ts';
import { messyCsv, messySheets, messyXlsx, ONLY_XLSX, PLANTED } from '../../support/packing-list.ts';
import { type Put, workbook } from '../../support/workbook.ts';

const take = (bytes: Uint8Array, sheet?: string) => intakeOf(readSheets(bytes), sheet);
const said = (bytes: Uint8Array) => take(bytes).findings.map(({ cell, code }) => `${cell} ${code}`);
const wanted = PLANTED.map(([cell, code]) => `${cell} ${code}`);
const HEAD = ['Class', 'Make', 'Model', 'VIN', 'Serial', 'Plate', 'Qty'];
const list = (...rows: readonly (readonly Put[])[]) => workbook([{ name: 'List', rows: [HEAD, ...rows] }]);

describe('the messy packing list of a real workbook', () => {
  it.each(wanted)('has %s', (fault) => {
    expect(said(messyXlsx())).toContain(fault);
  });

  it('has no fault that was not planted or follows from one', () => {
    const harmless =
      /spaces|class-read-as|arabic-digits|counted-goods|sheet-left-out|blank-row|column-not-kept/;
    expect(said(messyXlsx()).filter((fault) => !wanted.includes(fault) && !harmless.test(fault))).toEqual([]);
  });

  it('registers nothing as long as there is an error', () => {
    expect(take(messyXlsx()).rows).toEqual([]);
  });

  it('chose the only visible sheet with headings', () => {
    expect(take(messyXlsx()).sheet?.name).toBe(messySheets[0]?.name);
  });
});

it.each(wanted.filter((fault) => !ONLY_XLSX.includes(fault)))('the same list as CSV has %s', (fault) => {
  expect(said(messyCsv())).toContain(fault);
});

describe('a list', () => {
  const car = (n: number): Put[] => [
    'vehicle',
    'Toyota',
    'Hilux',
    `JTEBX3FJ8K51${String(n).padStart(5, '0')}`,
  ];

  it.each<[string, Uint8Array, string]>([
    ['without headings', workbook([{ name: 'x', rows: [['a', 'b']] }]), 'A1 no-header-row'],
    ['without items', list(), 'A2 no-items'],
    [
      'with more than a transaction can show',
      list(...Array.from({ length: 81 }, (_, n) => car(n))),
      'A82 too-many-rows',
    ],
    [
      'with a text that is too long',
      list(['vehicle', 'x'.repeat(61), 'Hilux', 'JTEBX3FJ8K5100000']),
      'B2 too-long',
    ],
    ['with beds by number', list(car(1), ['bed', 'Local', 'Single', '', '', '', 40]), 'G3 counted-goods'],
    ['with a column twice', workbook([{ name: 'x', rows: [[...HEAD, 'Chassis']] }]), 'H1 column-twice'],
    [
      'in two sheets',
      workbook([
        { name: 'a', rows: [HEAD] },
        { name: 'b', rows: [HEAD] },
      ]),
      'A1 sheet-ambiguous',
    ],
  ])('%s says %s', (_, bytes, fault) => {
    expect(said(bytes)).toContain(fault);
  });

  it('of two sheets is the one that is named', () => {
    const two = workbook([
      { name: 'Cars', rows: [HEAD, car(1)] },
      { name: 'More', rows: [HEAD, car(2)] },
    ]);
    expect(take(two, 'More').rows.map(({ vin }) => vin)).toEqual(['JTEBX3FJ8K5100002']);
    expect(take(two, 'Less').findings.map(({ code }) => code)).toContain('sheet-unknown');
  });

  it('may name a total station', () => {
    const { rows } = take(list(['technical', 'Leica', 'Total station TS07', '', '1834771', '', 1]));
    expect(rows).toHaveLength(1);
  });
});

describe.each(LANGUAGES)('the list that is sent back in %s', (language) => {
  const say = createSay(localeOf(language));
  async function sentBack(bytes: Uint8Array): Promise<Uint8Array> {
    const file = readSheets(bytes);
    const intake = intakeOf(file);
    return writeXlsx(problemsSheet({ file, intake, findings: intake.findings }, say));
  }
  const errors = (bytes: Uint8Array) =>
    take(bytes)
      .findings.filter(({ weight }) => weight === 'error')
      .map(({ cell, code }) => `${cell} ${code}`);

  it('says in its last column what is wrong with each row, at the cells it had', async () => {
    const [sheet] = readSheets(await sentBack(messyXlsx())).sheets;
    const column = sheet?.sheet.rows.flatMap(({ cells }) => cells.get('K')?.text ?? []).join('\n') ?? '';
    for (const fault of errors(messyXlsx())) expect(column).toContain(`${fault.split(' ')[0]}: `);
    expect(sheet?.sheet.rows[3]?.cells.get('D')?.text).toBe('JTEBX3FJ8K7123456');
  });

  it('gives the same answer when it comes back uncorrected', async () => {
    const again = await sentBack(messyXlsx());
    expect(errors(again)).toEqual(errors(messyXlsx()));
    expect(errors(await sentBack(again))).toEqual(errors(messyXlsx()));
  });
});
