import { createHash } from 'node:crypto';
import type { HistoryEvent } from '../journeys/answers.ts';
import type { Sent } from '../journeys/client.ts';
import { storyOf, tasksDue } from './story.ts';

/** A line of the auditor's export: an entry, then its events. */
export interface EntryLine {
  readonly type: 'entry';
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly run: number;
  readonly stage: string | null;
  readonly hash: string;
}
export interface EventLine extends Omit<HistoryEvent, 'type'> {
  readonly type: 'event';
  readonly eventType: string;
  readonly entry: string;
  readonly salts: Readonly<Record<string, string>>;
}

/** Everything the checker knows; nothing of it comes from the code of the platform. */
export interface Evidence {
  readonly sent: readonly Sent[];
  /** `/api/export.ndjson` of the auditor. */
  readonly exported: string;
  /** What people are told when they ask, by plan. */
  readonly histories: ReadonlyMap<string, readonly HistoryEvent[]>;
  /** Names of tasks in the queues of everybody concerned, by plan. */
  readonly queues: ReadonlyMap<string, readonly string[]>;
  /** Names of running executions. */
  readonly running: readonly string[];
}

const ENDED = ['closed', 'cancelled', 'superseded'];

/** Every broken promise, in words; none when all is well. */
export function faultsIn(evidence: Evidence): string[] {
  const lines = evidence.exported
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as EntryLine | EventLine);
  const entries = lines.filter((line) => line.type === 'entry');
  const events = Map.groupBy(
    lines.filter((line) => line.type === 'event'),
    ({ entry }) => entry,
  );
  return [
    ...entries.flatMap((entry) => chainFaults(entry, events.get(entry.id) ?? [])),
    ...answerFaults(evidence, events),
    ...taskFaults(evidence, events),
    ...driverFaults(evidence, entries),
  ];
}

/** I2, I7: gapless from 1, each hash over the one before, each digest over its salt and value. */
export function chainFaults({ id, version, hash }: EntryLine, events: readonly EventLine[]): string[] {
  const faults: string[] = [];
  const fault = (seq: number, what: string) => faults.push(`${id} event ${seq}: ${what}`);
  if (events.length !== version) fault(version, `${events.length} events for version ${version}`);
  let prevHash = '0'.repeat(64);
  for (const [n, event] of events.entries()) {
    if (event.seq !== n + 1) fault(event.seq, `stands at ${n + 1}`);
    if (event.prevHash !== prevHash) fault(event.seq, 'does not follow the one before');
    if (hashOf(event) !== event.hash) fault(event.seq, 'hash does not fit');
    for (const [field, salt] of Object.entries(event.salts))
      if (sha256(salt + canonical(event.data[field])) !== event.digests[field])
        fault(event.seq, `${field} was changed`);
    prevHash = event.hash;
  }
  if (prevHash !== hash) fault(version, 'the entry bears another hash');
  return faults;
}

const hashOf = ({ seq, eventType, at, actor, onBehalfOf, digests, prevHash }: EventLine): string =>
  sha256(canonical({ seq, type: eventType, at, actor, onBehalfOf, digests, prevHash }));

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** JSON with sorted keys, without undefined. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`).join(',')}}`;
}

/** I1, I5: what was acknowledged is in the history exactly once, what was refused is not, and nothing else is. */
function answerFaults({ sent, histories }: Evidence, events: ReadonlyMap<string, readonly EventLine[]>) {
  const faults: string[] = [];
  const claimed = new Map<string, string>();
  for (const [key, attempts] of Map.groupBy(sent, ({ person, key: own }) => `${person} ${own}`)) {
    const accepted = attempts.filter(({ status }) => status === 200 || status === 201);
    const answers = new Set(accepted.map(({ body }) => JSON.stringify(body)));
    if (answers.size > 1) faults.push(`${key}: answered in ${answers.size} ways`);
    const [first] = accepted;
    if (first === undefined) continue;
    for (const { seq, type, at } of first.body.events ?? []) {
      const place = `${first.body.id}#${seq}`;
      const found = events.get(first.body.id ?? '')?.[seq - 1];
      if (found?.eventType !== type || found.at !== at || found.actor.id !== first.person)
        faults.push(`${key}: ${type} was acknowledged at ${place} and is not there`);
      if (claimed.has(place)) faults.push(`${place} was acknowledged to ${claimed.get(place)} and ${key}`);
      claimed.set(place, key);
    }
  }
  for (const [id, history] of histories) {
    for (const { seq, type, actor } of history)
      if (actor.kind === 'person' && !claimed.has(`${id}#${seq}`))
        faults.push(`${id}#${seq}: ${type} by ${actor.id} was acknowledged to nobody`);
    const told = history.map(({ hash }) => hash).join();
    const exported = (events.get(id) ?? []).map(({ hash }) => hash).join();
    if (told !== exported) faults.push(`${id}: history and export tell different stories`);
  }
  return faults;
}

/** I3: exactly the tasks the situation needs stand in somebody's queue. */
function taskFaults({ queues }: Evidence, events: ReadonlyMap<string, readonly EventLine[]>): string[] {
  return [...queues].flatMap(([id, found]) => {
    const told = (events.get(id) ?? []).map((event) => ({ ...event, type: event.eventType }));
    const due = tasksDue(storyOf(told)).join();
    return due === found.join() ? [] : [`${id}: should wait for ${due}, waits for ${found.join()}`];
  });
}

/** I9: one running execution with the current run for every open case of any track, and no other. */
function driverFaults({ running }: Evidence, entries: readonly EntryLine[]): string[] {
  const open = entries.filter(({ stage }) => stage !== null && stage !== undefined && !ENDED.includes(stage));
  const due = open.map(({ id, run }) => `${id}-r${run}`).sort();
  return due.join() === [...running].sort().join()
    ? []
    : [`should run: ${due.join()}; run: ${running.join()}`];
}
