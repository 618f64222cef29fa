import { readFileSync } from 'node:fs';
import { AwsJsonError } from '../aws-json.ts';
import { demand, demandValue, validation } from './errors.ts';
import { callOf, operandsOf, type Place } from './operators.ts';
import { checkApart } from './paths.ts';
import type { Substitutions } from './requests.ts';
import { type Expression, type Located, type Path, tokenize, type UpdateAction } from './syntax.ts';
import { checkValue, own } from './values.ts';

/** Words that an expression may not use bare as an attribute name (developer guide, "Reserved words"). */
const WORDS = readFileSync(new URL('reserved-words.txt', import.meta.url), 'utf8');
const RESERVED_WORDS = new Set(WORDS.split(/\s+/));
/** Deeper parentheses than anybody writes, and far from the end of the stack. */
const MAX_DEPTH = 150;
const NAME = /^[A-Za-z_]/;
const COMPARATORS = ['=', '<>', '<', '<=', '>', '>=', 'BETWEEN', 'IN'];
const CLAUSES = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const;
/** What follows the last token. */
const END = '<EOF>';
const SUBSTITUTIONS = ['ExpressionAttributeNames', 'ExpressionAttributeValues'] as const;

/** The expressions of one request: checks names and values, puts them in place, and finds those unused. */
export class Expressions {
  readonly #given: Substitutions;
  readonly #used = new Set<string>();
  /** Of the expression read last. */
  #tokens: readonly string[] = [];
  #at = 0;
  #depth = 0;

