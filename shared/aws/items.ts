import { EVENTS_IN_ONE, type Listing, type Task } from '../kernel/entry.ts';
import { EntryId } from '../kernel/ids.ts';
import type { DrivenEntry, EntryWrite, ListRow, Message, StoredEntry, TaskRow } from '../ports.ts';
import { indexes, keys, shardOf } from './keys.ts';
import { isSealed, type Sealer } from './sealer.ts';

/** A DynamoDB item as the document client takes and gives it. */
export type Item = Record<string, unknown>;

/** The attributes that put an entry into lists; the same on its HEAD and on its links. */
function rowAttributes({ after, listing, stage }: EntryWrite): Item {
  const { title, authority, governorate, open, card, links } = listing.after;
  return {
    entryId: after.id,
    kind: after.kind,
    title,
    ...(stage === null ? {} : { stage }),
    version: after.version,
    authority,
    governorate,
    open,
    // Rows say whom the entry belongs to, so that a reader with two scopes does not see it twice.
    card: JSON.stringify({ card, links: links.map(({ id }) => id) }),
  };
}

/** The entry without its keyed collections; texts of rules and people are one JSON attribute, not a map. */
export function headItem(write: EntryWrite, revision: number, sealer: Sealer): Item {
  const { after, parts, listing } = write;
  const doc = Object.fromEntries(
    Object.entries(after.state as object).map(([name, value]) => [name, parts.includes(name) ? {} : value]),
  );
  return {
    ...keys.head(after.id),
    ...rowAttributes(write),
    revision,
    hash: after.hash,
    doc: textOf(write, doc, sealer),
    facts: listing.after.facts,
    run: { number: after.run, since: after.runSince },
    ...(after.position === null ? {} : { position: after.position }),
    ...(after.driver === null ? {} : { driver: after.driver }),
    ...(after.execution === null ? {} : { execution: after.execution }),
    ...(after.redrives === null ? {} : { redrives: after.redrives }),
    listPk: indexes.list.partition(after.kind, listing.after.authority, listing.after.open),
    listSk: indexes.list.sort(listing.after.governorate, after.id),
    ...undrivenAttributes(after),
  };
}

/** The item of a compact entry: events up to the limit, and the row of its first link, in one. */
export function compactHead(write: EntryWrite, revision: number, sealer: Sealer): Item {
  const { after, events, listing } = write;
  const [link] = listing.after.links;
  return {
    ...headItem(write, revision, sealer),
    events: events.filter(({ seq }) => seq <= EVENTS_IN_ONE).map((event) => textOf(write, event, sealer)),
    ...(link === undefined
      ? {}
      : {
          linkPk: indexes.link.partition(link.id, after.kind, listing.after.open),
          linkSk: indexes.link.placed(
            listing.after.authority,
            listing.after.governorate,
            listing.after.placement.unit,
            after.id,
          ),
        }),
  };
}

// People read out the end of a number over the telephone.
const TAIL = 6;

/** Found by the last characters of a number (tracks 2). */
export const findAttributes = (kind: string, value: string): Item => ({
  linkPk: indexes.link.ending(kind, tailOf(value)),
  linkSk: value,
});

export const tailOf = (text: string): string => text.slice(text.lastIndexOf(':') + 1).slice(-TAIL);

/** JSON of a value, sealed where the kind asks for it. */
export function textOf({ after, sealed }: EntryWrite, value: unknown, sealer: Sealer): string {
  const text = JSON.stringify(value);
  return sealed ? sealer.seal(after.id, text) : text;
}

/** The value of such a text. */
export function unsealed(id: string, text: unknown, sealer: Sealer): unknown {
  const given = String(text);
  return JSON.parse(isSealed(given) ? sealer.open(id, given) : given);
}

/** Present while the case waits for a driver; the sparse index holds nothing else (P3). */
function undrivenAttributes({ id, kind, undrivenSince }: EntryWrite['after']): Item {
  if (undrivenSince === null) return {};
  return {
    undrivenSince,
    track: kind,
    wakePk: indexes.wake.undriven(shardOf(id)),
    wakeSk: indexes.wake.sort(undrivenSince, id),
  };
}

export function linkItem(write: EntryWrite, rel: string, to: EntryId): Item {
  const { after, listing } = write;
  return {
    ...keys.link(after.id, rel, to),
    ...rowAttributes(write),
    linkPk: indexes.link.partition(to, after.kind, listing.after.open),
    linkSk: after.id,
  };
}

/** A stored entry from its HEAD and parts. */
export function entryFrom(head: Item, parts: readonly Item[], sealer: Sealer): StoredEntry {
  const state = unsealed(String(head.entryId), head.doc, sealer) as Record<string, Record<string, unknown>>;
  for (const part of parts) {
    const [, collection = '', ...key] = String(part.sk).split('#');
    state[collection] = {
      ...state[collection],
      [key.join('#')]: unsealed(String(head.entryId), part.part, sealer),
    };
  }
  return { ...driveFrom(head), state };
}

/** The same without its content. */
export function driveFrom(head: Item): DrivenEntry {
  const run = head.run as { number: number; since: string | null };
  return {
    kind: String(head.kind),
    id: EntryId.parse(head.entryId),
    version: Number(head.version),
    revision: Number(head.revision),
    run: run.number,
    runSince: run.since,
    hash: String(head.hash),
    position: (head.position as StoredEntry['position'] | undefined) ?? null,
    driver: (head.driver as StoredEntry['driver'] | undefined) ?? null,
    execution: (head.execution as string | undefined) ?? null,
    undrivenSince: (head.undrivenSince as string | undefined) ?? null,
    redrives: (head.redrives as StoredEntry['redrives'] | undefined) ?? null,
  };
}

/** A list row from an index item, and the entries it links to. */
export function rowFrom(item: Item): { row: ListRow; links: readonly string[] } {
  const { card, links } = JSON.parse(String(item.card)) as { card: Listing['card']; links: string[] };
  return {
    row: {
      id: EntryId.parse(item.entryId),
      kind: String(item.kind),
      title: String(item.title),
      stage: (item.stage as string | undefined) ?? null,
      version: Number(item.version),
      authority: String(item.authority),
      governorate: String(item.governorate),
      open: Boolean(item.open),
      card,
    },
    links,
  };
}

/** A task from an inbox or wake item. */
export function taskFrom(item: Item): TaskRow {
  const task = JSON.parse(String(item.task)) as Task;
  return {
    ...task,
    caseId: EntryId.parse(item.entryId),
    track: String(item.track),
    caseTitle: String(item.caseTitle),
  };
}

// In-app messages are kept 90 days (reliability notes, 7).
const MESSAGE_DAYS = 90;

export function messageItem({ to, at, id, ...message }: Message): Item {
  return {
    ...keys.message(to, at, id),
    message: JSON.stringify(message),
    expiresAt: epoch(at) + MESSAGE_DAYS * 86_400,
  };
}

/** TTL attributes are whole seconds. */
export const epoch = (at: string): number => Math.floor(Date.parse(at) / 1000);
