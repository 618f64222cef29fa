import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AwsJsonError } from '../../../../infra/local/aws-json.ts';
import { startWithTable, TABLE } from './engine.ts';

const OPERATIONS = [
  ...['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'BatchGetItem', 'BatchWriteItem'],
  ...['TransactGetItems', 'TransactWriteItems', 'CreateTable', 'UpdateTable', 'DescribeTable', 'ListTables'],
  ...['UpdateTimeToLive', 'DescribeTimeToLive'],
];
const VALUES = fc.oneof(
  fc.constantFrom<unknown>(
    { S: 's' },
    { S: '' },
    { N: '1' },
    { N: 'x' },
    { B: 'AQ==' },
    { SS: ['a'] },
    { NULL: true },
  ),
  fc.constantFrom<unknown>(
    { M: { a: { S: 'x' } } },
    { L: [{ N: '1' }] },
    { L: null },
    { NS: [1] },
    { BOOL: 1 },
    {},
  ),
  fc.jsonValue({ maxDepth: 2 }),
);
const maps = (names: readonly string[]) =>
  fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 3 })), VALUES, { maxKeys: 4 });
const KEY = maps(['pk', 'sk', 'owner', 'due', '__proto__']);
const WORDS = [
  'a',
  '#n',
  ':v',
  'pk',
  'SET',
  'REMOVE',
  'ADD',
  '=',
  '(',
  ')',
  ',',
  '.',
  '[',
  ']',
  '0',
  'AND',
  'NOT',
].concat([
  'BETWEEN',
  'IN',
  '<',
  'size',
  'begins_with',
  'if_not_exists',
  'list_append',
  '+',
  'contains',
  ':w',
  'OR',
  'due',
]);
const EXPRESSION = fc.array(fc.constantFrom(...WORDS), { maxLength: 9 }).map((words) => words.join(' '));
const ACTION = fc.record(
  {
    TableName: fc.constant(TABLE),
    Key: KEY,
    Item: KEY,
    ConditionExpression: EXPRESSION,
    UpdateExpression: EXPRESSION,
  },
  { requiredKeys: ['TableName'] },
);
const PARAMETERS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  TableName: fc.constantFrom(TABLE, 'nothing', ''),
  Key: KEY,
  Item: KEY,
  ExclusiveStartKey: KEY,
  IndexName: fc.constantFrom('byOwner', 'nothing'),
  Limit: fc.integer({ min: -1, max: 3 }),
  Segment: fc.integer({ min: -1, max: 3 }),
  TotalSegments: fc.integer({ min: -1, max: 3 }),
  ConditionExpression: EXPRESSION,
  UpdateExpression: EXPRESSION,
  FilterExpression: EXPRESSION,
  KeyConditionExpression: fc.oneof(EXPRESSION, fc.constant('pk = :v')),
  ProjectionExpression: EXPRESSION,
  ExpressionAttributeNames: fc.dictionary(
    fc.constantFrom('#n', '#m'),
    fc.constantFrom('a', 'pk', '__proto__', ''),
  ),
  ExpressionAttributeValues: maps([':v', ':w']),
  RequestItems: fc.dictionary(
    fc.constant(TABLE),
    fc.oneof(
      fc.record({ Keys: fc.array(KEY) }),
      fc.array(fc.record({ PutRequest: fc.record({ Item: KEY }) })),
      VALUES,
    ),
  ),
  TransactItems: fc.array(
    fc.oneof(fc.dictionary(fc.constantFrom('Put', 'Update', 'Delete', 'Get'), ACTION), VALUES),
    { maxLength: 3 },
  ),
  ClientRequestToken: fc.string({ maxLength: 40 }),
  AttributeDefinitions: fc.array(
    fc.record({ AttributeName: fc.constant('x'), AttributeType: fc.constant('S') }),
  ),
  KeySchema: fc.array(
    fc.oneof(fc.record({ AttributeName: fc.constant('x'), KeyType: fc.constant('HASH') }), VALUES),
  ),
  GlobalSecondaryIndexUpdates: fc.array(fc.dictionary(fc.constantFrom('Create', 'Delete'), VALUES)),
  TimeToLiveSpecification: fc.jsonValue(),
};

it('D7 no request, however wrong, is answered by anything but a result or a named refusal', async () => {
  const { service } = await startWithTable();
  const inputs = fc.record(
    Object.fromEntries(
      Object.entries(PARAMETERS).map(([name, values]) => [
        name,
        fc.oneof({ weight: 9, arbitrary: values }, { weight: 1, arbitrary: fc.jsonValue() }),
      ]),
    ),
    { requiredKeys: [] },
  );
  // What the operation does not know is taken out again, so that requests get past the first check.
  const known = fc.constantFrom(...OPERATIONS);
  await fc.assert(
    fc.asyncProperty(known, inputs, async (operation, input) => {
      let given: Record<string, unknown> = { TableName: TABLE, ...input };
      for (let attempts = 0; attempts < 30; attempts += 1) {
        const result = await service.call(operation, structuredClone(given)).catch((error: unknown) => error);
        if (!(result instanceof Error)) return;
        expect(result).toBeInstanceOf(AwsJsonError);
        expect(result).toMatchObject({ status: 400 });
        const unsupported = /The parameter (\w+) of/.exec(result.message)?.[1];
        if (unsupported === undefined || !(unsupported in given)) return;
        given = Object.fromEntries(Object.entries(given).filter(([name]) => name !== unsupported));
      }
    }),
    { numRuns: 800 },
  );
}, 60_000);