  /** Throws ValidationException, as everything else here. */
  constructor(given: Substitutions) {
    this.#given = given;
    for (const kind of SUBSTITUTIONS) {
      const isName = kind === 'ExpressionAttributeNames';
      const entries = Object.entries(given[kind] ?? {});
      demand(given[kind] === undefined || entries.length > 0, `${kind} must not be empty`);
      const [wrong] = entries.find(([key]) => !(isName ? /^#\w+$/ : /^:\w+$/).test(key)) ?? [];
      demand(wrong === undefined, `${kind} contains invalid key: Syntax error; key: "${wrong}"`);
      for (const [key, held] of entries)
        if (isName) demandValue(held !== '', `${kind} contains invalid value for key ${key}`);
        else checkValue(held);
    }
  }

  condition(text: string | undefined, label = 'ConditionExpression'): Expression | undefined {
    return this.#parse(label, text, () => this.#disjunction());
  }

  projection(text: string | undefined): readonly Located[] | undefined {
    const read = () => this.#list(() => ({ path: this.#path() }));
    return this.#parse('ProjectionExpression', text, read, checkApart);
  }

  update(text: string | undefined): readonly UpdateAction[] | undefined {
    return this.#parse('UpdateExpression', text, () => this.#clauses(), checkApart);
  }

  /** Throws when a name or value was given and never used. */
  finish(): void {
    for (const kind of SUBSTITUTIONS) {
      if (this.#given[kind] === undefined) continue;
      demand(this.#tokens.length > 0, `${kind} can only be specified when using expressions`);
      const unused = Object.keys(this.#given[kind]).filter((name) => !this.#used.has(name));
      const fault = `Value provided in ${kind} unused in expressions: keys: {${unused.join(', ')}}`;
      demand(unused.length === 0, fault);
    }
  }

  #parse<T>(label: string, text: string | undefined, read: () => T, check?: (result: T) => void) {
    if (text === undefined) return undefined;
    try {
      this.#tokens = tokenize(text);
      this.#at = 0;
      const result = read();
      this.#expect(END);
      check?.(result);
      return result;
    } catch (error) {
      if (error instanceof AwsJsonError) throw validation(`Invalid ${label}: ${error.message}`);
      throw error;
    }
  }

  #disjunction(): Expression {
    return this.#chain('OR', () => this.#chain('AND', () => this.#negation()));
  }

  #chain(operator: string, next: () => Expression): Expression {
    const operands = this.#list(next, operator);
    return operands.length === 1 ? operands[0] : callOf(operator, operands);
  }

  #negation(): Expression {
    if (this.#take('NOT')) return callOf('NOT', [this.#nested(() => this.#negation())]);
    return this.#take('(') ? this.#nested(() => this.#disjunction(), ')') : this.#predicate();
  }

  #predicate(): Expression {
    if (this.#seesCall && this.#token !== 'size') return this.#operand('condition');
    const left = this.#operand('operand');
    const operator = COMPARATORS.find((sign) => this.#take(sign));
    if (operator === undefined && left.kind === 'call') operandsOf(left.operator, 'condition');
    if (operator === undefined) throw this.#syntaxError();
    if (operator === 'IN') return callOf(operator, [left, ...this.#arguments('operand')]);
    const right = this.#operand('operand');
    if (operator !== 'BETWEEN') return callOf(operator, [left, right]);
    this.#expect('AND');
    return callOf(operator, [left, right, this.#operand('operand')]);
  }

  #clauses(): readonly UpdateAction[] {
    const actions: UpdateAction[] = [];
    while (this.#token !== END) {
      const clause = CLAUSES.find((word) => this.#take(word));
      if (clause === undefined) throw this.#syntaxError();
      const isNew = actions.every((action) => action.clause !== clause);
      demand(isNew, `The "${clause}" section can only be used once in an update expression;`);
      actions.push(...this.#list(() => this.#action(clause)));
    }
    return actions;
  }

  #action(clause: UpdateAction['clause']): UpdateAction {
    const path = this.#path();
    if (clause === 'REMOVE') return { clause, path };
    if (clause === 'SET') {
      this.#expect('=');
      return { clause, path, value: this.#assigned() };
    }
    const value = this.#value();
    callOf(clause, [value]);
    return { clause, path, value };
  }

  #assigned(): Expression {
    const left = this.#term();
    const sign = ['+', '-'].find((each) => this.#take(each));
    return sign === undefined ? left : callOf(sign, [left, this.#term()]);
  }

  #term(): Expression {
    return this.#take('(') ? this.#nested(() => this.#term(), ')') : this.#operand('update');
  }

  /** A path, a value, or a function allowed in this place. */
  #operand(place: Place): Expression {
    if (this.#token.startsWith(':')) return this.#value();
    if (!this.#seesCall) return { kind: 'path', path: this.#path() };
    const name = this.#next(NAME);
    return callOf(name, this.#arguments(operandsOf(name, place)));
  }

  #arguments(place: Place): readonly Expression[] {
    this.#expect('(');
    return this.#nested(() => this.#list(() => this.#operand(place)), ')');
  }

  #path(): Path {
    const parts: (string | number)[] = [this.#name()];
    for (;;) {
      if (this.#take('.')) parts.push(this.#name());
      else if (this.#take('[')) {
        parts.push(Number(this.#next(/^\d/)));
        this.#expect(']');
      } else return parts;
    }
  }

  #name(): string {
    const name = this.#next(/^[#A-Z_]/i);
    if (name.startsWith('#')) return this.#resolve('name', name, this.#given.ExpressionAttributeNames);
    const isReserved = RESERVED_WORDS.has(name.toUpperCase());
    demand(!isReserved, `Attribute name is a reserved keyword; reserved keyword: ${name}`);
    return name;
  }

  #value(): Expression {
    const value = this.#resolve('value', this.#next(/^:/), this.#given.ExpressionAttributeValues);
    return { kind: 'value', value };
  }

  #resolve<T>(kind: 'name' | 'value', text: string, given: Readonly<Record<string, T>> = {}): T {
    const found = own(given, text);
    const place = kind === 'name' ? 'the document path' : 'expression';
    const fault = `An expression attribute ${kind} used in ${place} is not defined; attribute ${kind}: ${text}`;
    demand(found !== undefined, fault);
    this.#used.add(text);
    return found;
  }

  #list<T>(parse: () => T, separator = ','): [T, ...T[]] {
    const elements: [T, ...T[]] = [parse()];
    while (this.#take(separator)) elements.push(parse());
    return elements;
  }

  /** What stands inside something, up to the sign that closes it. */
  #nested<T>(parse: () => T, closing?: string): T {
    this.#depth += 1;
    demand(this.#depth <= MAX_DEPTH, 'The expression contains too many nested parentheses');
    const inside = parse();
    this.#depth -= 1;
    if (closing !== undefined) this.#expect(closing);
    return inside;
  }

  get #token(): string {
    return this.#tokens[this.#at] ?? END;
  }

  get #seesCall(): boolean {
    return NAME.test(this.#token) && this.#tokens[this.#at + 1] === '(';
  }

  /** Takes the next token, which must have this form. */
  #next(form: RegExp): string {
    const token = this.#token;
    if (!form.test(token)) throw this.#syntaxError();
    this.#at += 1;
    return token;
  }

  /** Takes this sign or, in any case, this word if it comes next. */
  #take(text: string): boolean {
    const isNext = this.#token.toUpperCase() === text;
    if (isNext) this.#at += 1;
    return isNext;
  }

  #expect(text: string): void {
    if (!this.#take(text)) throw this.#syntaxError();
  }

  #syntaxError(): AwsJsonError {
    const near = this.#tokens.slice(Math.max(0, this.#at - 1), this.#at + 2).join(' ');
    return validation(`Syntax error; token: "${this.#token}", near: "${near}"`);
  }
}
