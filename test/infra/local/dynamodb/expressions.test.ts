import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { Expressions } from '../../../../infra/local/dynamodb/expressions.ts';
import { meets } from '../../../../infra/local/dynamodb/operators.ts';
import { project } from '../../../../infra/local/dynamodb/paths.ts';
import type { Item as StoredItem } from '../../../../infra/local/dynamodb/values.ts';
import { errorOf, type Item, startWithTable, TABLE } from './engine.ts';

const item: StoredItem = {
  pk: { S: 'case' },
  title: { S: 'Zürich' },
  count: { N: '10' },
  big: { N: '12345678901234567890123456789012345678' },
  open: { BOOL: true },
  none: { NULL: true },
  tags: { SS: ['a', 'b'] },
  levels: { NS: ['1', '2'] },
  raw: { B: 'AQID' },
  list: { L: [{ S: 'x' }, { M: { deep: { N: '7' } } }, { N: '3' }] },
  map: { M: { a: { N: '1' }, 'b.c': { S: 'dotted' }, list: { L: [{ N: '1' }] }, '0': { N: '0' } } },
};
const values: StoredItem = {
  ':ten': { N: '10' },
  ':nine': { N: '9' },
  ':elf': { N: '11' },
  ':big': { N: '12345678901234567890123456789012345679' },
  ':a': { S: 'a' },
  ':z': { S: 'Z' },
  ':zz': { S: 'ZZZ' },
  ':M': { S: 'M' },
  ':N': { S: 'N' },
  ':seven': { N: '7' },
  ':map': { M: { deep: { N: '7' } } },
  ':tags': { SS: ['b', 'a'] },
  ':raw': { B: 'AQI=' },
  ':b2': { B: 'Ag==' },
  ':true': { BOOL: true },
  ':one': { N: '1' },
};
const names = {
  '#count': 'count',
  '#dot': 'b.c',
  '#list': 'list',
  '#map': 'map',
  '#raw': 'raw',
  '#open': 'open',
};

