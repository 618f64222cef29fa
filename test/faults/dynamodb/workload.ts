import type { Chance } from '../chance.ts';
import type { Found, Truth } from './truth.ts';
import { type Answer, type Call, everything, type Json } from './wire.ts';

export const OPENING = 1000;
const ITEMS = 'items';
const BOOKS = 'books';
const ACCOUNTS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];
const SLOTS = 60;
const OWNERS = 5;

const key = (pk: string, sk: string): Json => ({ pk: { S: pk }, sk: { S: sk } });
const schema = (names: readonly string[]) =>
  names.map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' }));
const strings = (names: readonly string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));

/** Two tables, one with an index, and ten accounts. */
export async function prepare(call: Call): Promise<void> {
  const table = { KeySchema: schema(['pk', 'sk']), BillingMode: 'PAY_PER_REQUEST' };
  const index = {
    IndexName: 'byOwner',
    KeySchema: schema(['owner', 'sk']),
    Projection: { ProjectionType: 'ALL' },
  };
  await call('CreateTable', {
    ...table,
    TableName: ITEMS,
    AttributeDefinitions: strings(['pk', 'sk', 'owner']),
    GlobalSecondaryIndexes: [index],
  });
  await call('CreateTable', { ...table, TableName: BOOKS, AttributeDefinitions: strings(['pk', 'sk']) });
  for (const name of ACCOUNTS)
    await call('PutItem', {
      TableName: BOOKS,
      Item: { ...key('account', name), balance: { N: String(OPENING) } },
    });
}

/** Every way to write, one after the other, until told to stop; each answer goes to the truth. */
export async function runClient(
  name: string,
  { call, truth, chance, goesOn }: { call: Call; truth: Truth; chance: Chance; goesOn: () => boolean },
): Promise<void> {
  const acts = [put, put, move, move, remove, refuse, count, batch, transfer, transfer, transfer];
  while (goesOn()) {
    const act = acts[chance.below(acts.length)] ?? put;
    await act({ name, call, truth, chance });
  }
}

interface Client {
  readonly name: string;
  readonly call: Call;
  readonly truth: Truth;
  readonly chance: Chance;
}

let versions = 0;
const nextVersion = (): string => `v${++versions}`;

const slotOf = ({ name, chance }: Client): string => `${name}-${chance.below(SLOTS)}`;
const ownerOf = ({ chance }: Client) => ({ S: `owner-${chance.below(OWNERS)}` });

function itemOf(client: Client, sk: string, version: string): Json {
  const text = { S: 'x'.repeat(client.chance.below(900)) };
  return { ...key('item', sk), version: { S: version }, owner: ownerOf(client), text };
}

async function put(client: Client): Promise<void> {
  const [sk, version] = [slotOf(client), nextVersion()];
  const answer = await client.call('PutItem', { TableName: ITEMS, Item: itemOf(client, sk, version) });
  client.truth.wrote(sk, () => version, answer.outcome);
}

/** Changes the key of the index as well. */
async function move(client: Client): Promise<void> {
  const [sk, version] = [slotOf(client), nextVersion()];
  const answer = await client.call('UpdateItem', {
    TableName: ITEMS,
    Key: key('item', sk),
    UpdateExpression: 'SET version = :version, #owner = :owner',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':version': { S: version }, ':owner': ownerOf(client) },
  });
  client.truth.wrote(sk, () => version, answer.outcome);
}

async function remove(client: Client): Promise<void> {
  const sk = slotOf(client);
  const answer = await client.call('DeleteItem', { TableName: ITEMS, Key: key('item', sk) });
  client.truth.wrote(sk, () => null, answer.outcome);
}

/** No item has such a version, so this must never be done. */
async function refuse(client: Client): Promise<void> {
  const sk = slotOf(client);
  const answer = await client.call('PutItem', {
    TableName: ITEMS,
    Item: itemOf(client, sk, 'forbidden'),
    ConditionExpression: 'version = :none',
    ExpressionAttributeValues: { ':none': { S: 'none' } },
  });
  client.truth.wrote(sk, () => 'forbidden', answer.outcome === 'unknown' ? 'refused' : answer.outcome);
}

