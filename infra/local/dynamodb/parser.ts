import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { functionFor, operandFault, type Place } from './operators.ts';
import type { Substitutions } from './requests.ts';
import {
  type Expression,
  ExpressionError,
  type Path,
  type Token,
  tokenize,
  type UpdateAction,
} from './syntax.ts';
import { type AttributeValue, own } from './values.ts';

/** Words that an expression may not use bare as an attribute name (developer guide, "Reserved words"). */
const RESERVED_WORDS = new Set(
  readFileSync(join(import.meta.dirname, 'reserved-words.txt'), 'utf8')
    .trim()
    .split(/\s+/),
);
/** Deeper parentheses than anybody writes, and far from the end of the stack. */
const MAX_DEPTH = 150;
const MAX_IN_OPERANDS = 100;
const COMPARATORS = ['=', '<>', '<', '<=', '>', '>=', 'BETWEEN', 'IN'];
const CLAUSES = ['SET', 'REMOVE', 'ADD', 'DELETE'];

/** Reads one expression with the names and values of its request in place; notes in `used` which it needed. */
export class Parser {
  readonly #tokens: readonly Token[];
  readonly #given: Substitutions;
  readonly #used: Set<string>;
  #at = 0;
  #depth = 0;

  /** Throws ExpressionError, as everything else here. */
  constructor(text: string, given: Substitutions, used: Set<string>) {
    this.#tokens = tokenize(text);
    this.#given = given;
    this.#used = used;
  }

  condition(): Expression {
    return this.#whole(() => this.#disjunction());
  }

  projection(): readonly Path[] {
    return this.#whole(() => this.#list(() => this.#path()));
  }

  update(): readonly UpdateAction[] {
    const seen = new Set<string>();
    return this.#whole(() => {
      const actions: UpdateAction[] = [];
      while (this.#token.kind !== 'end') {
        const clause = CLAUSES.find((word) => this.#take(word));
        if (clause === undefined) throw this.#syntaxError();
        if (seen.has(clause))
          throw new ExpressionError(`The "${clause}" section can only be used once in an update expression;`);
        seen.add(clause);
        actions.push(...this.#list(() => this.#action(clause)));
      }
      return actions;
    });
  }

