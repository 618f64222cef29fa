import { z } from 'zod';

/** How a field is asked for. Drawn by components/field.tsx, read back by forms/read-form.ts. */
export type Field = {
  readonly name: string;
  readonly optional: boolean;
  readonly nullable: boolean;
} & Control;

export type TextFormat = 'plain' | 'long' | 'date' | 'instant' | 'machine' | 'phone';

type Control =
  | { readonly control: 'text'; readonly format: TextFormat; readonly maxLength: number | null }
  | {
      readonly control: 'number';
      readonly whole: boolean;
      readonly minimum: number | null;
      readonly maximum: number | null;
    }
  | { readonly control: 'checkbox' }
  | { readonly control: 'choice'; readonly options: readonly (string | number)[] }
  | { readonly control: 'entry'; readonly kind: string }
  | { readonly control: 'part'; readonly collection: string }
  | { readonly control: 'file' }
  | { readonly control: 'group'; readonly fields: readonly Field[] }
  | { readonly control: 'several'; readonly of: Field; readonly maximum: number | null }
  | {
      readonly control: 'rows';
      readonly of: Field;
      readonly minimum: number;
      readonly maximum: number | null;
    }
  /** One line of numbers per row: quicker than many selects for ballots read from paper. */
  | { readonly control: 'lines'; readonly fields: readonly Field[]; readonly collection: string }
  | { readonly control: 'variant'; readonly on: string; readonly cases: readonly Variant[] }
  | { readonly control: 'json' };

interface Variant {
  readonly value: string;
  readonly fields: readonly Field[];
}

export type FieldOf<C extends Field['control']> = Extract<Field, { control: C }>;

interface Schema {
  /** zod writes a plain nullable as `[type, 'null']`, any other as anyOf. */
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly default?: unknown;
  /** Metadata of entryRef and partRef. */
  readonly ref?: string;
  readonly part?: string;
}

const LONG = 200;
const known = new WeakMap<z.ZodType, readonly Field[]>();

/** The fields of a command's input, in the order of its schema. */
export function fieldsOf(input: z.ZodType): readonly Field[] {
  const cached = known.get(input);
  if (cached !== undefined) return cached;
  const fields = fieldsIn(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as Schema);
  known.set(input, fields);
  return fields;
}

const fieldsIn = ({ properties = {}, required = [] }: Schema): Field[] =>
  Object.entries(properties).map(([name, schema]) => fieldOf(name, schema, !required.includes(name)));

function fieldOf(name: string, given: Schema, optional: boolean): Field {
  const schema = withoutTypeList(given);
  const alternatives = schema.anyOf ?? schema.oneOf ?? [];
  const others = alternatives.filter(({ type }) => type !== 'null');
  const nullable = others.length < alternatives.length;
  const [only] = others;
  const inner = others.length === 1 && only !== undefined ? only : schema;
  return { name, optional: optional || schema.default !== undefined, nullable, ...controlOf(name, inner) };
}

const withoutTypeList = (schema: Schema): Schema =>
  Array.isArray(schema.type) ? { anyOf: schema.type.map((type: string) => ({ ...schema, type })) } : schema;

function controlOf(name: string, schema: Schema): Control {
  if (schema.ref !== undefined) return { control: 'entry', kind: schema.ref };
  if (schema.part !== undefined) return { control: 'part', collection: schema.part };
  if (schema.enum !== undefined) return { control: 'choice', options: schema.enum };
  if (schema.const !== undefined) return { control: 'choice', options: [schema.const] };
  switch (schema.type) {
    case 'string':
      return isDigest(schema) ? { control: 'file' } : textControl(name, schema);
    case 'number':
    case 'integer':
      return numberControl(schema);
    case 'boolean':
      return { control: 'checkbox' };
    case 'array':
      return arrayControl(name, schema);
    default:
      return objectControl(schema);
  }
}

/** A file is named by the SHA-256 of its content (tracks 0.11). */
const isDigest = ({ pattern, minLength, maxLength }: Schema): boolean =>
  pattern === '^[0-9a-f]{64}$' || (pattern === '^[0-9a-f]+$' && minLength === 64 && maxLength === 64);

function textControl(name: string, { format, pattern, maxLength: most }: Schema): Control {
  const maxLength = most ?? null;
  if (format === 'date') return { control: 'text', format: 'date', maxLength: 10 };
  if (format === 'date-time') return { control: 'text', format: 'instant', maxLength: 30 };
  if (name === 'phone') return { control: 'text', format: 'phone', maxLength };
  if (pattern !== undefined) return { control: 'text', format: 'machine', maxLength };
  return { control: 'text', format: (maxLength ?? 0) > LONG ? 'long' : 'plain', maxLength };
}

// What zod writes for "any safe integer" is no limit worth telling people.
const limit = (value: number | undefined): number | null =>
  value === undefined || !Number.isSafeInteger(Math.trunc(value) * 2) ? null : value;

const numberControl = ({ type, minimum, maximum }: Schema): Control => ({
  control: 'number',
  whole: type === 'integer',
  minimum: limit(minimum),
  maximum: limit(maximum),
});

function arrayControl(name: string, { items = {}, minItems = 0, maxItems }: Schema): Control {
  const of = fieldOf(name, items, true);
  if (of.control === 'group') {
    const [first] = of.fields;
    if (first?.control === 'part' && of.fields.every((field) => field.control === 'part'))
      return { control: 'lines', fields: of.fields, collection: first.collection };
    return { control: 'rows', of, minimum: minItems, maximum: maxItems ?? null };
  }
  if (of.control === 'choice' || of.control === 'entry' || of.control === 'part' || of.control === 'file')
    return { control: 'several', of, maximum: maxItems ?? null };
  return { control: 'rows', of, minimum: minItems, maximum: maxItems ?? null };
}

function objectControl(schema: Schema): Control {
  const alternatives = schema.oneOf ?? schema.anyOf ?? [];
  if (alternatives.length > 0) return variantControl(alternatives);
  return schema.properties === undefined
    ? { control: 'json' }
    : { control: 'group', fields: fieldsIn(schema) };
}

function variantControl(alternatives: readonly Schema[]): Control {
  const first = alternatives[0]?.properties ?? {};
  const on = Object.keys(first).find((name) => first[name]?.const !== undefined);
  if (on === undefined) return { control: 'json' };
  const cases = alternatives.map((schema) => ({
    value: String(schema.properties?.[on]?.const ?? ''),
    fields: fieldsIn(schema).filter(({ name }) => name !== on),
  }));
  return { control: 'variant', on, cases };
}

/** Roughly how much a field adds to a page; forms over a limit are drawn only when asked for. */
export function weightOf(field: Field): number {
  switch (field.control) {
    case 'group':
      return sum(field.fields);
    case 'rows':
      return 3 * weightOf(field.of);
    case 'variant':
      return field.cases.reduce((total, { fields }) => total + sum(fields), 1);
    case 'choice':
      return 1 + field.options.length / 4;
    case 'several':
      return 2 + weightOf(field.of) * 2;
    case 'entry':
    case 'lines':
      return 8;
    case 'part':
      return 3;
    default:
      return 1;
  }
}

const sum = (fields: readonly Field[]): number => fields.reduce((total, field) => total + weightOf(field), 0);