async function count(client: Client): Promise<void> {
  const sk = `${client.name}-counter`;
  const answer = await client.call('UpdateItem', {
    TableName: ITEMS,
    Key: key('item', sk),
    UpdateExpression: 'SET #owner = if_not_exists(#owner, :owner) ADD n :one',
    ExpressionAttributeNames: { '#owner': 'owner' },
    ExpressionAttributeValues: { ':one': { N: '1' }, ':owner': ownerOf(client) },
  });
  client.truth.wrote(sk, (state) => String(Number(state ?? 0) + 1), answer.outcome);
}

async function batch(client: Client): Promise<void> {
  const slots = new Set([slotOf(client), slotOf(client), slotOf(client)]);
  const versioned = [...slots].map((sk) => [sk, nextVersion()] as const);
  const requests = versioned.map(([sk, version]) => ({ PutRequest: { Item: itemOf(client, sk, version) } }));
  const { outcome } = await client.call('BatchWriteItem', { RequestItems: { [ITEMS]: requests } });
  for (const [sk, version] of versioned) client.truth.wrote(sk, () => version, outcome);
}

async function transfer(client: Client): Promise<void> {
  const { chance, truth } = client;
  const from = ACCOUNTS[chance.below(ACCOUNTS.length)] ?? 'a';
  const to = ACCOUNTS.filter((name) => name !== from)[chance.below(ACCOUNTS.length - 1)] ?? 'b';
  const sent = { from, to, amount: 1 + chance.below(50) };
  const id = nextVersion();
  const answer = await send(client.call, id, sent);
  truth.transferred(id, sent, answer.outcome);
  // A client that thinks its answer was lost asks again under the same token.
  if (answer.outcome === 'ok' && chance.below(8) === 0) await send(client.call, id, sent);
}

/** Sends again, under their tokens, all transfers whose answers were lost. */
export async function resend(call: Call, truth: Truth): Promise<void> {
  for (const [id, sent] of truth.open) truth.transferred(id, sent, (await send(call, id, sent)).outcome);
}

function send(
  call: Call,
  id: string,
  { from, to, amount }: { from: string; to: string; amount: number },
): Promise<Answer> {
  const change = (name: string, by: number) => ({
    Update: {
      TableName: BOOKS,
      Key: key('account', name),
      UpdateExpression: 'ADD balance :by',
      ExpressionAttributeValues: { ':by': { N: String(by) } },
    },
  });
  // The second table writes it down, so that the sum alone need not prove it.
  const note = {
    Put: { TableName: BOOKS, Item: { ...key('transfer', id), from: { S: from }, to: { S: to } } },
  };
  const TransactItems = [change(from, -amount), change(to, amount), note];
  return call('TransactWriteItems', { ClientRequestToken: id, TransactItems });
}

type Shown = Readonly<Record<string, { readonly S: string; readonly N: string } | undefined>>;

/** Reads everything back, from outside. */
export async function look(call: Call): Promise<Found> {
  const shown = (items: readonly Json[]) =>
    (items as readonly Shown[]).map(({ sk, version, owner, n }) => ({
      key: sk?.S ?? '',
      version: version?.S ?? n?.N ?? '',
      owner: owner?.S ?? '',
    }));
  const books = (await everything(call, { TableName: BOOKS })) as Shown[];
  return {
    items: shown(await everything(call, { TableName: ITEMS, ConsistentRead: true })),
    entries: shown(await everything(call, { TableName: ITEMS, IndexName: 'byOwner' })),
    accounts: books
      .filter(({ pk }) => pk?.S === 'account')
      .map(({ sk, balance }) => ({ name: sk?.S ?? '', balance: Number(balance?.N) })),
    ledger: books.filter(({ pk }) => pk?.S === 'transfer').map(({ sk }) => sk?.S ?? ''),
  };
}
