import type { Archive } from './archive.ts';
import { damaged, SHEET_LIMITS, sheetError, tooLarge } from './limits.ts';
import { type Attributes, walk } from './xml.ts';

/** What the sheets of a workbook share. */
export interface Workbook {
  readonly sheets: readonly { readonly name: string; readonly isHidden: boolean; readonly part: string }[];
  readonly strings: readonly string[];
  /** By number of the style: is a number shown as a date? */
  readonly dates: readonly boolean[];
  /** Days before the first of January 1900, or 1904 for files of old Macintoshes. */
  readonly from1904: boolean;
}

/** Throws for everything that is an archive but no workbook without programs in it. */
export function readWorkbook(archive: Archive): Workbook {
  refuseOthers(archive);
  const main = mainPart(archive);
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  const links = linksOf(archive, `${folder}_rels/${main.slice(folder.length)}.rels`, folder);
  const sheets: { name: string; isHidden: boolean; part: string }[] = [];
  let from1904 = false;
  walk(needed(archive, main), {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = isTrue(attributes.date1904);
      if (name !== 'sheet') return;
      const part = links.find(({ id }) => id === relationOf(attributes));
      if (part?.type.endsWith('/worksheet') !== true) return;
      const isHidden = (attributes.state ?? 'visible') !== 'visible';
      sheets.push({ name: attributes.name ?? '', isHidden, part: part.target });
    },
  });
  if (sheets.length > SHEET_LIMITS.sheets) throw tooLarge('sheet-sheets', SHEET_LIMITS.sheets);
  const partOf = (type: string) => links.find((link) => link.type.endsWith(type))?.target;
  return {
    sheets,
    from1904,
    strings: stringsOf(textOf(archive, partOf('/sharedStrings'))),
    dates: datesOf(textOf(archive, partOf('/styles'))),
  };
}

export const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true';

function refuseOthers(archive: Archive): void {
  const types = archive.text('[Content_Types].xml');
  if (types === null) throw sheetError('sheet-not-xlsx');
  const hasPrograms = archive.names.some((name) => /vbaProject|\/macrosheets\//i.test(name));
  if (hasPrograms || /macroEnabled|ms-excel\.(?:addin|template\.macro)/i.test(types))
    throw sheetError('sheet-macros');
  if (!/spreadsheetml\.(?:sheet|template)\.main\+xml/.test(types)) throw sheetError('sheet-not-xlsx');
}

interface Link {
  readonly id: string;
  readonly type: string;
  readonly target: string;
}

const mainPart = (archive: Archive): string =>
  linksOf(archive, '_rels/.rels', '').find(({ type }) => type.endsWith('/officeDocument'))?.target ??
  'xl/workbook.xml';

function linksOf(archive: Archive, part: string, folder: string): Link[] {
  const links: Link[] = [];
  walk(archive.text(part) ?? '<none/>', {
    open(name, { Id = '', Type = '', Target = '', TargetMode }) {
      if (name !== 'Relationship' || TargetMode === 'External') return;
      const target = Target.startsWith('/') ? Target.slice(1) : `${folder}${Target}`;
      links.push({ id: Id, type: Type, target });
    },
  });
  return links;
}

const relationOf = (attributes: Attributes): string | undefined =>
  Object.entries(attributes).find(([name]) => name.endsWith(':id'))?.[1];

function needed(archive: Archive, part: string): string {
  const text = archive.text(part);
  if (text === null) throw damaged();
  return text;
}

const textOf = (archive: Archive, part: string | undefined): string =>
  part === undefined ? '<none/>' : needed(archive, part);

function stringsOf(xml: string): string[] {
  const strings: string[] = [];
  let text: string | null = null;
  let isRead = false;
  let sounds = 0;
  walk(xml, {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') sounds++;
      isRead = name === 't' && sounds === 0;
    },
    text(more) {
      if (isRead && text !== null) text += more;
    },
    close(name) {
      isRead = false;
      if (name === 'rPh') sounds--;
      if (name !== 'si' || text === null) return;
      if (strings.length >= SHEET_LIMITS.strings) throw tooLarge('sheet-strings', SHEET_LIMITS.strings);
      strings.push(text);
      text = null;
    },
  });
  return strings;
}

/** Formats that every program knows by number and that show a date. */
const isBuiltIn = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

const isDateFormat = (code: string): boolean =>
  /[dmyhs]/i.test(code.replace(/"[^"]*"|\\.|\[[^\]]*\]|General/gi, ''));

function datesOf(xml: string): boolean[] {
  const own = new Map<number, boolean>();
  const dates: boolean[] = [];
  let isCellStyle = false;
  walk(xml, {
    open(name, attributes) {
      if (name === 'numFmt') own.set(Number(attributes.numFmtId), isDateFormat(attributes.formatCode ?? ''));
      if (name === 'cellXfs') isCellStyle = true;
      if (name !== 'xf' || !isCellStyle) return;
      const id = Number(attributes.numFmtId ?? 0);
      dates.push(own.get(id) ?? isBuiltIn(id));
    },
    close(name) {
      if (name === 'cellXfs') isCellStyle = false;
    },
  });
  return dates;
}
