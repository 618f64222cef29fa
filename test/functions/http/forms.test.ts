import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { elementId, pathOf } from '../../../functions/http/forms/drawing.ts';
import { fieldsOf } from '../../../functions/http/forms/fields.ts';
import { readInput } from '../../../functions/http/forms/read-form.ts';
import { entryRef, partRef } from '../../../shared/kernel/ids.ts';
import { CalendarDate, Instant } from '../../../shared/kernel/time.ts';
import { registry } from '../../../workflows/registry.ts';

const HASH = 'a'.repeat(64);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const scope = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('programme') }),
  z.strictObject({ kind: z.literal('forum'), id: entryRef('forum') }),
  z.strictObject({ kind: z.literal('address'), id: z.string(), floor: z.number().int() }),
]);
const step = z.strictObject({ what: z.string(), days: z.number().int(), done: z.boolean() });

type Typed = [string, string | File][];

const read = (field: z.ZodType, typed: Typed) => {
  const form = new FormData();
  for (const [name, value] of typed) form.append(name, value);
  return readInput(fieldsOf(z.strictObject({ f: field })), form, async () => HASH);
};

const table: [string, z.ZodType, Typed, unknown][] = [
  ['text, trimmed', z.string(), [['/f', ' a b ']], { f: 'a b' }],
  ['lines of a browser', z.string(), [['/f', 'a\r\nb']], { f: 'a\nb' }],
  ['digits in prose stay as typed', z.string(), [['/f', 'شارع ١٢']], { f: 'شارع ١٢' }],
  ['an empty text is left out', z.string(), [['/f', '  ']], {}],
  ['an empty nullable text is null', z.string().nullable(), [['/f', '']], { f: null }],
  ['an empty optional nullable is left out', z.string().nullable().optional(), [['/f', '']], {}],
  ['a number', z.number(), [['/f', '12.5']], { f: 12.5 }],
  ['a negative number', z.number(), [['/f', '-3']], { f: -3 }],
  ['Arabic-Indic digits', z.number(), [['/f', '١٢٫٥']], { f: 12.5 }],
  ['Persian digits', z.number(), [['/f', '۱۲۳']], { f: 123 }],
  ['thousands', z.number(), [['/f', '١٬٢٣٤']], { f: 1234 }],
  ['no number is kept for the refusal', z.number(), [['/f', 'twelve']], { f: 'twelve' }],
  ['hexadecimal is no number', z.number(), [['/f', '0x10']], { f: '0x10' }],
  ['an endless number is no number', z.number(), [['/f', '1'.repeat(400)]], { f: '1'.repeat(400) }],
  ['a ticked box', z.boolean(), [['/f', 'yes']], { f: true }],
  ['an unticked box', z.boolean(), [], { f: false }],
  ['a choice', z.enum(['a', 'b']), [['/f', 'b']], { f: 'b' }],
  ['a choice of numbers', z.literal([6, 12]), [['/f', '12']], { f: 12 }],
  ['no such choice is kept for the refusal', z.enum(['a']), [['/f', 'x']], { f: 'x' }],
  [
    'several',
    z.array(z.enum(['a', 'b', 'c'])),
    [
      ['/f', 'a'],
      ['/f', 'c'],
    ],
    { f: ['a', 'c'] },
  ],
  ['none of several', z.array(z.enum(['a'])), [], { f: [] }],
  ['none of optional several', z.array(z.enum(['a'])).optional(), [['/f', '']], {}],
  ['a date', CalendarDate, [['/f', '٢٠٢٦-١١-٢٠']], { f: '2026-11-20' }],
  ['Baghdad time', Instant, [['/f', '2026-11-20T09:15']], { f: '2026-11-20T06:15:00.000Z' }],
  ['an instant as it is', Instant, [['/f', '2026-11-20T06:15:00.000Z']], { f: '2026-11-20T06:15:00.000Z' }],
  ['no instant is kept', Instant, [['/f', 'soon']], { f: 'soon' }],
  ['an entry', entryRef('person'), [['/f', 'PE-١']], { f: 'PE-1' }],
  [
    'a group',
    step,
    [
      ['/f/what', 'x'],
      ['/f/days', '2'],
    ],
    { f: { what: 'x', days: 2, done: false } },
  ],
  ['an empty optional group', step.optional(), [['/f/what', '']], {}],
  ['an empty nullable group', step.nullable(), [], { f: null }],
  [
    'rows, blank ones left out',
    z.array(step),
    [
      ['/f/0/what', ''],
      ['/f/0/days', ''],
      ['/f/2/what', 'c'],
      ['/f/2/days', '3'],
      ['/f/1/what', 'b'],
      ['/f/10/what', 'k'],
    ],
    {
      f: [
        { what: 'b', done: false },
        { what: 'c', days: 3, done: false },
        { what: 'k', done: false },
      ],
    },
  ],
  [
    'rows with strange numbers',
    z.array(step),
    [
      ['/f/-1/what', 'x'],
      ['/f/1e3/what', 'x'],
      ['/f/9999/what', 'x'],
      ['/f/__proto__/what', 'x'],
    ],
    { f: [] },
  ],
  [
    'plain rows',
    z.array(z.string()),
    [
      ['/f/0', 'a'],
      ['/f/1', ' '],
      ['/f/2', 'b'],
    ],
    { f: ['a', 'b'] },
  ],
  [
    'a variant',
    scope,
    [
      ['/f/kind', 'forum'],
      ['/f@forum/id', 'FO-1'],
      ['/f@address/id', 'street'],
    ],
    { f: { kind: 'forum', id: 'FO-1' } },
  ],
  [
    'a variant without fields',
    scope,
    [
      ['/f/kind', 'programme'],
      ['/f@forum/id', 'FO-1'],
    ],
    { f: { kind: 'programme' } },
  ],
  ['no such variant', scope, [['/f/kind', 'constructor']], { f: { kind: 'constructor' } }],
  ['no variant', scope, [['/f@forum/id', 'FO-1']], {}],
  ['a file', digest, [['/f', new File(['x'], 'a.png')]], { f: HASH }],
  ['no file', digest.optional(), [['/f', new File([], '')]], {}],
  [
    'files sent before',
    z.array(digest),
    [
      ['/f!kept', 'b'.repeat(64)],
      ['/f', new File(['x'], 'a')],
    ],
    { f: ['b'.repeat(64), HASH] },
  ],
  [
    'fields nobody asked for',
    z.string(),
    [
      ['/f', 'a'],
      ['/role', 'admin'],
      ['/__proto__/x', '1'],
      ['role', 'admin'],
    ],
    { f: 'a' },
  ],
];

