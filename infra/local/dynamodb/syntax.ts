import type { AttributeValue } from './values.ts';

/** Where in an item: names (bare or #referenced) and list indexes. */
export interface Path {
  readonly kind: 'path';
  readonly parts: readonly (string | number)[];
}

/** A value the request gives, by its :reference. */
export interface ValueReference {
  readonly kind: 'value';
  readonly ref: string;
}

/** A function or sign applied to operands. */
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly operands: readonly Operand[];
}

export type Operand = Path | ValueReference | Call;
export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly kind: 'not'; readonly condition: Condition }
  | {
      readonly kind: 'compare';
      readonly comparator: Comparator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'between'; readonly value: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly kind: 'in'; readonly value: Operand; readonly list: readonly Operand[] }
  | Call;

/** One clause of an UpdateExpression. */
export type UpdateAction =
  | { readonly kind: 'set'; readonly path: Path; readonly value: Operand }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add' | 'delete'; readonly path: Path; readonly value: ValueReference };

/** The names and values a request gives its expressions. */
export interface Substitutions {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, AttributeValue>>;
}

/** A check of operand types, which can only be made once the values are known; gives the fault. */
export type TypeCheck = (values: Substitutions['values']) => string | undefined;

/** An expression as parsed once for its text, for every request that repeats it. */
export interface Parsed<T> {
  readonly tree: T;
  readonly names: readonly string[];
  readonly values: readonly string[];
  readonly checks: readonly TypeCheck[];
  readonly paths: readonly Path[];
}
