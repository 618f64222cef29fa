/** A call of the wire protocol: operation, input; TableName is added where it is missing. */
export type Step = readonly [operation: string, input: object];

/** What AWS documents: members of the answer, or the name of the error with a part of its message. */
type Expected = object | { readonly error: string; readonly says?: string };

export interface Case {
  readonly title: string;
  readonly before?: readonly Step[];
  readonly step: Step;
  readonly expected: Expected;
}

export const TABLE = 'contract';
export const TABLE_DEFINITION = {
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'n', AttributeType: 'N' },
    { AttributeName: 'g', AttributeType: 'S' },
  ],
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'n', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byG',
      KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['t'] },
    },
  ],
};

const invalid = (says: string) => ({ error: 'ValidationException', says });
const key = (n: string, pk = 'p') => ({ pk: { S: pk }, n: { N: n } });
const put = (n: string, more: object = {}): Step => ['PutItem', { Item: { ...key(n), ...more } }];
const values = (given: object) => ({ ExpressionAttributeValues: given });
const all = (more: object = {}): Step => [
  'Query',
  {
    KeyConditionExpression: 'pk = :p',
    ...more,
    ...values({ ':p': { S: 'p' }, ...(more as { values?: object }).values }),
  },
];
const update = (UpdateExpression: string, given?: object, more: object = {}): Step => [
  'UpdateItem',
  { Key: key('1'), UpdateExpression, ...(given && values(given)), ReturnValues: 'ALL_NEW', ...more },
];
const condition = (ConditionExpression: string, given?: object, more: object = {}): Step => [
  'PutItem',
  { Item: key('1'), ConditionExpression, ...(given && values(given)), ...more },
];
const failed = { error: 'ConditionalCheckFailedException', says: 'The conditional request failed' };
const order = ['-12.5', '-1e2', '0', '1e-20', '0.5', '2', '10', '1e20'];
const rich = {
  s: { S: 'text' },
  l: { L: [{ N: '0' }, { N: '1' }, { N: '2' }] },
  m: { M: { a: { N: '1' } } },
  ss: { SS: ['a', 'b'] },
};

const NUMBERS: readonly Case[] = [
  {
    title: 'numbers order as numbers',
    before: order.map((n) => put(n)),
    step: all({ ProjectionExpression: 'n' }),
    expected: {
      Items: ['-100', '-12.5', '0', '0.00000000000000000001', '0.5', '2', '10', '100000000000000000000'].map(
        (N) => ({
          n: { N },
        }),
      ),
    },
  },
  {
    title: 'thirty-eight digits are kept',
    before: [put('1', { x: { N: '12345678901234567890123456789012345678' } })],
    step: ['GetItem', { Key: key('1') }],
    expected: { Item: { ...key('1'), x: { N: '12345678901234567890123456789012345678' } } },
  },
  {
    title: 'thirty-nine digits are refused',
    step: put('1', { x: { N: '123456789012345678901234567890123456789' } }),
    expected: invalid('more than 38 significant digits'),
  },
  {
    title: 'a number beyond the range is refused',
    step: put('1', { x: { N: '1e126' } }),
    expected: invalid('Number overflow'),
  },
  {
    title: 'a number below the range is refused',
    step: put('1', { x: { N: '1e-131' } }),
    expected: invalid('Number underflow'),
  },
  {
    title: 'no number is refused',
    step: put('1', { x: { N: 'ten' } }),
    expected: invalid('cannot be converted to a numeric value'),
  },
  {
    title: 'two writings of one number are one key',
    before: [put('1.0'), put('1'), put('1e0')],
    step: all({ Select: 'COUNT' }),
    expected: { Count: 1 },
  },
  {
    title: 'sums are exact',
    before: [put('1', { x: { N: '0.1' } })],
    step: update('SET x = x + :y', { ':y': { N: '0.2' } }),
    expected: { Attributes: { ...key('1'), x: { N: '0.3' } } },
  },
];

