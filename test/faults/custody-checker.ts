import type { Sent } from '../journeys/client.ts';
import { chainFaults, type EntryLine, type EventLine } from './checker.ts';

/** All the checker of custody knows: what people were answered, and what the auditor reads. No code of the platform. */
export interface CustodyEvidence {
  readonly sent: readonly Sent[];
  /** `/api/export.ndjson`. */
  readonly exported: string;
  /** What is older belongs to the demonstration. */
  readonly since: string;
}

type Data = Readonly<Record<string, unknown>>;
interface Entry extends EntryLine {
  readonly state: Data;
}
interface Book {
  readonly entries: readonly Entry[];
  readonly events: ReadonlyMap<string, readonly EventLine[]>;
}

export function custodyFaultsIn(evidence: CustodyEvidence): string[] {
  const lines = evidence.exported
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry | EventLine);
  const entries = lines.filter((line) => line.type === 'entry');
  const events = Map.groupBy(
    lines.filter((line) => line.type === 'event'),
    ({ entry }) => entry,
  );
  const book = { entries, events };
  return [
    ...entries.flatMap((entry) => chainFaults(entry, events.get(entry.id) ?? [])),
    ...entries.filter(({ kind }) => kind === 'asset').flatMap((asset) => holderFaults(asset, book)),
    ...numberFaults(entries),
    ...importFaults(book, evidence.since),
    ...ceremonyFaults(book),
    ...answerFaults(evidence, book),
  ];
}

const of = ({ entries }: Book, kind: string) => entries.filter((entry) => entry.kind === kind);
const eventsOf = ({ events }: Book, id: string): readonly EventLine[] => events.get(id) ?? [];
const tagOf = (holder: unknown): string => {
  const { kind, id } = (holder ?? {}) as { kind?: string; id?: string };
  return `${kind} ${id}`;
};

/** Told by its events, an asset passes from hand to hand without a gap, and stands with exactly one. */
function holderFaults({ id, state }: Entry, book: Book): string[] {
  const faults: string[] = [];
  let holder = '';
  let hops = 0;
  for (const { seq, eventType, data } of eventsOf(book, id)) {
    const moved = hopsIn(eventType, data);
    for (const [from, to] of moved) {
      if (from !== null && from !== holder)
        faults.push(`${id} event ${seq}: taken from ${from}, held by ${holder}`);
      holder = to;
      hops += 1;
    }
  }
  const custody = (state.custody ?? []) as { from: string; until: string | null; holder: unknown }[];
  const open = custody.filter(({ until }) => until === null);
  if (open.length !== 1) faults.push(`${id}: ${open.length} holders`);
  if (custody.length !== hops) faults.push(`${id}: ${custody.length} links for ${hops} hops`);
  if (tagOf(state.holder) !== holder || tagOf(custody.at(-1)?.holder) !== holder)
    faults.push(`${id}: should stand with ${holder}, stands with ${tagOf(state.holder)}`);
  for (const [n, link] of custody.slice(0, -1).entries())
    if (link.until !== custody[n + 1]?.from) faults.push(`${id}: a gap behind link ${n + 1}`);
  return faults;
}

function hopsIn(type: string, data: Data): [from: string | null, to: string][] {
  if (type === 'AssetRegistered') return [[null, tagOf(data.holder)]];
  if (type === 'CustodyTransferred') return [[tagOf(data.from), tagOf(data.to)]];
  if (type === 'PostPassedOn') return [[`person ${data.from}`, `person ${data.to}`]];
  if (type !== 'CustodyHandedOver') return [];
  const hops = data.hops as unknown[];
  return hops.map((to, n) => [n === 0 ? tagOf(data.from) : null, tagOf(to)]);
}

/** VIN, serial and plate once, however they are written. */
function numberFaults(entries: readonly Entry[]): string[] {
  const owners = new Map<string, string>();
  const faults: string[] = [];
  for (const { id, kind, state } of entries) {
    if (kind !== 'asset') continue;
    for (const name of ['vin', 'serial', 'plate']) {
      const number = state[name];
      if (typeof number !== 'string') continue;
      const plain = number
        .toUpperCase()
        .replace(/[\s_./-]/g, '')
        .replaceAll('O', '0');
      const make = name === 'serial' ? `${state.make} ${state.model}`.toUpperCase() : '';
      const tag = `${name} ${make} ${plain}`;
      if (owners.has(tag)) faults.push(`${tag}: ${owners.get(tag)} and ${id}`);
      owners.set(tag, id);
    }
  }
  return faults;
}

