import { AppError, type ErrorName } from '../kernel/errors.ts';

/**
 * What is looked at before anything is unpacked or parsed. A packing list of 80 items is some 30 KB; ten times a very
 * long one passes, and the worst file that passes is read in about a second.
 */
export const SHEET_LIMITS = {
  bytes: 4 * 1024 * 1024,
  /** Files inside the archive. */
  entries: 500,
  /** All of them, unpacked, as the archive says. */
  declared: 64 * 1024 * 1024,
  /** What is really unpacked, all parts together. */
  expanded: 16 * 1024 * 1024,
  sheets: 20,
  rows: 5_000,
  columns: 100,
  /** Columns with an entry of their own, and merged ranges. */
  marks: 10_000,
  strings: 100_000,
  /** Characters of one cell, as in Excel. */
  text: 32_767,
} as const;

/** A file that is not read, by the name of what is wrong with it. */
export const sheetError = (
  code: string,
  name: ErrorName = 'UnsupportedMedia',
  params: Readonly<Record<string, string | number>> = {},
  cause?: unknown,
): AppError => new AppError(name, code, { params, cause, errors: [{ pointer: '/file', code, params }] });

export const tooLarge = (code: string, limit: number): AppError => sheetError(code, 'TooLarge', { limit });

export const damaged = (cause?: unknown): AppError =>
  sheetError('sheet-damaged', 'UnsupportedMedia', {}, cause);
