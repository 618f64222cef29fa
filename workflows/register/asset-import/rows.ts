import { z } from 'zod';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import { AssetClass } from '../asset/commands.ts';
import { line } from '../common.ts';

/** Rows of one command: each is a part and up to three reserved values, and a transaction has 100 items (P15). */
export const STEP = 20;
/** Rows of one import: confirmed, all of them are opened in one transaction. */
export const MOST_ROWS = 80;

/** One asset to be, by the number of its row in the file. */
export const ImportRow = z.strictObject({
  row: z.number().int().min(1).max(100_000),
  class: AssetClass,
  make: line(60),
  model: line(60),
  vin: z.exactOptional(line(40)),
  serial: z.exactOptional(line(60)),
  plate: z.exactOptional(line(30)),
});
export type ImportRow = z.infer<typeof ImportRow>;

export type StagedRow = ImportRow & { readonly asset: EntryId };

export const keyOf = (row: number): string => `R${row}`;
