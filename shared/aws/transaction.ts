import type { TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { addresseeKey, EVENTS_IN_ONE, type Task } from '../kernel/entry.ts';
import type { Commit, CommitOutcome, EntryWrite, FactCheck, FiledTask, OutboxMessage } from '../ports.ts';
import {
  compactHead,
  epoch,
  findAttributes,
  headItem,
  type Item,
  linkItem,
  messageItem,
  textOf,
} from './items.ts';
import { indexes, keys, shardOf } from './keys.ts';
import type { Sealer } from './sealer.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One item of the transaction, and what it means when its condition fails. */
export interface Step {
  readonly item: TransactItem;
  readonly onFail: CommitOutcome;
}

const LOST: CommitOutcome = { outcome: 'lost' };

/** Everything one command changes, as the items of one TransactWriteItems. */
export function stepsOf(commit: Commit, table: string, sealer: Sealer): Step[] {
  const put = (Item: Item, onFail = LOST, condition: object = {}): Step => ({
    item: { Put: { TableName: table, Item, ...condition } },
    onFail,
  });
  const remove = (Key: Item, onFail = LOST, condition: object = {}): Step => ({
    item: { Delete: { TableName: table, Key, ...condition } },
    onFail,
  });
  const steps: Step[] = [];
  const { idempotency, handled } = commit;
  if (idempotency !== null) {
    const { person, key, bodyHash, caseId, answer, expiresAt } = idempotency;
    const item = { ...keys.idempotency(person, key), bodyHash, caseId, answer: JSON.stringify(answer) };
    steps.push(
      put(
        { ...item, until: expiresAt, expiresAt: epoch(expiresAt) },
        { outcome: 'key-used' },
        absentOrExpired(commit),
      ),
    );
  }
  if (handled !== null)
    steps.push(
      remove(outboxKey(handled), { outcome: 'handled' }, { ConditionExpression: 'attribute_exists(pk)' }),
    );
  steps.push(...checkSteps(commit, table));
  for (const write of commit.writes) steps.push(...entrySteps(write, commit, { put, remove, table, sealer }));
  for (const message of commit.outbox) steps.push(put(outboxItem(message)));
  for (const message of commit.messages) steps.push(put(messageItem(message)));
  return steps;
}

interface Writers {
  readonly table: string;
  readonly sealer: Sealer;
  readonly put: (item: Item, onFail?: CommitOutcome, condition?: object) => Step;
  readonly remove: (key: Item, onFail?: CommitOutcome, condition?: object) => Step;
}

function entrySteps(write: EntryWrite, commit: Commit, writers: Writers): Step[] {
  const { put, remove, table, sealer } = writers;
  const { after, erased } = write;
  const steps: Step[] = [...headSteps(write, writers), ...eventSteps(write, commit, writers)];
  for (const { person, key } of keysOf(erased))
    steps.push({
      item: {
        Update: {
          TableName: table,
          Key: keys.idempotency(person, key),
          UpdateExpression: 'SET bodyHash = :none',
          ExpressionAttributeValues: { ':none': '' },
        },
      },
      onFail: LOST,
    });
  for (const { event } of erased)
    steps.push(put({ ...keys.event(after.id, event.seq), event: textOf(write, event, sealer) }));
  steps.push(...partSteps(write, { put, remove, sealer }));
  steps.push(...taskSteps(write, { put, remove }));
  if (!write.compact) steps.push(...linkSteps(write, { put, remove }));
  steps.push(...uniqueSteps(write, commit, writers));
  return steps;
}

/** The entry itself, only on what was read. */
function headSteps(write: EntryWrite, { put, table, sealer }: Writers): Step[] {
  const { before, compact } = write;
  if (before === null) {
    const guard = { ConditionExpression: 'attribute_not_exists(pk)' };
    return [put(compact ? compactHead(write, 1, sealer) : headItem(write, 1, sealer), LOST, guard)];
  }
  if (compact)
    return [{ item: { Update: compactUpdate(write, before.revision, { table, sealer }) }, onFail: LOST }];
  const guard = {
    ConditionExpression: 'revision = :revision',
    ExpressionAttributeValues: { ':revision': before.revision },
  };
  return [put(headItem(write, before.revision + 1, sealer), LOST, guard)];
}

function eventSteps(write: EntryWrite, commit: Commit, { put, sealer }: Writers): Step[] {
  const { after, events, compact } = write;
  const own = compact ? events.filter(({ seq }) => seq > EVENTS_IN_ONE) : events;
  const { idempotency } = commit;
  const idem = idempotency === null ? {} : { idem: { person: idempotency.person, key: idempotency.key } };
  return own.map((event) =>
    put({ ...keys.event(after.id, event.seq), event: textOf(write, event, sealer), ...idem }, LOST, {
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  );
}

/** Values that may be taken once; released when no longer listed, left alone when they pass to another entry. */
function uniqueSteps(write: EntryWrite, { writes }: Commit, { put, remove }: Writers): Step[] {
  const { after, listing, compact } = write;
  const had = holdings(listing.before, after.id);
  const has = holdings(listing.after, after.id);
  const others = writes.filter((other) => other !== write);
  const before = new Set(
    others.flatMap((other) => holdings(other.listing.before, other.after.id).map(tagOf)),
  );
  const next = new Set(others.flatMap((other) => holdings(other.listing.after, other.after.id).map(tagOf)));
  const without = (some: readonly Holding[], known: readonly Holding[], passed: ReadonlySet<string>) => {
    const tags = new Set(known.map(tagOf));
    return some.filter((one) => !tags.has(tagOf(one)) && !passed.has(tagOf(one)));
  };
  return [
    ...without(has, had, before).map(({ value, owner }) => {
      const found = compact ? findAttributes(after.kind, value) : {};
      const item = { ...keys.unique(value), entryId: owner, ...found };
      return put(
        item,
        { outcome: 'taken', value },
        {
          ConditionExpression: 'attribute_not_exists(pk) OR entryId = :id',
          ExpressionAttributeValues: { ':id': owner },
        },
      );
    }),
    ...without(had, has, next).map(({ value }) => remove(keys.unique(value))),
  ];
}

interface Holding {
  readonly value: string;
  readonly owner: EntryWrite['after']['id'];
}

const holdings = (listing: EntryWrite['listing']['before'], id: Holding['owner']): Holding[] => [
  ...(listing?.unique ?? []).map((value) => ({ value, owner: id })),
  ...(listing?.reserves ?? []).map(({ value, for: owner }) => ({ value, owner })),
];

const tagOf = ({ value, owner }: Holding): string => `${owner} ${value}`;

/** The whole item anew, but events are appended to those it bears: they need not be read first. */
function compactUpdate(
  write: EntryWrite,
  revision: number,
  { table, sealer }: Pick<Writers, 'table' | 'sealer'>,
) {
  const { pk, sk, events, ...fields } = compactHead(write, revision + 1, sealer);
  const names = Object.keys(fields);
  const sets = names.map((_, n) => `#f${n} = :f${n}`);
  const removes = LINK_ATTRIBUTES.filter((name) => !names.includes(name));
  return {
    TableName: table,
    Key: { pk, sk },
    UpdateExpression: [
      `SET ${[...sets, '#events = list_append(#events, :events)'].join(', ')}`,
      ...(removes.length === 0 ? [] : [`REMOVE ${removes.join(', ')}`]),
    ].join(' '),
    ConditionExpression: 'revision = :was',
    ExpressionAttributeNames: {
      '#events': 'events',
      ...Object.fromEntries(names.map((name, n) => [`#f${n}`, name])),
    },
    ExpressionAttributeValues: {
      ':events': events,
      ':was': revision,
      ...Object.fromEntries(names.map((name, n) => [`:f${n}`, fields[name]])),
    },
  };
}

const LINK_ATTRIBUTES = ['linkPk', 'linkSk'];

/** The records that lose the digest of an erased body; several events of one command share one record. */
const keysOf = (
  erased: EntryWrite['erased'],
): readonly { person: EntryWrite['after']['id']; key: string }[] => [
  ...new Map(
    erased.flatMap(({ idempotency: at }) => (at === null ? [] : [[`${at.person}#${at.key}`, at] as const])),
  ).values(),
];

/** Only the members that changed: `evolve` keeps the others as they were, so identity tells. */
function partSteps(write: EntryWrite, { put, remove, sealer }: Omit<Writers, 'table'>): Step[] {
  const { before, after, parts } = write;
  const steps: Step[] = [];
  for (const collection of parts) {
    const was = collectionOf(before?.state, collection);
    const is = collectionOf(after.state, collection);
    for (const [key, member] of Object.entries(is)) {
      if (was[key] !== member)
        steps.push(put({ ...keys.part(after.id, collection, key), part: textOf(write, member, sealer) }));
    }
    for (const key of Object.keys(was))
      if (!(key in is)) steps.push(remove(keys.part(after.id, collection, key)));
  }
  return steps;
}

const collectionOf = (state: unknown, name: string): Record<string, unknown> =>
  (state as Record<string, Record<string, unknown>> | null | undefined)?.[name] ?? {};

/** The difference between the tasks before and after; a task is an item for each addressee (P16). */
function taskSteps(write: EntryWrite, { put, remove }: Pick<Writers, 'put' | 'remove'>): Step[] {
  const { after, tasks, listing } = write;
  const was = new Map(tasks.before.flatMap((task) => filed(task).map((one) => [one.tag, one])));
  const is = new Map(tasks.after.flatMap((task) => filed(task).map((one) => [one.tag, one])));
  const steps: Step[] = [];
  for (const [tag, { task, text, addressee, isFirst }] of is) {
    if (was.get(tag)?.text === text) continue;
    const at = (task as FiledTask).remindAt;
    // The reminder hangs on the first addressee's item and goes to all of them.
    const wake =
      isFirst && at !== null
        ? {
            wakePk: indexes.wake.reminders(shardOf(after.id)),
            wakeSk: indexes.wake.sort(at, after.id, task.key),
          }
        : {};
    steps.push(
      put({
        ...keys.task(after.id, task.key, addressee),
        ...indexes.inbox.key(addressee, task.dueOn, after.id, task.key),
        ...wake,
        entryId: after.id,
        track: after.kind,
        caseTitle: listing.after.title,
        task: text,
      }),
    );
  }
  for (const [tag, { task, addressee }] of was)
    if (!is.has(tag)) steps.push(remove(keys.task(after.id, task.key, addressee)));
  return steps;
}

function filed(task: Task): { tag: string; task: Task; text: string; addressee: string; isFirst: boolean }[] {
  const { key, title, addressees, commands, since, sinceAt, dueOn, level } = task;
  const text = JSON.stringify({ key, title, addressees, commands, since, sinceAt, dueOn, level });
  return addressees.map((to, n) => {
    const addressee = addresseeKey(to);
    return { tag: `${key}|${addressee}`, task, text, addressee, isFirst: n === 0 };
  });
}

/** Links carry the row of the entry, so they follow every change of it. */
function linkSteps(write: EntryWrite, { put, remove }: Pick<Writers, 'put' | 'remove'>): Step[] {
  const { before, after, listing } = write;
  const tag = ({ rel, id }: { rel: string; id: string }): string => `${rel}#${id}`;
  const has = new Set(listing.after.links.map(tag));
  const unchanged = before !== null && write.events.length === 0;
  return [
    ...(unchanged ? [] : listing.after.links.map(({ rel, id }) => put(linkItem(write, rel, id)))),
    ...(listing.before?.links ?? [])
      .filter((link) => !has.has(tag(link)))
      .map(({ rel, id }) => remove(keys.link(after.id, rel, id))),
  ];
}

/** One check per entry, with everything that must still hold: a transaction may name an item only once. */
function checkSteps({ actor, absent, checks, writes }: Commit, table: string): Step[] {
  const facts = new Map<FactCheck['id'], Pick<FactCheck, 'fact' | 'value'>[]>();
  const expect = ({ id, ...fact }: FactCheck) => facts.set(id, [...(facts.get(id) ?? []), fact]);
  const behind = [actor, absent].filter((one) => one !== null && one !== undefined);
  for (const { id, authVersion } of behind) {
    if (writes.some(({ after }) => after.id === id)) continue;
    expect({ id, fact: 'authVersion', value: authVersion });
    expect({ id, fact: 'status', value: 'active' });
  }
  for (const check of checks) expect(check);
  return [...facts].map(([id, expected]) => ({
    item: {
      ConditionCheck: {
        TableName: table,
        Key: keys.head(id),
        ConditionExpression: expected.map((_, n) => `facts.#fact${n} = :value${n}`).join(' AND '),
        ExpressionAttributeNames: Object.fromEntries(expected.map(({ fact }, n) => [`#fact${n}`, fact])),
        ExpressionAttributeValues: Object.fromEntries(expected.map(({ value }, n) => [`:value${n}`, value])),
      },
    },
    onFail: behind.some((one) => one.id === id) ? { outcome: 'actor-changed' } : LOST,
  }));
}

/** A key older than its 30 days may be used again, whether or not the clean-up came by. */
const absentOrExpired = (commit: Commit): object => ({
  ConditionExpression: 'attribute_not_exists(pk) OR #until <= :now',
  ExpressionAttributeNames: { '#until': 'until' },
  ExpressionAttributeValues: { ':now': commit.at },
});

export const outboxKey = ({ id, notBefore, body }: OutboxMessage): Item =>
  keys.outbox(shardOf(subjectOf(body)), notBefore, id);

export const outboxItem = (message: OutboxMessage): Item => ({
  ...outboxKey(message),
  caseId: subjectOf(message.body),
  attempts: message.attempts,
  body: JSON.stringify(message.body),
});

/** The case or entry a message is about; a job is about itself. */
function subjectOf(body: OutboxMessage['body']): string {
  switch (body.type) {
    case 'command':
      return body.id;
    case 'job':
      return body.job;
    default:
      return body.caseId;
  }
}