const SIZES: readonly Case[] = [
  {
    title: 'a hash key of 2,048 bytes is taken',
    step: ['PutItem', { Item: key('1', 'é'.repeat(1024)) }],
    expected: {},
  },
  {
    title: 'a hash key of 2,050 bytes is refused',
    step: ['PutItem', { Item: key('1', 'é'.repeat(1025)) }],
    expected: invalid('maximum size limit of2048 bytes'),
  },
  {
    title: 'an empty hash key is refused',
    step: ['PutItem', { Item: key('1', '') }],
    expected: invalid('cannot contain an empty string value. Key: pk'),
  },
  {
    title: 'an item is measured in UTF-8: 410 KB of it is refused',
    step: put('1', { t: { S: 'é'.repeat(205_000) } }),
    expected: invalid('Item size has exceeded the maximum allowed size'),
  },
  {
    title: 'an item just below 400 KB is taken',
    step: put('1', { t: { S: 'x'.repeat(409_500) } }),
    expected: {},
  },
  {
    title: 'an update may not make an item larger than 400 KB',
    before: [put('1', { t: { S: 'x'.repeat(409_500) } })],
    step: update('SET u = :u', { ':u': { S: 'x'.repeat(200) } }),
    expected: invalid('Item size to update has exceeded the maximum allowed size'),
  },
  {
    title: 'an empty set is refused',
    step: put('1', { x: { SS: [] } }),
    expected: invalid('may not be empty'),
  },
  {
    title: 'a set with a double is refused',
    step: put('1', { x: { SS: ['a', 'a'] } }),
    expected: invalid('contains duplicates'),
  },
  { title: 'an empty string is taken as a value', step: put('1', { x: { S: '' } }), expected: {} },
  {
    title: 'an empty index key is refused',
    step: put('1', { g: { S: '' } }),
    expected: invalid('index key'),
  },
  {
    title: 'an index key of another type is refused',
    step: put('1', { g: { N: '1' } }),
    expected: invalid('Type mismatch for Index Key g'),
  },
  {
    title: 'NULL is true or nothing',
    step: put('1', { x: { NULL: false } }),
    expected: { error: 'ValidationException' },
  },
  {
    title: 'a value of two types is refused',
    step: put('1', { x: { S: 'a', N: '1' } }),
    expected: invalid('more than one datatypes'),
  },
  {
    title: 'a value of no type is refused',
    step: put('1', { x: {} }),
    expected: invalid('Supplied AttributeValue is empty'),
  },
];