function only<T>(
  all: Readonly<Record<string, T>>,
  text: string,
  sign: string,
): Record<string, T> | undefined {
  const used: readonly string[] = text.match(new RegExp(`${sign}[A-Za-z0-9_]+`, 'g')) ?? [];
  const kept = Object.entries(all).filter(([name]) => used.includes(name));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

function parametersFor(text: string) {
  const ExpressionAttributeNames = only(names, text, '#');
  const ExpressionAttributeValues = only(values, text, ':');
  return {
    ...(ExpressionAttributeNames && { ExpressionAttributeNames }),
    ...(ExpressionAttributeValues && { ExpressionAttributeValues }),
  };
}

function holds(text: string): boolean {
  const expressions = new Expressions(parametersFor(text));
  const bound = expressions.condition(text);
  expressions.finish();
  if (bound === undefined) throw new Error('nothing to ask');
  return meets(bound, item);
}

describe('a condition', () => {
  it.each([
    ['#count = :ten', true],
    ['#count <> :ten', false],
    ['#count < :elf AND #count > :nine', true],
    ['#count <= :ten and #count >= :ten', true],
    ['#count BETWEEN :nine AND :elf', true],
    ['#count BETWEEN :elf AND :elf OR #count = :ten', true],
    ['#count IN (:nine, :ten)', true],
    ['NOT #count IN (:nine, :elf)', true],
    ['big < :big', true],
    ['absent = :ten', false],
    ['absent <> :ten', true],
    ['absent < :ten', false],
    ['title = :ten', false],
    ['title > :ten', false],
    ['attribute_exists(#map.a)', true],
    ['attribute_exists(#map.absent.deeper)', false],
    ['attribute_exists(#list[1].deep)', true],
    ['attribute_not_exists(#list[3])', true],
    ['attribute_exists(#map.#dot)', true],
    ['attribute_exists(constructor_)', false],
    ['attribute_type(#map, :M)', true],
    ['attribute_type(#map, :N)', false],
    ['begins_with(title, :z)', true],
    ['begins_with(title, :zz)', false],
    ['begins_with(#raw, :raw)', true],
    ['contains(title, :z)', true],
    ['contains(tags, :a)', true],
    ['contains(levels, :one)', true],
    ['contains(#list, :map)', true],
    ['contains(#raw, :b2)', true],
    ['contains(tags, :one)', false],
    ['size(title) = :seven', true],
    ['size(#list) < :seven', true],
    ['size(#count) = :seven', false],
    ['tags = :tags', true],
    ['#list[1] = :map', true],
    ['#open = :true', true],
    ['(#count = :ten OR #count = :nine) AND NOT (title = :a)', true],
    ['#count = :ten OR #count = :nine AND title = :a', true],
    ['NOT #count = :ten OR #open = :true', true],
  ])('%s is %s', (text, expected) => {
    expect(holds(text)).toBe(expected);
  });

  it.each([
    ['', 'can not be empty'],
    ['#count =', 'Syntax error; token: "<EOF>"'],
    ['#count = :ten)', 'Syntax error; token: ")"'],
    ['#count ! :ten', 'Syntax error; token: "!"'],
    ['count = :ten', 'reserved keyword: count'],
    ['#count = :undefined', 'attribute value: :undefined'],
    ['#undefined = :ten', 'attribute name: #undefined'],
    ['begins_with(title, :ten)', 'operand type: N'],
    ['foo(title)', 'Invalid function name; function: foo'],
    ['size(title)', 'not allowed to be used this way'],
    ['attribute_exists(:ten)', 'requires a document path'],
    ['attribute_exists(title, tags)', 'Incorrect number of operands'],
    ['attribute_type(title, :a)', 'Invalid attribute type name found; type: a'],
    ['#open < :true', 'operator or function: <, operand type: BOOL'],
    ['#count BETWEEN :elf AND :nine', 'upper bound to be greater'],
    ['#count BETWEEN :elf AND :a', 'same data type'],
    ['if_not_exists(title, :a) = :a', 'not allowed in a condition expression'],
  ])('%s is refused', (text, reason) => {
    expect(() => holds(text)).toThrow(reason);
  });

  it('refuses depth and length beyond all use', () => {
    const deep = `${'('.repeat(400)}#count = :ten${')'.repeat(400)}`;
    expect(() => holds(deep)).toThrow('too many nested parentheses');
    const long = `title = :a OR ${'title = :a OR '.repeat(400)}title = :a`;
    expect(() => holds(long)).toThrow('exceeded the maximum allowed size');
  });

  it('refuses names and values that nothing uses', () => {
    const unusedValue = new Expressions({
      ExpressionAttributeValues: { ':a': { S: 'a' }, ':b': { S: 'b' } },
    });
    unusedValue.condition('title = :a');
    expect(() => unusedValue.finish()).toThrow('ExpressionAttributeValues unused in expressions: keys: {:b}');
    const unusedName = new Expressions({ ExpressionAttributeNames: { '#a': 'a' } });
    expect(() => unusedName.finish()).toThrow('can only be specified when using expressions');
  });
});

describe('a projection', () => {
  it.each([
    ['title, #map.a', { title: item.title, map: { M: { a: { N: '1' } } } }],
    ['#list[2], #list[0]', { list: { L: [{ S: 'x' }, { N: '3' }] } }],
    ['#list[1].deep, absent', { list: { L: [{ M: { deep: { N: '7' } } }] } }],
    ['#map.#dot', { map: { M: { 'b.c': { S: 'dotted' } } } }],
    ['#map.absent', {}],
    ['#map[0]', {}],
  ])('%s keeps what it names', (text, expected) => {
    const expressions = new Expressions(parametersFor(text));
    const tree = expressions.projection(text);
    expect(tree && project(item, tree)).toEqual(expected);
  });

  it.each([['title, title'], ['#map, #map.a'], ['#map.a, #map'], ['#map.a, #map[0]']])(
    '%s is refused',
    (text) => {
      expect(() => new Expressions(parametersFor(text)).projection(text)).toThrow('Two document paths');
    },
  );
});

const before: Item = {
  pk: { S: 'p' },
  sk: { S: 's' },
  n: { N: '5' },
  s: { S: 'text' },
  l: { L: [{ N: '0' }, { N: '1' }, { N: '2' }] },
  m: { M: { a: { N: '1' } } },
  ss: { SS: ['a', 'b'] },
};
const given: Item = {
  ':one': { N: '1' },
  ':s': { S: 'new' },
  ':l': { L: [{ S: 'more' }] },
  ':ab': { SS: ['a', 'b'] },
  ':c': { SS: ['c'] },
  ':huge': { N: '99999999999999999999999999999999999999' },
};

describe('an update', () => {
  async function update(UpdateExpression: string, withItem = true) {
    const { client } = await startWithTable();
    if (withItem) await client.send(new PutItemCommand({ TableName: TABLE, Item: before }));
    const ExpressionAttributeValues = only(given, UpdateExpression, ':');
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: { pk: { S: 'p' }, sk: { S: 's' } },
        UpdateExpression,
        ...(ExpressionAttributeValues && { ExpressionAttributeValues }),
        ReturnValues: 'ALL_NEW',
      }),
    );
    const { Item: stored } = await client.send(
      new GetItemCommand({ TableName: TABLE, Key: { pk: { S: 'p' }, sk: { S: 's' } } }),
    );
    expect(stored).toEqual(Attributes);
    return Attributes;
  }

  it.each<[string, Partial<Item>]>([
    ['SET n = n + :one', { n: { N: '6' } }],
    ['SET n = n - :one, x = n', { n: { N: '4' }, x: { N: '5' } }],
    ['SET x = if_not_exists(x, :one) + :one', { x: { N: '2' } }],
    ['SET x = if_not_exists(n, :one)', { x: { N: '5' } }],
    ['SET l = list_append(l, :l)', { l: { L: [{ N: '0' }, { N: '1' }, { N: '2' }, { S: 'more' }] } }],
    ['SET l[1] = :s', { l: { L: [{ N: '0' }, { S: 'new' }, { N: '2' }] } }],
    [
      'SET l[9] = :one, l[8] = :s',
      { l: { L: [{ N: '0' }, { N: '1' }, { N: '2' }, { S: 'new' }, { N: '1' }] } },
    ],
    ['REMOVE l[0], l[1]', { l: { L: [{ N: '2' }] } }],
    ['SET l[2] = :s REMOVE l[0]', { l: { L: [{ N: '1' }, { S: 'new' }] } }],
    ['SET l[5] = :s REMOVE l[3]', { l: { L: [{ N: '0' }, { N: '1' }, { N: '2' }, { S: 'new' }] } }],
    ['SET m.b = :s REMOVE m.a', { m: { M: { b: { S: 'new' } } } }],
    ['ADD n :one, x :one', { n: { N: '6' }, x: { N: '1' } }],
    ['SET c = n ADD n :one', { c: { N: '5' }, n: { N: '6' } }],
    ['ADD ss :c', { ss: { SS: ['a', 'b', 'c'] } }],
    ['DELETE ss :c', {}],
    ['set n = :one remove s', { n: { N: '1' }, s: undefined }],
    ['DELETE ss :ab', { ss: undefined }],
    ['REMOVE nothing', {}],
  ])('%s', async (expression, changed) => {
    const expected = Object.entries({ ...before, ...changed }).filter(([, value]) => value !== undefined);
    expect(await update(expression)).toEqual(Object.fromEntries(expected));
  });

  it('creates a absent item from its key', async () => {
    expect(await update('ADD n :one', false)).toEqual({ pk: { S: 'p' }, sk: { S: 's' }, n: { N: '1' } });
  });

  it.each(['REMOVE n', 'DELETE ss :c'])('that only takes away creates no item: %s', async (expression) => {
    expect(await update(expression, false)).toBeUndefined();
  });

  it.each([
    ['SET n = s + :one', 'An operand in the update expression has an incorrect data type'],
    ['SET n = x', 'The provided expression refers to an attribute that does not exist in the item'],
    ['SET m.x.y = :one', 'The document path provided in the update expression is invalid for update'],
    ['SET s[0] = :one', 'The document path provided in the update expression is invalid for update'],
    ['REMOVE s.x', 'The document path provided in the update expression is invalid for update'],
    ['SET pk = :s', 'Cannot update attribute pk. This attribute is part of the key'],
    ['SET n = :one, n = :one', 'Two document paths overlap'],
    ['SET m = :one REMOVE m.a', 'Two document paths overlap'],
    ['SET n = :one SET s = :s', 'The "SET" section can only be used once'],
    ['SET n = n + :s', 'operator or function: +, operand type: S'],
    ['SET l = list_append(l, :one)', 'operator or function: list_append, operand type: N'],
    ['ADD n :s', 'operator: ADD, operand type: STRING'],
    ['DELETE ss :one', 'operator: DELETE, operand type: NUMBER'],
    ['ADD n :c', 'An operand in the update expression has an incorrect data type'],
    ['SET x = :huge + :huge', '38 significant digits'],
    ['INSERT n :one', 'Syntax error; token: "INSERT"'],
    ['SET a..b = :one', 'Syntax error'],
  ])('%s is refused', async (expression, reason) => {
    const error = await errorOf(update(expression));
    expect(error.name).toBe('ValidationException');
    expect(error.message).toContain(reason);
  });

  it('keeps attributes whose names belong to every object', async () => {
    const { client } = await startWithTable();
    const ExpressionAttributeNames = { '#p': '__proto__', '#c': 'constructor' };
    const Key = { pk: { S: 'p' }, sk: { S: 's' } };
    const refused = await errorOf(
      client.send(
        new UpdateItemCommand({
          TableName: TABLE,
          Key,
          UpdateExpression: 'SET #p = :v',
          ConditionExpression: 'attribute_exists(#c)',
          ExpressionAttributeNames,
          ExpressionAttributeValues: { ':v': { S: 'kept' } },
        }),
      ),
    );
    expect(refused.name).toBe('ConditionalCheckFailedException');
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key,
        UpdateExpression: 'SET #c = :v',
        ExpressionAttributeNames: { '#c': 'constructor' },
        ExpressionAttributeValues: { ':v': { S: 'kept' } },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    expect(Attributes).toEqual({ constructor: { S: 'kept' } });
  });

  it.each([
    ['ALL_OLD', before],
    ['UPDATED_OLD', { n: { N: '5' } }],
    ['UPDATED_NEW', { n: { N: '6' }, m: { M: { b: { N: '1' } } } }],
    ['NONE', undefined],
  ] as const)('answers %s', async (ReturnValues, expected) => {
    const { client } = await startWithTable();
    await client.send(new PutItemCommand({ TableName: TABLE, Item: before }));
    const { Attributes } = await client.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: { pk: { S: 'p' }, sk: { S: 's' } },
        UpdateExpression: 'SET n = n + :one, m.b = :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
        ReturnValues,
      }),
    );
    expect(Attributes).toEqual(expected);
  });
});
