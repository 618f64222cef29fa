import { invalidValue, validation } from './errors.ts';
import { ExpressionError } from './lexer.ts';
import { parseCondition, parseProjection, parseUpdate } from './parser.ts';
import { type PathTree, pathTree, type ResolvedPath, resolve } from './paths.ts';
import type { Condition, Parsed, Path, Substitutions, UpdateAction } from './syntax.ts';
import { type AttributeValue, checkValue } from './values.ts';

/** The substitutions as a request carries them. */
export interface ExpressionParameters {
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>;
}

/** A condition ready to be asked of items. */
export interface BoundCondition {
  readonly tree: Condition;
  readonly given: Substitutions;
  /** Top-level attributes it reads. */
  readonly attributes: readonly string[];
}

/** An update ready to be applied to items. */
export interface BoundUpdate {
  readonly actions: readonly UpdateAction[];
  readonly given: Substitutions;
  readonly paths: PathTree;
}

type Label =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression';

/** Texts repeat for as long as a program runs; this many are remembered. */
const CACHE_SIZE = 2_000;
const cache = new Map<string, Parsed<unknown>>();

/** The expressions of one request: parses, checks against names and values, and finds those unused. */
export class Expressions {
  readonly given: Substitutions;
  readonly #unusedNames: Set<string>;
  readonly #unusedValues: Set<string>;
  readonly #namesGiven: boolean;
  readonly #valuesGiven: boolean;
  #used = false;

  constructor(parameters: ExpressionParameters) {
    const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = parameters;
    this.given = { names: names ?? {}, values: values ?? {} };
    this.#namesGiven = names !== undefined;
    this.#valuesGiven = values !== undefined;
    this.#unusedNames = new Set(Object.keys(this.given.names));
    this.#unusedValues = new Set(Object.keys(this.given.values));
    this.#checkGiven();
  }

  condition(text: string | undefined, label: Label = 'ConditionExpression'): BoundCondition | undefined {
    if (text === undefined) return undefined;
    const parsed = this.#use(label, text, parseCondition);
    const attributes = parsed.paths.map((path) => String(resolve(path, this.given.names)[0]));
    return { tree: parsed.tree, given: this.given, attributes };
  }

  projection(text: string | undefined): PathTree | undefined {
    if (text === undefined) return undefined;
    const { tree } = this.#use('ProjectionExpression', text, parseProjection);
    return this.#tree('ProjectionExpression', tree);
  }

  update(text: string | undefined): BoundUpdate | undefined {
    if (text === undefined) return undefined;
    const { tree } = this.#use('UpdateExpression', text, parseUpdate);
    const targets = tree.map((action) => action.path);
    return { actions: tree, given: this.given, paths: this.#tree('UpdateExpression', targets) };
  }

  /** Throws when a name or value was given and never used. */
  finish(): void {
    for (const [kind, given, unused] of [
      ['ExpressionAttributeNames', this.#namesGiven, this.#unusedNames],
      ['ExpressionAttributeValues', this.#valuesGiven, this.#unusedValues],
    ] as const) {
      if (given && !this.#used) throw validation(`${kind} can only be specified when using expressions`);
      if (unused.size > 0)
        throw validation(
          `Value provided in ${kind} unused in expressions: keys: {${[...unused].join(', ')}}`,
        );
    }
  }

  #use<T>(label: Label, text: string, parse: (text: string) => Parsed<T>): Parsed<T> {
    this.#used = true;
    return named(label, () => {
      const parsed = remembered(`${label} ${text}`, () => parse(text));
      this.#checkReferences(parsed);
      return parsed;
    });
  }

  #tree(label: Label, paths: readonly Path[]): PathTree {
    const resolved: ResolvedPath[] = paths.map((path) => resolve(path, this.given.names));
    return named(label, () => pathTree(resolved));
  }

  #checkReferences(parsed: Parsed<unknown>): void {
    for (const name of parsed.names) {
      if (!Object.hasOwn(this.given.names, name))
        throw new ExpressionError(
          `An expression attribute name used in the document path is not defined; attribute name: ${name}`,
        );
      this.#unusedNames.delete(name);
    }
    for (const ref of parsed.values) {
      if (!Object.hasOwn(this.given.values, ref))
        throw new ExpressionError(
          `An expression attribute value used in expression is not defined; attribute value: ${ref}`,
        );
      this.#unusedValues.delete(ref);
    }
    for (const check of parsed.checks) {
      const fault = check(this.given.values);
      if (fault !== undefined) throw new ExpressionError(fault);
    }
  }

  #checkGiven(): void {
    if (this.#namesGiven && this.#unusedNames.size === 0)
      throw validation('ExpressionAttributeNames must not be empty');
    if (this.#valuesGiven && this.#unusedValues.size === 0)
      throw validation('ExpressionAttributeValues must not be empty');
    for (const name of this.#unusedNames)
      if (!/^#[A-Za-z0-9_]+$/.test(name))
        throw validation(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${name}"`);
    for (const [name, target] of Object.entries(this.given.names))
      if (typeof target !== 'string' || target === '')
        throw invalidValue(`ExpressionAttributeNames contains invalid value for key ${name}`);
    for (const [name, value] of Object.entries(this.given.values)) {
      if (!/^:[A-Za-z0-9_]+$/.test(name))
        throw validation(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${name}"`);
      checkValue(value);
    }
  }
}

function remembered<T>(key: string, parse: () => Parsed<T>): Parsed<T> {
  const known = cache.get(key) as Parsed<T> | undefined;
  const parsed = known ?? parse();
  // Deleting and setting again keeps the map in order of use, so that the first entry is the oldest.
  cache.delete(key);
  cache.set(key, parsed);
  if (cache.size > CACHE_SIZE) for (const oldest of cache.keys()) return drop(oldest, parsed);
  return parsed;
}

function drop<T>(oldest: string, parsed: T): T {
  cache.delete(oldest);
  return parsed;
}

function named<T>(label: Label, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof ExpressionError) throw validation(`Invalid ${label}: ${error.message}`);
    throw error;
  }
}