const three = ['1', '2', '3'].map((n) => put(n, { g: { S: 'g' }, t: { S: n } }));
const PAGES: readonly Case[] = [
  {
    title: 'Limit counts before the filter',
    before: three,
    step: all({ Limit: 2, FilterExpression: 't = :t', values: { ':t': { S: '3' } } }),
    expected: { Items: [], Count: 0, ScannedCount: 2, LastEvaluatedKey: key('2') },
  },
  {
    title: 'a page that ends with the last item still names it when Limit was reached',
    before: three,
    step: all({ Limit: 3 }),
    expected: { Count: 3, LastEvaluatedKey: key('3') },
  },
  {
    title: 'a page larger than the rest ends',
    before: three,
    step: all({ Limit: 4 }),
    expected: { Count: 3, LastEvaluatedKey: undefined },
  },
  {
    title: 'backwards goes on before the start key',
    before: three,
    step: all({ ScanIndexForward: false, ExclusiveStartKey: key('3'), ProjectionExpression: 'n' }),
    expected: { Items: [{ n: { N: '2' } }, { n: { N: '1' } }] },
  },
  {
    title: 'a page ends at one megabyte',
    before: ['1', '2', '3', '4'].map((n) => put(n, { t: { S: 'x'.repeat(390_000) } })),
    step: all({ Select: 'COUNT' }),
    expected: { Count: 3, LastEvaluatedKey: key('3') },
  },
  {
    title: 'an index shows what it projects',
    before: [put('1', { g: { S: 'g' }, t: { S: 't' }, hidden: { S: 'h' } })],
    step: ['Query', { IndexName: 'byG', KeyConditionExpression: 'g = :g', ...values({ ':g': { S: 'g' } }) }],
    expected: { Items: [{ ...key('1'), g: { S: 'g' }, t: { S: 't' } }] },
  },
  {
    title: 'a consistent read of an index is refused',
    step: [
      'Query',
      {
        IndexName: 'byG',
        ConsistentRead: true,
        KeyConditionExpression: 'g = :g',
        ...values({ ':g': { S: 'g' } }),
      },
    ],
    expected: invalid('Consistent reads are not supported on global secondary indexes'),
  },
  {
    title: 'an unknown index is refused',
    step: all({ IndexName: 'nothing' }),
    expected: invalid('does not have the specified index: nothing'),
  },
  {
    title: 'a start key of another hash key is refused',
    step: all({ ExclusiveStartKey: key('1', 'q') }),
    expected: invalid('The provided starting key is outside query boundaries'),
  },
  {
    title: 'a filter on the key is refused',
    step: all({ FilterExpression: 'n > :n', values: { ':n': { N: '1' } } }),
    expected: invalid('Primary key attribute: n'),
  },
  {
    title: 'a key condition without the hash key is refused',
    step: ['Query', { KeyConditionExpression: 'n = :n', ...values({ ':n': { N: '1' } }) }],
    expected: invalid('missed key schema element: pk'),
  },
  {
    title: 'OR in a key condition is refused',
    step: all({ KeyConditionExpression: 'pk = :p OR pk = :p' }),
    expected: invalid('Invalid operator used in KeyConditionExpression: OR'),
  },
  {
    title: 'a Limit of zero is refused',
    step: all({ Limit: 0 }),
    expected: invalid('greater than or equal to 1'),
  },
  {
    title: 'COUNT gives no items',
    before: three,
    step: all({ Select: 'COUNT' }),
    expected: { Count: 3, ScannedCount: 3, Items: undefined },
  },
];

const UPDATES: readonly Case[] = (
  [
    [
      'SET l[9] = :v, l[8] = :w',
      { ':v': { N: '9' }, ':w': { N: '8' } },
      { l: { L: ['0', '1', '2', '8', '9'].map((N) => ({ N })) } },
    ],
    ['REMOVE l[0], l[1]', undefined, { l: { L: [{ N: '2' }] } }],
    ['SET l[2] = :v REMOVE l[0]', { ':v': { N: '9' } }, { l: { L: [{ N: '1' }, { N: '9' }] } }],
    ['SET c = if_not_exists(c, :v) + :v', { ':v': { N: '1' } }, { c: { N: '2' } }],
    [
      'SET l = list_append(:v, l)',
      { ':v': { L: [{ S: 'first' }] } },
      { l: { L: [{ S: 'first' }, ...rich.l.L] } },
    ],
    ['ADD c :v', { ':v': { N: '5' } }, { c: { N: '5' } }],
    ['ADD ss :v', { ':v': { SS: ['c'] } }, { ss: { SS: ['a', 'b', 'c'] } }],
    ['DELETE ss :v', { ':v': { SS: ['a'] } }, { ss: { SS: ['b'] } }],
    ['SET m.b = :v', { ':v': { N: '2' } }, { m: { M: { a: { N: '1' }, b: { N: '2' } } } }],
    ['REMOVE nothing', undefined, {}],
    ['SET x = :v ADD c :w', { ':v': { N: '1' }, ':w': { N: '2' } }, { x: { N: '1' }, c: { N: '2' } }],
  ] as const
).map(([expression, given, changed]) => ({
  title: `${expression} changes just that`,
  before: [put('1', rich)],
  step: update(expression, given),
  expected: { Attributes: { ...key('1'), ...rich, ...changed } },
}));

