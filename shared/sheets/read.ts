import { isArchive, openArchive } from './archive.ts';
import { decode, readCsv } from './csv.ts';
import { damaged, SHEET_LIMITS, sheetError, tooLarge } from './limits.ts';
import type { SheetFile } from './sheet.ts';
import { readWorkbook } from './workbook.ts';
import { readWorksheet } from './worksheet.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const CSV = 'text/csv';

/**
 * The sheets of an XLSX or CSV file; the content says which of them it is. Everything else is refused by name:
 * AppError with the code of what it is (`sheet-legacy`, `sheet-encrypted`, `sheet-macros`, `sheet-html` …).
 */
export function readSheets(content: Uint8Array): SheetFile {
  if (content.length > SHEET_LIMITS.bytes) throw tooLarge('sheet-bytes', SHEET_LIMITS.bytes);
  if (content.length === 0) throw sheetError('sheet-empty');
  if (isOldOffice(content)) throw sheetError(isEncrypted(content) ? 'sheet-encrypted' : 'sheet-legacy');
  return isArchive(content) ? readXlsx(content) : readText(content);
}

/** The media type of a spreadsheet whose content is sound. */
export const mediaTypeOf = ({ format }: SheetFile): string => (format === 'xlsx' ? XLSX : CSV);

function readXlsx(content: Uint8Array): SheetFile {
  const archive = openArchive(content);
  const book = readWorkbook(archive);
  const sheets = book.sheets.map(({ name, isHidden, part }) => {
    const xml = archive.text(part);
    if (xml === null) throw damaged();
    return { name, isHidden, sheet: readWorksheet(xml, book) };
  });
  return { format: 'xlsx', encoding: 'utf-8', sheets };
}

function readText(content: Uint8Array): SheetFile {
  const read = decode(content);
  if (read === null) throw sheetError('unsupported-file');
  const text = read.text.replace(/^\ufeff/, '');
  return {
    format: 'csv',
    encoding: read.encoding,
    sheets: [{ name: '', isHidden: false, sheet: readCsv(text) }],
  };
}

const OLD_OFFICE = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const isOldOffice = (content: Uint8Array): boolean => OLD_OFFICE.every((byte, n) => content[n] === byte);

/** With a password, Office hides the new format inside the old one. */
const isEncrypted = (content: Uint8Array): boolean =>
  Buffer.from(content).includes(Buffer.from('EncryptedPackage', 'utf16le'));
