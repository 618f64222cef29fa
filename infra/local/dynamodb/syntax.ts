import { demand, validation } from './errors.ts';
import type { AttributeValue } from './values.ts';

/** Where in an item: attribute names and list indexes. */
export type Path = readonly (string | number)[];

/** Whatever concerns one place in an item. */
export interface Located {
  readonly path: Path;
}

/** An expression with its names and values in place: a path, a given value, or an operator over operands. */
export type Expression =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'call'; readonly operator: string; readonly operands: readonly Expression[] };

/** One change of an UpdateExpression, by the clause it stands in. */
export interface UpdateAction extends Located {
  readonly clause: 'SET' | 'REMOVE' | 'ADD' | 'DELETE';
  readonly value?: Expression;
}

const MAX_BYTES = 4096;
/** A word, a reference to a name or value, an index or a sign; else whatever stands there. */
const TOKEN = /\s*(?:([A-Za-z_]\w*|[#:]\w+|\d+|<>|<=|>=|[=<>()[\],.+-])|(\S))/gu;

/** The words and signs of an expression. Throws ValidationException. */
export function tokenize(text: string): readonly string[] {
  const size = Buffer.byteLength(text);
  const rule = 'Expression size has exceeded the maximum allowed size';
  demand(size <= MAX_BYTES, `${rule}; expression size: ${size}`);
  const source = text.trimEnd();
  demand(source !== '', 'The expression can not be empty;');
  return Array.from(source.matchAll(TOKEN), ({ index, 1: token, 2: wrong }) => {
    if (token !== undefined) return token;
    const near = source.slice(Math.max(0, index - 8), index + 8).trim();
    throw validation(`Syntax error; token: "${wrong}", near: "${near}"`);
  });
}