const WRONG: readonly Case[] = (
  [
    ['SET s = s + :v', { ':v': { N: '1' } }, 'incorrect data type'],
    ['SET x = y', undefined, 'attribute that does not exist in the item'],
    ['SET m.x.y = :v', { ':v': { N: '1' } }, 'document path provided in the update expression is invalid'],
    ['SET s[0] = :v', { ':v': { N: '1' } }, 'document path provided in the update expression is invalid'],
    ['SET pk = :v', { ':v': { S: 'x' } }, 'Cannot update attribute pk. This attribute is part of the key'],
    ['SET x = :v, x = :v', { ':v': { N: '1' } }, 'Two document paths overlap'],
    ['SET m = :v REMOVE m.a', { ':v': { N: '1' } }, 'Two document paths overlap'],
    ['SET x = :v SET y = :v', { ':v': { N: '1' } }, 'The "SET" section can only be used once'],
    ['SET x = :v + :w', { ':v': { N: '1' }, ':w': { S: 'a' } }, 'operator or function: +, operand type: S'],
    [
      'ADD s :v',
      { ':v': { S: 'a' } },
      'operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND',
    ],
    [
      'DELETE s :v',
      { ':v': { N: '1' } },
      'operator: DELETE, operand type: NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND',
    ],
    ['SET x = :v', { ':v': { N: '1' }, ':w': { N: '2' } }, 'unused in expressions: keys: {:w}'],
    ['SET x = :missing', { ':v': { N: '1' } }, 'is not defined; attribute value: :missing'],
    ['SET count = :v', { ':v': { N: '1' } }, 'reserved keyword: count'],
    ['SET x = contains(s, :v)', { ':v': { S: 'a' } }, 'function: contains'],
    ['SET x', undefined, 'Syntax error'],
    ['', undefined, 'The expression can not be empty'],
  ] as const
).map(([expression, given, says]) => ({
  title: `"${expression}"${given === undefined ? '' : ` with ${Object.keys(given)}`} is refused as an update`,
  before: [put('1', rich)],
  step: update(expression, given),
  expected: invalid(says),
}));

const CONDITIONS: readonly Case[] = (
  [
    ['attribute_exists(s)', undefined, true],
    ['attribute_not_exists(s)', undefined, false],
    ['x <> :v', { ':v': { N: '1' } }, true],
    ['x = :v', { ':v': { N: '1' } }, false],
    ['m = :v', { ':v': { M: { a: { N: '1.0' } } } }, true],
    ['ss = :v', { ':v': { SS: ['b', 'a'] } }, true],
    ['contains(l, :v)', { ':v': { N: '2' } }, true],
    ['contains(ss, :v)', { ':v': { S: 'z' } }, false],
    ['size(s) = :v', { ':v': { N: '4' } }, true],
    ['s BETWEEN :v AND :w', { ':v': { S: 'a' }, ':w': { S: 'z' } }, true],
    ['s IN (:v, :w)', { ':v': { S: 'a' }, ':w': { S: 'text' } }, true],
    ['begins_with(s, :v) AND NOT attribute_type(s, :w)', { ':v': { S: 'te' }, ':w': { S: 'N' } }, true],
    ['s > :v', { ':v': { N: '1' } }, false],
    ['l[1] = :v OR l[7] = :v', { ':v': { N: '1' } }, true],
  ] as const
).map(([expression, given, holds]) => ({
  title: `${expression} ${holds ? 'holds' : 'does not hold'}`,
  before: [put('1', rich)],
  step: condition(expression, given),
  expected: holds ? {} : failed,
}));

