/** Bodies for any JSON schema, most of them wrong in one place; the same number gives the same body (T29). */

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minItems?: number;
  readonly format?: string;
  readonly pattern?: string;
}

/** A small generator of numbers (mulberry32): no library needed to repeat a run. */
function chance(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    below: (limit: number): number => Math.floor(next() * limit),
    one: <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)] as T,
  };
}
type Chance = ReturnType<typeof chance>;

/** Values that have broken programs before. */
const EVIL: readonly unknown[] = [
  ...[null, true, false, 0, -1, -0, 1.5, 1e308, -1e308, 2 ** 53 + 2, 1e-320],
  ...['', ' ', '\u0000', 'null', 'undefined', 'NaN', '[object Object]', '1e1000', '0x10', '٣', '١٢٣'],
  ...[
    '\u202egnp',
    '\ufeffx',
    '\ud83d\ude00'.repeat(50),
    'a\u0301'.repeat(200),
    '\ud800',
    'é'.normalize('NFD'),
  ],
  ...[
    'x'.repeat(2001),
    'x'.repeat(60_000),
    '\\',
    '"',
    "'; DROP TABLE x;--",
    '$'.concat('{7*7}'),
    '{{7*7}}',
    '%00',
    '%s%n',
  ],
  ...[
    '../../../../etc/passwd',
    'PE-1',
    'CASE#PE-1',
    'OUTBOX#0',
    '__proto__',
    'constructor',
    '<script>alert(1)</script>',
  ],
  ...['2026-02-30', '9999-12-31', '0000-00-00', '+275760-09-13', '-000001-01-01', '2026-11-20T25:61:61Z'],
  ...[
    [],
    {},
    [[]],
    [null],
    { a: 1 },
    [[[[[[[[[[]]]]]]]]]],
    { length: 1e9 },
    { toString: 1 },
    { toJSON: 'x' },
  ],
];

const TEXTS: Readonly<Record<string, string>> = {
  date: '2026-11-20',
  'date-time': '2026-11-20T09:15:00.000Z',
};

/** A value that fits, as far as the schema says. */
function fitting(schema: Schema, all: Readonly<Record<string, Schema>>, luck: Chance, depth = 0): unknown {
  const inner = resolved(schema, all);
  if (inner.const !== undefined) return inner.const;
  if (inner.enum !== undefined) return luck.one(inner.enum);
  const choices = inner.anyOf ?? inner.oneOf;
  if (choices !== undefined) return fitting(luck.one(choices), all, luck, depth + 1);
  const type = typeof inner.type === 'string' ? inner.type : inner.type?.[0];
  switch (type) {
    case 'object':
      return depth > 8 ? {} : fields(inner, all, luck, depth);
    case 'array':
      return depth > 8 || inner.items === undefined
        ? []
        : Array.from({ length: Math.max(inner.minItems ?? 0, luck.below(3)) }, () =>
            fitting(inner.items ?? {}, all, luck, depth + 1),
          );
    case 'integer':
    case 'number':
      return luck.below(30);
    case 'boolean':
      return luck.below(2) === 0;
    case 'null':
      return null;
    default:
      return text(inner, luck);
  }
}

const fields = (
  { properties = {} }: Schema,
  all: Readonly<Record<string, Schema>>,
  luck: Chance,
  depth: number,
): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, fitting(schema, all, luck, depth + 1)]),
  );

function text({ format = '', pattern = '' }: Schema, luck: Chance): string {
  const known = TEXTS[format];
  if (known !== undefined) return known;
  if (pattern.includes('[A-Z]{2}-')) return luck.one(['FO-TEST', 'PE-CHAIR', 'UN-X', 'PL-IQG15', 'SP-1']);
  if (pattern.includes('0-9a-f')) return 'a'.repeat(64);
  return luck.one(['IQG15', 'text', 'نص عربي', 'دەقی کوردی', 'c1']);
}

function resolved(schema: Schema, all: Readonly<Record<string, Schema>>): Schema {
  const name = schema.$ref?.split('/').at(-1);
  return name === undefined ? schema : (all[name] ?? {});
}

/** Somewhere in a value that fits, something else. */
function mutated(value: unknown, luck: Chance): unknown {
  if (typeof value !== 'object' || value === null || luck.below(4) === 0) return luck.one(EVIL);
  if (Array.isArray(value)) {
    if (value.length === 0) return [luck.one(EVIL)];
    const at = luck.below(value.length);
    return value.map((one, n) => (n === at ? mutated(one, luck) : one));
  }
  const names = Object.keys(value);
  const name = names.length === 0 ? 'x' : luck.one(names);
  const { [name]: changed, ...rest } = value as Record<string, unknown>;
  switch (luck.below(4)) {
    case 0:
      return rest;
    case 1:
      return { ...(value as object), [luck.one(['role', 'stage', 'version', 'constructor', ' ', ''])]: 1 };
    default:
      return { ...rest, [name]: mutated(changed, luck) };
  }
}

/** What JSON itself can be broken by. */
function broken(body: string, luck: Chance): string {
  switch (luck.below(8)) {
    case 0:
      return body.slice(0, luck.below(body.length + 1));
    case 1:
      return body.replace('{', '{"__proto__":{"admin":true},');
    case 2:
      return body.replace(/"(\w+)":/, '"$1":1,"$1":');
    case 3:
      return `${'['.repeat(luck.below(3000))}${body}`;
    case 4:
      return body.replaceAll(/\d+/g, '9'.repeat(400));
    case 5:
      return luck.one([
        '',
        ' ',
        'null',
        '[]',
        '0',
        '""',
        '{',
        '\ufeff{}',
        '{}{}',
        'NaN',
        '{"a":01}',
        "{'a':1}",
      ]);
    case 6:
      return `${body}${luck.one([' ', '\n', '\u0000', '}', ',', '//x', '\u2028'])}`;
    default:
      return body.replace(/"/, '\\"');
  }
}

/** 15 in 100 fit, 65 are wrong in one place, 20 are broken as JSON. */
export function bodyFor(schema: Schema, all: Readonly<Record<string, Schema>>, seed: number): string {
  const luck = chance(seed);
  const value = fitting(schema, all, luck);
  const kind = luck.below(100);
  if (kind < 15) return JSON.stringify(value);
  if (kind < 80) return JSON.stringify(mutated(value, luck));
  return broken(JSON.stringify(value), luck);
}
