/** The part of JSON Schema that the API's description uses for inputs. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** An input with one thing wrong, and what the answer must say of it. */
export interface Wrong {
  readonly what: string;
  readonly input: unknown;
  readonly pointer: string;
  readonly code: string;
}

/** Every input this schema refuses that differs from a good one in a single place. */
export function wrongInputs(schema: Schema): Wrong[] {
  const good = example(schema);
  const whole = ['text', 7, [], null].map((input) => ({
    what: `the body is ${JSON.stringify(input)}`,
    input,
    pointer: '',
    code: 'wrong-type',
  }));
  return [...whole, ...inObject(schema, good)];
}

/** The smallest input of this schema. */
function example(schema: Schema): unknown {
  if (schema.enum !== undefined) return schema.enum[0];
  switch (schema.type) {
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, example(schema.properties?.[name] ?? {})]),
      );
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => example(schema.items ?? {}));
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return false;
    default:
      return textOf(schema);
  }
}

function textOf({ format, pattern = '', minLength = 1 }: Schema): string {
  if (format === 'date') return '2026-12-01';
  if (pattern.startsWith('^[A-Z]{2}-')) return 'PE-QAYARA-CHAIR';
  return 'a'.repeat(minLength);
}

function inObject(schema: Schema, good: unknown): Wrong[] {
  const base = good as Readonly<Record<string, unknown>>;
  const unknown = {
    what: 'unknown',
    input: { ...base, nobody: 1 },
    pointer: '/nobody',
    code: 'unknown-field',
  };
  const missing = (schema.required ?? []).map((name) => {
    const { [name]: _, ...input } = base;
    return { what: `${name} missing`, input, pointer: `/${name}`, code: 'missing' };
  });
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    inValue(field).map((wrong) => ({
      what: `${name} ${wrong.what}`,
      input: { ...base, [name]: wrong.input },
      pointer: `/${name}${wrong.pointer}`,
      code: wrong.code,
    })),
  );
  return [unknown, ...missing, ...fields];
}

const wrong = (what: string, input: unknown, code: string): Wrong => ({ what, input, pointer: '', code });

function inValue(schema: Schema): Wrong[] {
  if (schema.enum !== undefined)
    return ['nonsense', 0.5, null, []].map((input) => wrong(`is ${input}`, input, 'not-an-option'));
  const types = [{}, null].map((input) => wrong(`is ${JSON.stringify(input)}`, input, 'wrong-type'));
  switch (schema.type) {
    case 'object':
      return inObject(schema, example(schema));
    case 'array':
      return [...types, ...inArray(schema)];
    case 'integer':
      return [...types, wrong('is 1.5', 1.5, 'wrong-type'), ...inNumber(schema)];
    case 'boolean':
      return [...types, wrong('is "yes"', 'yes', 'wrong-type')];
    default:
      return [...types, wrong('is a number', 12, 'wrong-type'), ...inText(schema)];
  }
}

function inArray({ items = {}, minItems = 0, maxItems = Number.POSITIVE_INFINITY }: Schema): Wrong[] {
  const found: Wrong[] = [];
  const one = example(items);
  if (minItems > 0) found.push(wrong('too few', [], 'too-few-or-small'));
  if (Number.isFinite(maxItems)) {
    const many = Array.from({ length: maxItems + 1 }, () => one);
    found.push(wrong('too many', many, 'too-many-or-large'));
  }
  const inside = inValue(items).map((bad) => ({
    ...bad,
    what: `with an item: ${bad.what}`,
    input: [bad.input],
    pointer: `/0${bad.pointer}`,
  }));
  return [...found, ...inside];
}

function inNumber({ minimum, maximum }: Schema): Wrong[] {
  return [
    ...(minimum === undefined ? [] : [wrong('too small', minimum - 1, 'too-few-or-small')]),
    ...(maximum === undefined ? [] : [wrong('too large', maximum + 1, 'too-many-or-large')]),
  ];
}

function inText({ format, pattern, minLength, maxLength }: Schema): Wrong[] {
  if (format === 'date')
    return ['2026-02-30', '1 December 2026', ''].map((day) => wrong(`is "${day}"`, day, 'wrong-format'));
  const found: Wrong[] = [];
  if (pattern !== undefined)
    found.push(wrong('has other characters', '?'.repeat(minLength ?? 1), 'wrong-format'));
  else if (minLength !== undefined) found.push(wrong('is blank', '  ', 'too-short'));
  if (maxLength !== undefined) {
    const start = pattern?.startsWith('^[A-Z]{2}-') ? 'PE-' : '';
    const fill = start === '' ? 'a' : 'A';
    found.push(wrong('is too long', start + fill.repeat(maxLength + 1 - start.length), 'too-long'));
  }
  return found;
}
