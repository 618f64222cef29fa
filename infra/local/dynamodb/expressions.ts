import { demand, demandValue, validation } from './errors.ts';
import { Parser } from './parser.ts';
import { type PathTree, pathTree } from './paths.ts';
import type { Substitutions } from './requests.ts';
import { type Expression, ExpressionError, type UpdateAction } from './syntax.ts';
import { checkValue } from './values.ts';

/** An update ready to be applied to items, and everything it can change. */
export interface Update {
  readonly actions: readonly UpdateAction[];
  readonly paths: PathTree;
}

type Label = `${'Condition' | 'Filter' | 'KeyCondition' | 'Projection' | 'Update'}Expression`;

/** The expressions of one request: checks names and values, parses, and finds those unused. */
export class Expressions {
  readonly #given: Substitutions;
  readonly #used = new Set<string>();
  #isParsed = false;

  constructor(given: Substitutions) {
    const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = given;
    this.#given = given;
    this.#checkKeys('ExpressionAttributeNames', names, /^#[A-Za-z0-9_]+$/);
    for (const [name, target] of Object.entries(names ?? {}))
      demandValue(target !== '', `ExpressionAttributeNames contains invalid value for key ${name}`);
    this.#checkKeys('ExpressionAttributeValues', values, /^:[A-Za-z0-9_]+$/);
    for (const value of Object.values(values ?? {})) checkValue(value);
  }

  condition(text: string | undefined, label: Label = 'ConditionExpression'): Expression | undefined {
    return this.#parse(label, text, (parser) => parser.condition());
  }

  projection(text: string | undefined): PathTree | undefined {
    return this.#parse('ProjectionExpression', text, (parser) => pathTree(parser.projection()));
  }

  update(text: string | undefined): Update | undefined {
    return this.#parse('UpdateExpression', text, (parser) => {
      const actions = parser.update();
      return { actions, paths: pathTree(actions.map(({ path }) => path)) };
    });
  }

  /** Throws when a name or value was given and never used. */
  finish(): void {
    for (const kind of ['ExpressionAttributeNames', 'ExpressionAttributeValues'] as const) {
      const given = this.#given[kind];
      if (given === undefined) continue;
      demand(this.#isParsed, `${kind} can only be specified when using expressions`);
      const unused = Object.keys(given).filter((name) => !this.#used.has(name));
      demand(
        unused.length === 0,
        `Value provided in ${kind} unused in expressions: keys: {${unused.join(', ')}}`,
      );
    }
  }

  #parse<T>(label: Label, text: string | undefined, read: (parser: Parser) => T): T | undefined {
    if (text === undefined) return undefined;
    this.#isParsed = true;
    try {
      return read(new Parser(text, this.#given, this.#used));
    } catch (error) {
      if (error instanceof ExpressionError) throw validation(`Invalid ${label}: ${error.message}`);
      throw error;
    }
  }

  #checkKeys(kind: string, given: object | undefined, form: RegExp): void {
    if (given === undefined) return;
    const keys = Object.keys(given);
    demand(keys.length > 0, `${kind} must not be empty`);
    const wrong = keys.find((key) => !form.test(key));
    demand(wrong === undefined, `${kind} contains invalid key: Syntax error; key: "${wrong}"`);
  }
}
