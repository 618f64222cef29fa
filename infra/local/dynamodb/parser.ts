import { compare } from './compare.ts';
import { operandFault } from './functions.ts';
import { ExpressionError } from './lexer.ts';
import { Reader } from './reader.ts';
import type { Comparator, Condition, Operand, Parsed, Path, Substitutions, UpdateAction } from './syntax.ts';
import { own, type TypeName } from './values.ts';

const COMPARATORS: readonly string[] = ['=', '<>', '<', '<=', '>', '>='];
const MAX_IN_OPERANDS = 100;

/** A ConditionExpression, FilterExpression or KeyConditionExpression. Throws ExpressionError. */
export function parseCondition(text: string): Parsed<Condition> {
  const reader = new Reader(text);
  return reader.finish(disjunction(reader));
}

/** A ProjectionExpression. Throws ExpressionError. */
export function parseProjection(text: string): Parsed<readonly Path[]> {
  const reader = new Reader(text);
  return reader.finish(reader.list(() => reader.path()));
}

/** An UpdateExpression. Throws ExpressionError. */
export function parseUpdate(text: string): Parsed<readonly UpdateAction[]> {
  const reader = new Reader(text);
  const actions: UpdateAction[] = [];
  const seen = new Set<string>();
  while (reader.token.kind !== 'end') {
    const clause = reader.token.text.toUpperCase();
    const parse = CLAUSES.get(clause);
    if (parse === undefined) throw reader.syntaxError();
    if (seen.has(clause))
      throw new ExpressionError(`The "${clause}" section can only be used once in an update expression;`);
    seen.add(clause);
    reader.next();
    actions.push(...reader.list(() => parse(reader)));
  }
  return reader.finish(actions);
}

function disjunction(reader: Reader): Condition {
  let left = conjunction(reader);
  while (reader.take('OR')) left = { kind: 'or', left, right: conjunction(reader) };
  return left;
}

function conjunction(reader: Reader): Condition {
  let left = negation(reader);
  while (reader.take('AND')) left = { kind: 'and', left, right: negation(reader) };
  return left;
}

function negation(reader: Reader): Condition {
  if (reader.take('NOT')) return { kind: 'not', condition: reader.nested(() => negation(reader)) };
  if (!reader.take('(')) return predicate(reader);
  const condition = reader.nested(() => disjunction(reader));
  reader.expect(')');
  return condition;
}

function predicate(reader: Reader): Condition {
  if (reader.seesCall() && reader.token.text !== 'size') return reader.call('condition');
  const left = reader.operand('operand');
  if (reader.take('BETWEEN')) return between(reader, left);
  if (reader.take('IN')) return membership(reader, left);
  const comparator = COMPARATORS.find((sign) => reader.take(sign));
  if (comparator === undefined) throw reader.syntaxError();
  const right = reader.operand('operand');
  if (comparator !== '=' && comparator !== '<>')
    reader.checks.push((values) => operandFault(comparator, [left, right], values));
  return { kind: 'compare', comparator: comparator as Comparator, left, right };
}

function between(reader: Reader, value: Operand): Condition {
  const low = reader.operand('operand');
  reader.expect('AND');
  const high = reader.operand('operand');
  reader.checks.push(
    (values) => operandFault('BETWEEN', [value, low, high], values) ?? boundsFault(low, high, values),
  );
  return { kind: 'between', value, low, high };
}

function boundsFault(low: Operand, high: Operand, values: Substitutions['values']): string | undefined {
  const from = low.kind === 'value' ? own(values, low.ref) : undefined;
  const to = high.kind === 'value' ? own(values, high.ref) : undefined;
  if (from === undefined || to === undefined) return undefined;
  const order = compare(from, to);
  const shown = `lower bound operand: AttributeValue: ${JSON.stringify(from)}, upper bound operand: AttributeValue: ${JSON.stringify(to)}`;
  if (order === undefined)
    return `The BETWEEN operator requires same data type for lower and upper bounds; ${shown}`;
  if (order <= 0) return undefined;
  return `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${shown}`;
}

function membership(reader: Reader, value: Operand): Condition {
  reader.expect('(');
  const list = reader.list(() => reader.operand('operand'));
  reader.expect(')');
  if (list.length > MAX_IN_OPERANDS)
    throw new ExpressionError(
      `Invalid number of operands for the IN operator; number of operands: ${list.length}`,
    );
  return { kind: 'in', value, list };
}

const ADDABLE: readonly TypeName[] = ['N', 'SS', 'NS', 'BS'];
const DELETABLE: readonly TypeName[] = ['SS', 'NS', 'BS'];
const CLAUSES: ReadonlyMap<string, (reader: Reader) => UpdateAction> = new Map<
  string,
  (reader: Reader) => UpdateAction
>([
  ['SET', assignment],
  ['REMOVE', (reader) => ({ kind: 'remove', path: reader.path() })],
  ['ADD', (reader) => pathAndValue(reader, 'add')],
  ['DELETE', (reader) => pathAndValue(reader, 'delete')],
]);

function assignment(reader: Reader): UpdateAction {
  const path = reader.path();
  reader.expect('=');
  const left = setOperand(reader);
  const sign = ['+', '-'].find((candidate) => reader.take(candidate));
  if (sign === undefined) return { kind: 'set', path, value: left };
  const operands = [left, setOperand(reader)];
  reader.checks.push((values) => operandFault(sign, operands, values, ['N']));
  return { kind: 'set', path, value: { kind: 'call', name: sign, operands } };
}

function setOperand(reader: Reader): Operand {
  if (!reader.take('(')) return reader.operand('update');
  const operand = reader.nested(() => setOperand(reader));
  reader.expect(')');
  return operand;
}

function pathAndValue(reader: Reader, kind: 'add' | 'delete'): UpdateAction {
  const path = reader.path();
  const value = reader.value();
  const allowed = kind === 'add' ? ADDABLE : DELETABLE;
  reader.checks.push((values) => operandFault(kind.toUpperCase(), [value], values, allowed));
  return { kind, path, value };
}
