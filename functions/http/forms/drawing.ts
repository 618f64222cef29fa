import type { Say } from '../wording.ts';
import type { MoreRows } from './attempt.ts';
import type { Field, FieldOf } from './fields.ts';

export interface Option {
  readonly id: string;
  readonly label: string;
}

/** What selects offer: entries of a kind (`more`: not all of them fit) and parts of the entry itself. */
export interface Choices {
  readonly entries: ReadonlyMap<string, { readonly options: readonly Option[]; readonly more: boolean }>;
  readonly parts: ReadonlyMap<string, readonly Option[]>;
}

/** Everything a field needs to be drawn, beside itself and its place. */
export interface Drawing {
  readonly say: Say;
  readonly kind: string;
  readonly command: string;
  readonly choices: Choices;
  /** Sentence by JSON pointer. */
  readonly problems: ReadonlyMap<string, string>;
  /** The rows more of which were asked for. */
  readonly more: MoreRows | null;
}

/** A field at its place in the input. */
export interface Place {
  readonly field: Field;
  /** Name of the control: a JSON pointer, with `@case` where a variant branches. */
  readonly path: string;
  readonly value: unknown;
  readonly drawing: Drawing;
  /** In a spare row nothing is required. */
  readonly spare?: boolean;
}

export const elementId = (command: string, path: string): string =>
  `${command}${path.replaceAll(/[^A-Za-z0-9]+/g, '-')}`;

export const problemAt = ({ path, drawing }: Place): string | undefined =>
  drawing.problems.get(path.replaceAll(/@[^/]*/g, ''));

/** The control a JSON pointer speaks of: variants branch, lists of choices are one control. */
export function pathOf(fields: readonly Field[], values: unknown, pointer: string): string {
  return follow(fields, values, pointer.split('/').slice(1));
}

function follow(fields: readonly Field[], values: unknown, steps: readonly string[]): string {
  const [name = '', ...rest] = steps;
  const field = fields.find((one) => one.name === name);
  if (field === undefined) return '';
  const value = child(values, name);
  switch (field.control) {
    case 'group':
      return `/${name}${follow(field.fields, value, rest)}`;
    case 'rows':
      return `/${name}${followRow(field.of, value, rest)}`;
    case 'variant':
      return `/${name}${followCase(field, value, rest)}`;
    default:
      return `/${name}`;
  }
}

function followRow(of: Field, values: unknown, [index, ...rest]: readonly string[]): string {
  if (index === undefined) return '';
  return `/${index}${of.control === 'group' ? follow(of.fields, child(values, index), rest) : ''}`;
}

function followCase(field: FieldOf<'variant'>, value: unknown, steps: readonly string[]): string {
  const chosen = String(child(value, field.on) ?? '');
  if (steps[0] === undefined || steps[0] === field.on || chosen === '') return `/${field.on}`;
  const fields = field.cases.find((one) => one.value === chosen)?.fields ?? [];
  return `@${chosen}${follow(fields, value, steps)}`;
}

export const child = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
