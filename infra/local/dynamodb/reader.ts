import { FUNCTIONS, type FunctionPlace } from './functions.ts';
import { ExpressionError, type Token, tokenize } from './lexer.ts';
import { RESERVED_WORDS } from './reserved-words.ts';
import type { Call, Operand, Parsed, Path, TypeCheck, ValueReference } from './syntax.ts';

const MAX_BYTES = 4096;
/** Deeper parentheses than anybody writes, and far from the end of the stack. */
const MAX_DEPTH = 150;

/** Reads the tokens of one expression and keeps what the request must be checked for later. */
export class Reader {
  readonly #tokens: readonly Token[];
  readonly #names = new Set<string>();
  readonly #values = new Set<string>();
  readonly #paths: Path[] = [];
  readonly checks: TypeCheck[] = [];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    const size = Buffer.byteLength(text);
    if (size > MAX_BYTES)
      throw new ExpressionError(
        `Expression size has exceeded the maximum allowed size; expression size: ${size}`,
      );
    if (text.trim() === '') throw new ExpressionError('The expression can not be empty;');
    this.#tokens = tokenize(text);
  }

  get token(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '<EOF>' };
  }

  next(): Token {
    const token = this.token;
    this.#at += 1;
    return token;
  }

  /** Whether the token is this sign or, in any case, this word. */
  sees(text: string): boolean {
    return this.token.text === text || (this.token.kind === 'name' && this.token.text.toUpperCase() === text);
  }

  seesCall(): boolean {
    return this.token.kind === 'name' && this.#tokens[this.#at + 1]?.text === '(';
  }

  take(text: string): boolean {
    const seen = this.sees(text);
    if (seen) this.#at += 1;
    return seen;
  }

  expect(text: string): void {
    if (!this.take(text)) throw this.syntaxError();
  }

  /** Guards recursion; the parser calls it around every parenthesis. */
  nested<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH)
      throw new ExpressionError('The expression contains too many nested parentheses');
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  finish<T>(tree: T): Parsed<T> {
    if (this.token.kind !== 'end') throw this.syntaxError();
    return {
      tree,
      names: [...this.#names],
      values: [...this.#values],
      checks: this.checks,
      paths: this.#paths,
    };
  }

  path(): Path {
    const parts: (string | number)[] = [this.#name()];
    for (;;) {
      if (this.take('.')) parts.push(this.#name());
      else if (this.take('[')) parts.push(this.#index());
      else break;
    }
    const path: Path = { kind: 'path', parts };
    this.#paths.push(path);
    return path;
  }

  value(): ValueReference {
    if (this.token.kind !== 'value-reference') throw this.syntaxError();
    const ref = this.next().text;
    this.#values.add(ref);
    return { kind: 'value', ref };
  }

  /** A path, a value, or a function allowed in this place. */
  operand(place: FunctionPlace): Operand {
    if (this.token.kind === 'value-reference') return this.value();
    return this.seesCall() ? this.call(place) : this.path();
  }

  call(place: FunctionPlace): Call {
    const name = this.next().text;
    const known = FUNCTIONS.get(name);
    if (known === undefined) throw new ExpressionError(`Invalid function name; function: ${name}`);
    if (known.place !== place)
      throw new ExpressionError(
        `The function is not allowed to be used this way in an expression; function: ${name}`,
      );
    this.expect('(');
    const operands = this.nested(() => this.list(() => this.operand(known.operands)));
    this.expect(')');
    if (operands.length !== known.arity)
      throw new ExpressionError(
        `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
      );
    const call: Call = { kind: 'call', name, operands };
    this.checks.push((values) => known.check(call, values));
    return call;
  }

  list<T>(parse: () => T): T[] {
    const elements = [parse()];
    while (this.take(',')) elements.push(parse());
    return elements;
  }

  syntaxError(): ExpressionError {
    const around = this.#tokens.slice(Math.max(0, this.#at - 1), this.#at + 2);
    const near = around.map((token) => (token.kind === 'end' ? '' : token.text)).join(' ');
    return new ExpressionError(`Syntax error; token: "${this.token.text}", near: "${near.trim()}"`);
  }

  #name(): string {
    const { kind, text } = this.token;
    if (kind !== 'name' && kind !== 'name-reference') throw this.syntaxError();
    if (kind === 'name' && RESERVED_WORDS.has(text.toUpperCase()))
      throw new ExpressionError(`Attribute name is a reserved keyword; reserved keyword: ${text}`);
    if (kind === 'name-reference') this.#names.add(text);
    this.#at += 1;
    return text;
  }

  #index(): number {
    if (this.token.kind !== 'index') throw this.syntaxError();
    const index = Number(this.next().text);
    this.expect(']');
    return index;
  }
}