  #disjunction(): Expression {
    return this.#chain('OR', () => this.#chain('AND', () => this.#negation()));
  }

  #chain(operator: string, next: () => Expression): Expression {
    const first = next();
    const operands = [first];
    while (this.#take(operator)) operands.push(next());
    return operands.length === 1 ? first : { kind: 'call', operator, operands };
  }

  #negation(): Expression {
    if (this.#take('NOT'))
      return { kind: 'call', operator: 'NOT', operands: [this.#nested(() => this.#negation())] };
    return this.#take('(') ? this.#closed(() => this.#disjunction()) : this.#predicate();
  }

  #predicate(): Expression {
    if (this.#seesCall && this.#token.text !== 'size') return this.#call('condition');
    const left = this.#operand('operand');
    const operator = COMPARATORS.find((sign) => this.#take(sign));
    if (operator === undefined) throw this.#notACondition(left);
    if (operator === 'IN') return this.#applied(operator, [left, ...this.#members()]);
    const right = this.#operand('operand');
    if (operator !== 'BETWEEN') return this.#applied(operator, [left, right]);
    this.#expect('AND');
    return this.#applied(operator, [left, right, this.#operand('operand')]);
  }

  #notACondition(operand: Expression): ExpressionError {
    const rule = operand.kind === 'call' ? functionFor(operand.operator, 'condition') : undefined;
    return typeof rule === 'string' ? new ExpressionError(rule) : this.#syntaxError();
  }

  #members(): readonly Expression[] {
    this.#expect('(');
    const members = this.#closed(() => this.#list(() => this.#operand('operand')));
    if (members.length <= MAX_IN_OPERANDS) return members;
    throw new ExpressionError(
      `Invalid number of operands for the IN operator; number of operands: ${members.length}`,
    );
  }

  #action(clause: string): UpdateAction {
    const path = this.#path();
    if (clause === 'REMOVE') return { kind: 'remove', path };
    if (clause === 'SET') {
      this.#expect('=');
      return { kind: 'set', path, value: this.#assigned() };
    }
    const value = this.#value();
    this.#applied(clause, [{ kind: 'value', value }]);
    return { kind: clause === 'ADD' ? 'add' : 'delete', path, value };
  }

  #assigned(): Expression {
    const left = this.#term();
    const sign = ['+', '-'].find((each) => this.#take(each));
    return sign === undefined ? left : this.#applied(sign, [left, this.#term()]);
  }

  #term(): Expression {
    return this.#take('(') ? this.#closed(() => this.#term()) : this.#operand('update');
  }

  /** A path, a value, or a function allowed in this place. */
  #operand(place: Place): Expression {
    if (this.#token.kind === 'value-reference') return { kind: 'value', value: this.#value() };
    return this.#seesCall ? this.#call(place) : { kind: 'path', path: this.#path() };
  }

  #call(place: Place): Expression {
    const name = this.#next().text;
    const rule = functionFor(name, place);
    if (typeof rule === 'string') throw new ExpressionError(rule);
    this.#expect('(');
    return this.#applied(
      name,
      this.#closed(() => this.#list(() => this.#operand(rule.operands ?? 'nowhere'))),
    );
  }

  #applied(operator: string, operands: readonly Expression[]): Expression {
    const fault = operandFault(operator, operands);
    if (fault !== undefined) throw new ExpressionError(fault);
    return { kind: 'call', operator, operands };
  }

  #path(): Path {
    const parts: (string | number)[] = [this.#name()];
    for (;;) {
      if (this.#take('.')) parts.push(this.#name());
      else if (this.#take('[')) parts.push(this.#index());
      else return parts;
    }
  }

  #name(): string {
    const { kind, text } = this.#next();
    if (kind === 'name-reference') return this.#resolve('name', text, this.#given.ExpressionAttributeNames);
    if (kind !== 'name') throw this.#syntaxError(-1);
    if (!RESERVED_WORDS.has(text.toUpperCase())) return text;
    throw new ExpressionError(`Attribute name is a reserved keyword; reserved keyword: ${text}`);
  }

  #index(): number {
    const { kind, text } = this.#next();
    if (kind !== 'index') throw this.#syntaxError(-1);
    this.#expect(']');
    return Number(text);
  }

  #value(): AttributeValue {
    const { kind, text } = this.#next();
    if (kind !== 'value-reference') throw this.#syntaxError(-1);
    return this.#resolve('value', text, this.#given.ExpressionAttributeValues);
  }

  #resolve<T>(kind: 'name' | 'value', text: string, given: Readonly<Record<string, T>> = {}): T {
    const found = own(given, text);
    this.#used.add(text);
    if (found !== undefined) return found;
    const place = kind === 'name' ? 'the document path' : 'expression';
    throw new ExpressionError(
      `An expression attribute ${kind} used in ${place} is not defined; attribute ${kind}: ${text}`,
    );
  }

  #list<T>(parse: () => T): T[] {
    const elements = [parse()];
    while (this.#take(',')) elements.push(parse());
    return elements;
  }

  /** What stands before the closing parenthesis. */
  #closed<T>(parse: () => T): T {
    const inside = this.#nested(parse);
    this.#expect(')');
    return inside;
  }

  #nested<T>(parse: () => T): T {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH)
      throw new ExpressionError('The expression contains too many nested parentheses');
    const result = parse();
    this.#depth -= 1;
    return result;
  }

  #whole<T>(parse: () => T): T {
    const result = parse();
    if (this.#token.kind !== 'end') throw this.#syntaxError();
    return result;
  }

  get #token(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '<EOF>' };
  }

  get #seesCall(): boolean {
    return this.#token.kind === 'name' && this.#tokens[this.#at + 1]?.text === '(';
  }

  #next(): Token {
    const token = this.#token;
    this.#at += 1;
    return token;
  }

  /** Takes this sign or, in any case, this word if it comes next. */
  #take(text: string): boolean {
    const { kind, text: found } = this.#token;
    const seen = found === text || (kind === 'name' && found.toUpperCase() === text);
    if (seen) this.#at += 1;
    return seen;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#syntaxError();
  }

  #syntaxError(offset = 0): ExpressionError {
    const at = this.#at + offset;
    const around = this.#tokens.slice(Math.max(0, at - 1), at + 2);
    const near = around.map(({ kind, text }) => (kind === 'end' ? '' : text)).join(' ');
    const { text } = this.#tokens[at] ?? { text: '<EOF>' };
    return new ExpressionError(`Syntax error; token: "${text}", near: "${near.trim()}"`);
  }
}