const REFUSED_CONDITIONS: readonly Case[] = (
  [
    ['s < :v', { ':v': { BOOL: true } }, 'operand type: BOOL'],
    [
      's BETWEEN :v AND :w',
      { ':v': { S: 'z' }, ':w': { S: 'a' } },
      'upper bound to be greater than or equal to lower bound',
    ],
    ['s BETWEEN :v AND :w', { ':v': { S: 'a' }, ':w': { N: '1' } }, 'same data type'],
    ['begins_with(s, :v)', { ':v': { N: '1' } }, 'operator or function: begins_with, operand type: N'],
    ['attribute_type(s, :v)', { ':v': { S: 'text' } }, 'Invalid attribute type name found'],
    ['attribute_exists(:v)', { ':v': { S: 'a' } }, 'requires a document path'],
    ['nothing(s)', undefined, 'Invalid function name; function: nothing'],
    ['size(s)', undefined, 'not allowed to be used this way in an expression; function: size'],
    ['s = :v AND', { ':v': { S: 'a' } }, 'Syntax error'],
    [
      'if_not_exists(s, :v) = :v',
      { ':v': { S: 'a' } },
      'not allowed in a condition expression; function: if_not_exists',
    ],
  ] as const
).map(([expression, given, says]) => ({
  title: `"${expression}" with ${Object.values(given ?? {}).map((value) => Object.keys(value)[0])} is refused as a condition`,
  before: [put('1', rich)],
  step: condition(expression, given),
  expected: invalid(says),
}));