describe('from a form to the input of a command', () => {
  it.each(table)('%s', async (...[, schema, typed, input]) => {
    expect(await read(schema, typed)).toEqual(input);
  });

  it('reads ballots line by line, by the numbers of the concerns', async () => {
    const concern = partRef('concerns');
    const ballots = z.array(z.strictObject({ first: concern, second: concern.optional() }));
    const typed: Typed = [
      ['/f!ids', 'C01 C02 C10'],
      ['/f', '1 2\n\n ٢, C10\n10 1 2\nx'],
    ];
    expect(await read(ballots, typed)).toEqual({
      f: [
        { first: 'C01', second: 'C02' },
        { first: 'C02', second: 'C10' },
        { first: 'C10', second: 'C01', 'more-3': 'C02' },
        { first: 'x' },
      ],
    });
  });
});

describe('the control a problem speaks of', () => {
  const fields = fieldsOf(
    z.strictObject({ steps: z.array(step), scope, tags: z.array(z.enum(['a', 'b'])), one: step }),
  );
  it.each([
    ['/steps/1/what', {}, '/steps/1/what'],
    ['/steps', {}, '/steps'],
    ['/scope/id', { scope: { kind: 'forum' } }, '/scope@forum/id'],
    ['/scope', {}, '/scope/kind'],
    ['/scope/kind', { scope: { kind: 'x' } }, '/scope/kind'],
    ['/tags/0', {}, '/tags'],
    ['/one/days', {}, '/one/days'],
    ['/nothing', {}, ''],
  ])('%s is %s → %s', (pointer, values, path) => {
    expect(pathOf(fields, values, pointer)).toBe(path);
  });

  it('has an id that is a plain word', () => {
    expect(elementId('Assign', '/scope@forum/id')).toBe('Assign-scope-forum-id');
  });
});

describe('every command of this installation', () => {
  const commands = registry.kinds.flatMap((kind) =>
    Object.entries(kind.commands).map(([name, spec]) => [`${kind.kind}.${name}`, spec.input] as const),
  );

  it.each(commands)('%s can be asked for in a form', (_, input) => {
    expect(JSON.stringify(fieldsOf(input))).not.toContain('"json"');
  });
});
