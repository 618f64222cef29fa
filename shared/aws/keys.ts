import type { EntryId } from '../kernel/ids.ts';

/** Every key of the single table, here and nowhere else; above each the question it answers. */

/** Everything that belongs to one entry. */
const partition = (id: EntryId): string => `CASE#${id}`;

// Event numbers are padded so that they sort: 7 digits are 10 million events, 400 times the life of an execution.
const SEQ_DIGITS = 7;

export const keys = {
  /** The entry itself. `EVENT#` sorts before `HEAD`, `PART#` after it: one query from HEAD on loads state only. */
  head: (id: EntryId) => ({ pk: partition(id), sk: 'HEAD' }),
  partition,
  stateRange: { from: 'HEAD', to: 'PART#~' },
  /** One member of a keyed collection. */
  part: (id: EntryId, collection: string, key: string) => ({
    pk: partition(id),
    sk: `PART#${collection}#${key}`,
  }),
  /** One event of the history. */
  event: (id: EntryId, seq: number) => ({ pk: partition(id), sk: eventSk(seq) }),
  eventRange: (after: number) => ({ from: eventSk(after + 1), to: 'EVENT#~' }),
  /** One task for one of its addressees. */
  task: (id: EntryId, key: string, addressee: string) => ({
    pk: partition(id),
    sk: `TASK#${key}#${addressee}`,
  }),
  /** One link to another entry. */
  link: (id: EntryId, rel: string, to: EntryId) => ({ pk: partition(id), sk: `TO#${rel}#${to}` }),
  /** Who holds a value that may be taken once. */
  unique: (value: string) => ({ pk: `UNIQUE#${value}`, sk: 'UNIQUE' }),
  /** The answer a person got for a key. */
  idempotency: (person: EntryId, key: string) => ({ pk: `IDEM#${person}#${key}`, sk: 'IDEM' }),
  /** Until when a person sees a file he brought, whatever comes of it. */
  claim: (person: EntryId, sha256: string) => ({ pk: `FILE#${person}`, sk: sha256 }),
  /** Undelivered messages of a shard, by the instant they are due. In the base table: the sweeper reads consistently. */
  outbox: (shard: number, notBefore: string, id: string) => ({
    pk: `OUTBOX#${shard}`,
    sk: `${notBefore}#${id}`,
  }),
  outboxShard: (shard: number) => `OUTBOX#${shard}`,
  /** Somebody's in-app list, by time. */
  message: (to: string, at: string, id: string) => ({ pk: `MSG#${to}`, sk: `${at}#${id}` }),
  messageList: (to: string) => `MSG#${to}`,
  /** Who is signed in with this cookie (the key is the digest of its value). */
  session: (key: string) => ({ pk: `SESSION#${key}`, sk: 'SESSION' }),
  /** With what a person is signed in. */
  sessionOf: (person: EntryId, key: string) => ({ pk: `SESSION#OF#${person}`, sk: key }),
  sessionList: (person: EntryId) => `SESSION#OF#${person}`,
  /** A sign-in that went to the sign-in pages and has not come back; taken once. */
  signInAttempt: (key: string) => ({ pk: `SESSION#ATTEMPT#${key}`, sk: 'ATTEMPT' }),
  /** Failed sign-ins of a person or an address (digest). */
  failures: (subject: string) => ({ pk: `FAILURES#${subject}`, sk: 'FAILURES' }),
} as const;

const eventSk = (seq: number): string => `EVENT#${String(seq).padStart(SEQ_DIGITS, '0')}`;

/** Secondary indexes; attribute names as in infra/aws/constructs/case-table.ts. */
export const indexes = {
  /** Open tasks by addressee, by due date. */
  inbox: {
    name: 'inbox',
    key: (addressee: string, dueOn: string, id: EntryId, task: string) => ({
      inboxPk: addressee,
      inboxSk: `${dueOn}#${id}#${task}`,
    }),
  },
  /** Entries of a kind, by authority and whether they are open; within, by governorate. */
  list: {
    name: 'list',
    partition: (kind: string, authority: string, open: boolean) =>
      `${kind}#${authority}#${open ? 'open' : 'closed'}`,
    sort: (governorate: string, id: EntryId) => `${governorate}#${id}`,
    within: (governorate: string) => `${governorate}#`,
  },
  /** Entries of a kind that link to another entry. */
  link: {
    name: 'link',
    partition: (to: EntryId, kind: string, open: boolean) => `${to}#${kind}#${open ? 'open' : 'closed'}`,
    /** Entries in one item stand by place under their holder, so that a reader with a scope reads only that. */
    placed: (authority: string, governorate: string, unit: EntryId | undefined, id: EntryId) =>
      `${authority}#${governorate}#${unit ?? ''}#${id}`,
    within: (authority: string, governorate?: string, unit?: EntryId) =>
      [authority, governorate, unit]
        .filter((part) => part !== undefined)
        .join('#')
        .concat('#'),
    /** Unique values of a kind by their last characters. */
    ending: (kind: string, tail: string) => `${kind}#ends#${tail}`,
  },
  /** Sparse: cases without a driver, tasks to remind of. */
  wake: {
    name: 'wake',
    undriven: (shard: number) => `UNDRIVEN#${shard}`,
    reminders: (shard: number) => `REMIND#${shard}`,
    sort: (at: string, id: EntryId, more = '') => `${at}#${id}#${more}`,
  },
} as const;

// Four shards of an otherwise hot partition: 4,000 writes a second, far beyond what people do.
export const SHARDS = [0, 1, 2, 3] as const;

/** The shard of a case: the same for all its messages. */
export function shardOf(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 65_536;
  return sum % SHARDS.length;
}
