import type { Attachments, Sheets } from '../ports.ts';
import type { SheetFile } from './sheet.ts';

const MEDIA = /spreadsheetml|^text\/csv$/;

/** Spreadsheets among the attachments. A file never changes, so the one read last is remembered. */
export function attachedSheets(attachments: Attachments): Sheets {
  let last: { readonly sha256: string; readonly file: SheetFile } | null = null;
  return {
    async read(sha256) {
      if (last?.sha256 === sha256) return last.file;
      const found = await attachments.get(sha256);
      if (found === null || !MEDIA.test(found.mediaType)) return null;
      // Some 50 KB that only imports need.
      const { readSheets } = await import('./read.ts');
      const file = readSheets(found.content);
      last = { sha256, file };
      return file;
    },
  };
}
