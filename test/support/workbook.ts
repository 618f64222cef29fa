import { columnName } from '../../shared/sheets/sheet.ts';
import { type Part, zip } from './zip.ts';

/** A text, a number, a date by its days, a formula, an error or a bare styled cell. */
export type Put =
  | string
  | number
  | null
  | { readonly days: number }
  | { readonly formula: string; readonly value?: string }
  | { readonly error: string }
  | { readonly rich: readonly string[] };

export interface SheetOf {
  readonly name: string;
  readonly rows: readonly (readonly Put[])[];
  readonly merges?: readonly string[];
  /** Numbers of columns, and of rows, from 1. */
  readonly hiddenColumns?: readonly number[];
  readonly hiddenRows?: readonly number[];
  readonly state?: 'hidden' | 'veryHidden';
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
export const SHEET_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml';

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** An XLSX file as Excel writes it: shared strings, styles, relations; whatever is given as `change` is replaced. */
export const workbook = (
  sheets: readonly SheetOf[],
  change: Readonly<Record<string, string>> = {},
): Uint8Array => zip(partsOf(sheets, change));

export function partsOf(sheets: readonly SheetOf[], change: Readonly<Record<string, string>> = {}): Part[] {
  const strings: string[] = [];
  const parts: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Override PartName="/xl/workbook.xml" ContentType="${SHEET_TYPE}"/></Types>`,
    '_rels/.rels': relations([['officeDocument', 'xl/workbook.xml']]),
    'xl/workbook.xml': `<?xml version="1.0"?><workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${sheets
      .map(
        ({ name, state }, n) =>
          `<sheet name="${escaped(name)}" sheetId="${n + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="rId${n + 1}"/>`,
      )
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations([
      ...sheets.map((_, n): [string, string] => ['worksheet', `worksheets/sheet${n + 1}.xml`]),
      ['styles', 'styles.xml'],
      ['sharedStrings', '/xl/sharedStrings.xml'],
    ]),
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`,
    ...Object.fromEntries(
      sheets.map((sheet, n) => [`xl/worksheets/sheet${n + 1}.xml`, worksheet(sheet, strings)]),
    ),
  };
  parts['xl/sharedStrings.xml'] = `<sst xmlns="${MAIN}">${strings.join('')}</sst>`;
  return Object.entries({ ...parts, ...change }).map(([name, content]) => ({ name, content }));
}

const relations = (targets: readonly (readonly [string, string])[]): string =>
  `<Relationships xmlns="${PACKAGE}/relationships">${targets
    .map(
      ([type, target], n) => `<Relationship Id="rId${n + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
    )
    .join('')}</Relationships>`;

function worksheet(sheet: SheetOf, strings: string[]): string {
  const { rows, merges = [], hiddenColumns = [], hiddenRows = [] } = sheet;
  const cols = hiddenColumns.map((n) => `<col min="${n}" max="${n}" width="9" hidden="1"/>`).join('');
  const data = rows.map((row, n) => {
    const cells = row.map((put, m) => cellXml(put, `${columnName(m + 1)}${n + 1}`, strings)).join('');
    return `<row r="${n + 1}"${hiddenRows.includes(n + 1) ? ' hidden="1"' : ''}>${cells}</row>`;
  });
  const merged = merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('');
  return `<worksheet xmlns="${MAIN}"><sheetViews><sheetView rightToLeft="1" workbookViewId="0"/></sheetViews>${
    cols === '' ? '' : `<cols>${cols}</cols>`
  }<sheetData>${data.join('')}</sheetData>${merged === '' ? '' : `<mergeCells>${merged}</mergeCells>`}</worksheet>`;
}

function cellXml(put: Put, r: string, strings: string[]): string {
  if (put === null || put === '') return `<c r="${r}" s="0"/>`;
  if (typeof put === 'number') return `<c r="${r}"><v>${put}</v></c>`;
  if (typeof put === 'string') {
    strings.push(`<si><t xml:space="preserve">${escaped(put)}</t></si>`);
    return `<c r="${r}" t="s"><v>${strings.length - 1}</v></c>`;
  }
  if ('days' in put) return `<c r="${r}" s="1"><v>${put.days}</v></c>`;
  if ('error' in put) return `<c r="${r}" t="e"><v>${put.error}</v></c>`;
  if ('formula' in put)
    return `<c r="${r}" t="str"><f>${escaped(put.formula)}</f><v>${escaped(put.value ?? '')}</v></c>`;
  const runs = put.rich.map((text) => `<r><rPr><b/></rPr><t>${escaped(text)}</t></r>`).join('');
  strings.push(`<si>${runs}<rPh sb="0" eb="1"><t>sound</t></rPh></si>`);
  return `<c r="${r}" t="s"><v>${strings.length - 1}</v></c>`;
}
