import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AppError } from '../../../shared/kernel/errors.ts';
import { EntryId, newEntryId } from '../../../shared/kernel/ids.ts';
import { parse } from '../../../shared/kernel/parse.ts';
import { CalendarDate } from '../../../shared/kernel/time.ts';

const Input = z.strictObject({
  text: z.string().min(1).max(5),
  on: CalendarDate,
  size: z.number().int().max(9),
  goal: z.enum(['reduce', 'refer']),
  rows: z.array(z.strictObject({ 'a/b': z.string() })).max(1),
});
const valid = { text: 'abc', on: '2026-01-01', size: 3, goal: 'refer', rows: [] };

function problems(input: unknown) {
  try {
    parse(Input, input);
    return [];
  } catch (error) {
    return (error as AppError).errors.map(({ pointer, code }) => [pointer, code]);
  }
}

describe('parsing', () => {
  it('gives the value back', () => expect(parse(Input, valid)).toEqual(valid));

  it.each([
    ['a missing field', { ...valid, text: undefined }, [['/text', 'missing']]],
    ['a wrong type', { ...valid, size: 'three' }, [['/size', 'wrong-type']]],
    ['a long text', { ...valid, text: 'abcdef' }, [['/text', 'too-long']]],
    ['an empty text', { ...valid, text: '' }, [['/text', 'too-short']]],
    ['an impossible date', { ...valid, on: '2026-02-30' }, [['/on', 'wrong-format']]],
    ['a large number', { ...valid, size: 10 }, [['/size', 'too-many-or-large']]],
    ['no option', { ...valid, goal: 'win' }, [['/goal', 'not-an-option']]],
    ['an unknown field', { ...valid, holder: 'me' }, [['/holder', 'unknown-field']]],
    ['a field of a row, escaped', { ...valid, rows: [{ 'a/b': 1 }] }, [['/rows/0/a~1b', 'wrong-type']]],
    ['no object at all', null, [['', 'wrong-type']]],
  ])('names %s by pointer and code', (_, input, expected) => expect(problems(input)).toEqual(expected));
});

describe('ids', () => {
  it('sort by the time they were made', () => {
    const zero = new Uint8Array(7);
    const ids = [1, 2, 1e12, 1e12 + 1].map((ms) => newEntryId('SP', ms, zero));
    expect([...ids].sort()).toEqual(ids);
  });

  it.each(['SP-1', 'FO-QAYARA-1', 'CA-FEDERAL'])('%s is one', (id) =>
    expect(EntryId.safeParse(id).success).toBe(true),
  );
  it.each(['sp-1', 'SP1', 'SP-', 'SP-a', 'SPX-1', 'SP-../x', ''])('%j is none', (id) =>
    expect(EntryId.safeParse(id).success).toBe(false),
  );
});
