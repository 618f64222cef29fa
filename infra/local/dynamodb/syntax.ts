import type { AttributeValue } from './values.ts';

/** Where in an item: attribute names and list indexes. */
export type Path = readonly (string | number)[];

/** An expression with its names and values in place: a path, a given value, or an operator over operands. */
export type Expression =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'value'; readonly value: AttributeValue }
  | { readonly kind: 'call'; readonly operator: string; readonly operands: readonly Expression[] };

/** One clause of an UpdateExpression. */
export type UpdateAction =
  | { readonly kind: 'set'; readonly path: Path; readonly value: Expression }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add' | 'delete'; readonly path: Path; readonly value: AttributeValue };

/** One word or sign of an expression. */
export interface Token {
  readonly kind: 'name' | 'name-reference' | 'value-reference' | 'index' | 'symbol' | 'end';
  readonly text: string;
}

/** What is wrong with an expression; whoever parses says in which one. */
export class ExpressionError extends Error {}

const MAX_BYTES = 4096;
const TOKEN =
  /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(\d+)|(<>|<=|>=|[=<>()[\],.+-]))/y;
const KINDS = ['name', 'name-reference', 'value-reference', 'index', 'symbol'] as const;

/** Programs repeat their expressions for as long as they run; this many are remembered. */
const CACHE_SIZE = 2_000;
const cache = new Map<string, readonly Token[]>();

/** The tokens of an expression, the last of which is the end. Throws ExpressionError. */
export function tokenize(text: string): readonly Token[] {
  const known = cache.get(text);
  if (known !== undefined) return known;
  const size = Buffer.byteLength(text);
  if (size > MAX_BYTES)
    throw new ExpressionError(
      `Expression size has exceeded the maximum allowed size; expression size: ${size}`,
    );
  if (text.trim() === '') throw new ExpressionError('The expression can not be empty;');
  const tokens = split(text.trimEnd());
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(text, tokens);
  return tokens;
}

function split(source: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < source.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const [, ...groups] = TOKEN.exec(source) ?? [];
    const group = groups.findIndex((found) => found !== undefined);
    const kind = KINDS[group];
    if (kind === undefined) {
      const near = source.slice(Math.max(0, at - 8), at + 8).trim();
      const [sign = ''] = source.slice(at).trimStart();
      throw new ExpressionError(`Syntax error; token: "${sign}", near: "${near}"`);
    }
    tokens.push({ kind, text: groups[group] ?? '' });
  }
  return [...tokens, { kind: 'end', text: '<EOF>' }];
}