/** A list is in the register whole or not at all. */
function importFaults(book: Book, since: string): string[] {
  const assets = new Set(of(book, 'asset').map(({ id }) => id));
  const listed = new Set<string>();
  const faults = of(book, 'asset-import').flatMap(({ id }) => {
    const events = eventsOf(book, id);
    const rows = events
      .filter(({ eventType }) => eventType === 'RowsStaged')
      .flatMap(({ data }) => (data.rows as { asset: string }[]).map(({ asset }) => asset));
    const shown = rows.filter((asset) => assets.has(asset));
    const confirmed = events.find(({ eventType }) => eventType === 'ImportConfirmed');
    const due = confirmed === undefined ? 0 : rows.length;
    for (const asset of rows) listed.add(asset);
    const taken = events.some(({ eventType }) => eventType === 'IntakesConfirmed');
    const open = shown.filter(
      (asset) => !eventsOf(book, asset).some(({ eventType }) => eventType === 'IntakeConfirmed'),
    );
    return [
      ...(shown.length === due ? [] : [`${id}: ${shown.length} of ${due} rows are in the register`]),
      ...(taken && open.length > 0 ? [`${id}: ${open.length} of ${due} intakes are not confirmed`] : []),
    ];
  });
  const strays = [...assets].filter((id) => (eventsOf(book, id)[0]?.at ?? '') >= since && !listed.has(id));
  return [...faults, ...strays.map((id) => `${id}: in the register without a list`)];
}

/** One ceremony for a delivery, one number for a certificate, and everything on it moved with it. */
function ceremonyFaults(book: Book): string[] {
  const faults: string[] = [];
  const numbers = new Map<string, string>();
  const due = new Set<string>();
  for (const { id } of of(book, 'delivery')) {
    const held = eventsOf(book, id).filter(({ eventType }) => eventType === 'HandoverRecorded');
    if (held.length > 1) faults.push(`${id}: ${held.length} ceremonies`);
    for (const { data } of held) {
      const { number, lines } = data.handover as { number: string; lines: { assets: { asset: string }[] }[] };
      if (numbers.has(number)) faults.push(`certificate ${number}: ${numbers.get(number)} and ${id}`);
      numbers.set(number, id);
      for (const { asset } of lines.flatMap(({ assets }) => assets)) due.add(`${asset} ${number}`);
    }
  }
  const moved = of(book, 'asset').flatMap(({ id }) =>
    eventsOf(book, id)
      .filter(({ eventType }) => eventType === 'CustodyHandedOver')
      .map(({ data }) => `${id} ${data.certificate}`),
  );
  for (const one of due) if (!moved.includes(one)) faults.push(`${one}: on the certificate, not moved`);
  for (const [n, one] of moved.entries())
    if (!due.has(one) || moved.indexOf(one) !== n) faults.push(`${one}: moved without a ceremony`);
  return faults;
}

/** Acknowledged: there once. Refused: not there. Given up without an answer: either. */
function answerFaults({ sent, since }: CustodyEvidence, book: Book): string[] {
  const faults: string[] = [];
  const claimed = new Set<string>();
  const unknown = new Map<string, number>();
  for (const [key, attempts] of Map.groupBy(sent, ({ person, key: own }) => `${person} ${own}`)) {
    const accepted = attempts.filter(({ status }) => status === 200 || status === 201);
    if (new Set(accepted.map(({ body }) => JSON.stringify(body))).size > 1)
      faults.push(`${key}: answered in two ways`);
    const [first] = accepted;
    const [{ person, path } = { person: '', path: '' }] = attempts;
    if (first === undefined) {
      const isOpen = attempts.every(({ status }) => status === 0 || status >= 500);
      const about = `${path.split('/')[3]} ${person}`;
      if (isOpen) unknown.set(about, (unknown.get(about) ?? 0) + 1);
      continue;
    }
    for (const { seq, type, at } of first.body.events ?? []) {
      const place = `${first.body.id}#${seq}`;
      const found = eventsOf(book, first.body.id ?? '')[seq - 1];
      if (found?.eventType !== type || found.at !== at || found.actor.id !== person)
        faults.push(`${key}: ${type} was acknowledged at ${place} and is not there`);
      if (claimed.has(place)) faults.push(`${place} was acknowledged twice`);
      claimed.add(place);
    }
  }
  for (const { id } of book.entries)
    for (const { seq, eventType, at, actor } of eventsOf(book, id)) {
      if (at < since || actor.kind !== 'person' || claimed.has(`${id}#${seq}`) || FOLLOWS.has(eventType))
        continue;
      const about = `${id} ${actor.id}`;
      const left = unknown.get(about) ?? 0;
      if (left === 0) faults.push(`${id}#${seq}: ${eventType} by ${actor.id} was acknowledged to nobody`);
      unknown.set(about, left - 1);
    }
  return faults;
}

/** Written by the command of another entry, and compared with it above. */
const FOLLOWS = new Set([
  ...['AssetRegistered', 'IntakeConfirmed', 'AssetReserved', 'ReservationReleased', 'CustodyHandedOver'],
  // The book of certificates gives a number to whoever confirms a receipt.
  ...['BookOpened', 'NumberIssued'],
]);
