import { z } from 'zod';
import { AppError } from '../../shared/kernel/errors.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import { parse } from '../../shared/kernel/parse.ts';
import { CalendarDate } from '../../shared/kernel/time.ts';
import type { Ctx } from './http-deps.ts';

const limit = z.coerce.number().int().min(1).max(100).default(25);
const cursor = z.string().max(4096).optional();

export const PageQuery = z.strictObject({ limit, cursor });
export const ListQuery = z.strictObject({
  open: z.enum(['true', 'false']).optional(),
  forum: EntryId.optional(),
  /** Who answers for it: a unit, a person or a store. */
  holder: EntryId.optional(),
  governorate: z
    .string()
    .max(10)
    .regex(/^[\w-]+$/)
    .optional(),
  /** The end of a number: VIN, serial number, plate. */
  ending: z.string().trim().min(4).max(40).optional(),
  limit,
  cursor,
});
/** A whole list knows no pages. */
export const ExportQuery = ListQuery.omit({ limit: true, cursor: true });
export const RowsQuery = z.strictObject({ open: z.enum(['true', 'false']).optional(), limit, cursor });
/** `command`: the form to draw; `done`: the command just accepted; `after`: where the history begins. */
export const EntryQuery = z.strictObject({
  command: z.string().max(60).optional(),
  done: z.string().max(60).optional(),
  after: z.coerce.number().int().min(0).optional(),
  /** An asset as it stood on this day. */
  on: CalendarDate.optional(),
});
export const HistoryQuery = z.strictObject({ after: z.coerce.number().int().min(0).default(0), limit });
export const IndicatorQuery = z.strictObject({ asOf: CalendarDate.optional() });
/** What stands on a paper: its number and the beginning of its digest. */
export const CheckQuery = z.strictObject({
  number: z.string().max(60).optional(),
  h: z.string().max(100).optional(),
});
/** `of`: the collection spoken of. */
export const PolicyQuery = z.strictObject({ of: z.string().max(60).optional() });
export const NoQuery = z.strictObject({});

/** The query parameters; unknown and repeated ones are refused. */
export function readQuery<T>(c: Ctx, schema: z.ZodType<T>): T {
  const given = c.req.queries();
  const repeated = Object.keys(given).find((name) => (given[name]?.length ?? 0) > 1);
  if (repeated !== undefined)
    throw new AppError('InvalidInput', 'invalid-input', {
      errors: [{ pointer: `/${repeated}`, code: 'given-twice' }],
    });
  return parse(schema, c.req.query());
}

export type ListQuery = z.infer<typeof ListQuery>;

/** The filter part of a list query, as the use case takes it. */
export const filterOf = ({
  open,
  forum,
  holder,
  governorate,
  ending,
}: Omit<ListQuery, 'limit' | 'cursor'>) => ({
  ...(open === undefined ? {} : { open: open === 'true' }),
  ...(ending === undefined ? {} : { ending }),
  ...(forum === undefined ? {} : { forum }),
  ...(holder === undefined ? {} : { holder }),
  ...(governorate === undefined ? {} : { governorate }),
});
