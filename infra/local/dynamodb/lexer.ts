/** One word or sign of an expression. */
export interface Token {
  readonly kind: 'name' | 'name-reference' | 'value-reference' | 'index' | 'symbol' | 'end';
  readonly text: string;
}

/** What is wrong with an expression; the parser's caller says in which one. */
export class ExpressionError extends Error {}

const TOKEN =
  /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|(\d+)|(<>|<=|>=|[=<>()[\],.+-]))/y;
const KINDS = ['name', 'name-reference', 'value-reference', 'index', 'symbol'] as const;
const END: Token = { kind: 'end', text: '<EOF>' };

/** Splits an expression into tokens, the last of which is the end. Throws ExpressionError. */
export function tokenize(text: string): readonly Token[] {
  const source = text.trimEnd();
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  let at = 0;
  while (at < source.length) {
    const match = TOKEN.exec(source);
    if (match === null) throw unexpected(source, at);
    const group = match.findIndex((found, index) => index > 0 && found !== undefined);
    const kind = KINDS[group - 1];
    if (kind === undefined) throw unexpected(source, at);
    tokens.push({ kind, text: match[group] ?? '' });
    at = TOKEN.lastIndex;
  }
  tokens.push(END);
  return tokens;
}

function unexpected(source: string, at: number): ExpressionError {
  const rest = source.slice(at).trimStart();
  const near = source.slice(Math.max(0, at - 8), at + 8).trim();
  return new ExpressionError(`Syntax error; token: "${rest.slice(0, 1)}", near: "${near}"`);
}