const action = (kind: string, n: string, more: object = {}) => ({
  [kind]: { TableName: TABLE, ...(kind === 'Put' ? { Item: key(n) } : { Key: key(n) }), ...more },
});
const exists = { ConditionExpression: 'attribute_exists(pk)' };
const absent = { ConditionExpression: 'attribute_not_exists(pk)' };
const transact = (...TransactItems: readonly object[]): Step => ['TransactWriteItems', { TransactItems }];
const increment = { UpdateExpression: 'ADD c :v', ...values({ ':v': { N: '1' } }) };
const withToken = (...TransactItems: readonly object[]): Step => [
  'TransactWriteItems',
  { TransactItems, ClientRequestToken: 'same' },
];
const TRANSACTIONS: readonly Case[] = [
  {
    title:
      'the reasons of a cancelled transaction stand in the order of its actions, with the item where it was asked for',
    before: [put('1', { s: { S: 'old' } })],
    step: transact(
      action('Put', '2'),
      action('Put', '1', { ...absent, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      action('Delete', '3', exists),
    ),
    expected: {
      error: 'TransactionCanceledException',
      says: '[None, ConditionalCheckFailed, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { ...key('1'), s: { S: 'old' } },
        },
        { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
      ],
    },
  },
  {
    title: 'a failed condition shows the item when asked',
    before: [put('1', { s: { S: 'old' } })],
    step: condition('attribute_not_exists(pk)', undefined, {
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
    expected: { ...failed, Item: { ...key('1'), s: { S: 'old' } } },
  },
  {
    title: 'a failed condition shows nothing when not asked',
    before: [put('1')],
    step: condition('attribute_not_exists(pk)'),
    expected: { ...failed, Item: undefined },
  },
  {
    title: 'two actions on one item are refused',
    step: transact(action('Put', '1'), action('Delete', '1')),
    expected: invalid('Transaction request cannot include multiple operations on one item'),
  },
  {
    title: 'a cancelled transaction leaves nothing',
    before: [transact(action('Put', '1'), action('Delete', '2', exists))],
    step: ['GetItem', { Key: key('1') }],
    expected: { Item: undefined },
  },
  {
    title: 'the same request under the same token happens once',
    before: [withToken(action('Update', '1', increment)), withToken(action('Update', '1', increment))],
    step: ['GetItem', { Key: key('1') }],
    expected: { Item: { ...key('1'), c: { N: '1' } } },
  },
  {
    title: 'another request under the same token is refused',
    before: [withToken(action('Update', '1', increment))],
    step: withToken(action('Update', '2', increment)),
    expected: { error: 'IdempotentParameterMismatchException' },
  },
  {
    title: 'TransactGetItems gives an empty answer for what is not there',
    before: [put('1')],
    step: [
      'TransactGetItems',
      { TransactItems: ['1', '2'].map((n) => ({ Get: { TableName: TABLE, Key: key(n) } })) },
    ],
    expected: { Responses: [{ Item: key('1') }, {}] },
  },
];

const OTHERS: readonly Case[] = [
  {
    title: 'a key that does not fit the schema is refused',
    step: ['GetItem', { Key: { pk: { S: 'p' } } }],
    expected: invalid('does not match the schema'),
  },
  {
    title: 'an item without its range key is refused',
    step: ['PutItem', { Item: { pk: { S: 'p' } } }],
    expected: invalid('Missing the key n in the item'),
  },
  {
    title: 'a table nobody made is not found',
    step: ['GetItem', { TableName: 'nothing', Key: key('1') }],
    expected: { error: 'ResourceNotFoundException' },
  },
  {
    title: 'a batch with one item twice is refused',
    step: [
      'BatchWriteItem',
      { RequestItems: { [TABLE]: [put('1'), put('1')].map(([, PutRequest]) => ({ PutRequest })) } },
    ],
    expected: invalid('contains duplicates'),
  },
  {
    title: 'a batch of 26 is refused',
    step: [
      'BatchWriteItem',
      {
        RequestItems: {
          [TABLE]: Array.from({ length: 26 }, (_, n) => ({ PutRequest: { Item: key(String(n)) } })),
        },
      },
    ],
    expected: { error: 'ValidationException' },
  },
  {
    title: 'a projection closes up lists',
    before: [put('1', rich)],
    step: ['GetItem', { Key: key('1'), ProjectionExpression: 'l[2], l[0], m.a' }],
    expected: { Item: { l: { L: [{ N: '0' }, { N: '2' }] }, m: { M: { a: { N: '1' } } } } },
  },
  {
    title: 'overlapping paths in a projection are refused',
    step: ['GetItem', { Key: key('1'), ProjectionExpression: 'm, m.a' }],
    expected: invalid('Two document paths overlap'),
  },
  {
    title: 'ALL_NEW of an update without expression shows the item',
    before: [put('1', { s: { S: 'x' } })],
    step: ['UpdateItem', { Key: key('1'), ReturnValues: 'ALL_NEW' }],
    expected: { Attributes: { ...key('1'), s: { S: 'x' } } },
  },
  {
    title: 'UPDATED_NEW shows only what was named',
    before: [put('1', rich)],
    step: update('SET m.b = :v REMOVE s', { ':v': { N: '2' } }, { ReturnValues: 'UPDATED_NEW' }),
    expected: { Attributes: { m: { M: { b: { N: '2' } } } } },
  },
  {
    title: 'ReturnValues that a put cannot give are refused',
    step: ['PutItem', { Item: key('1'), ReturnValues: 'ALL_NEW' }],
    expected: { error: 'ValidationException' },
  },
  {
    title: 'an unknown operation is refused by name',
    step: ['MakeCoffee', {}],
    expected: { error: 'UnknownOperationException' },
  },
];

/** Where Amazon's own local program words a refusal otherwise than the service does; it refuses the same. */
export const LOCAL_WORDING: Readonly<Record<string, string>> = {
  'thirty-nine digits are refused': 'DynamoDB only supports precision up to 38 digits',
  'no number is refused': 'A value provided cannot be converted into a number',
  'a hash key of 2,050 bytes is refused': 'Hash primary key values must be under 2048 bytes',
  'an index key of another type is refused': 'Type mismatch for Index Key',
  'a start key of another hash key is refused': 'starting key does not match the range key predicate',
  'a key condition without the hash key is refused': 'Query condition missed key schema element',
  'a key that does not fit the schema is refused': 'The number of conditions on the keys is invalid',
  'an item without its range key is refused': 'One of the required keys was not given a value',
};

export const CASES: readonly Case[] = [
  ...NUMBERS,
  ...SIZES,
  ...PAGES,
  ...UPDATES,
  ...WRONG,
  ...CONDITIONS,
  ...REFUSED_CONDITIONS,
  ...TRANSACTIONS,
  ...OTHERS,
];
