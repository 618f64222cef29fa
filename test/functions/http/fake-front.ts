import { createHash } from 'node:crypto';
import { createApp } from '../../../functions/http/app.tsx';
import type { Casework } from '../../../functions/http/casework.ts';
import type { HttpDeps } from '../../../functions/http/http-deps.ts';
import type { Sessions } from '../../../functions/sessions.ts';
import type { StoredSession } from '../../../shared/access.ts';
import type { PersonActor, Role } from '../../../shared/kernel/actor.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { ChainedEvent } from '../../../shared/kernel/event.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import type { Attachments } from '../../../shared/ports.ts';
import { textWarnings } from '../../../workflows/casework/free-text.ts';
import type { EntryView } from '../../../workflows/casework/read-entry.ts';
import type { Workplace } from '../../../workflows/casework/workplace.ts';
import { HANA, OMAR, RAMADI, registry, VISIT } from './fake-kinds.ts';

export const ORIGIN = 'http://localhost';
export const NOW = '2026-11-20T09:15:00.000Z';

const person = (id: EntryId, name: string, role: Role): PersonActor => ({
  kind: 'person',
  id,
  name,
  assignments: [{ role, scope: { kind: 'programme' }, from: '2020-01-01', until: null }],
  authVersion: 1,
});

const people = [person(HANA, 'Hana Yousif', 'chair'), person(OMAR, 'عمر الجبوري', 'auditor')];

export const view: EntryView = {
  id: VISIT,
  kind: 'visit',
  collection: 'visits',
  title: 'Visit to Ramadi',
  version: 3,
  revision: 5,
  stage: 'collecting',
  etag: '"abc123"',
  authority: 'federal',
  governorate: 'IQG01',
  state: {
    stage: 'collecting',
    title: 'Visit to Ramadi',
    forum: RAMADI,
    startsOn: '2026-12-01',
    concerns: {
      c1: { id: 'c1', text: 'Street lights are out near the market', source: 'resident', urgent: true },
      c2: { id: 'c2', text: 'السيارات تسرع قرب المدرسة', source: 'police', urgent: false },
    },
  },
  tasks: [
    {
      key: 'collect-1',
      title: { key: 'task.collect' },
      addressees: [{ kind: 'person', id: HANA }],
      commands: ['AddConcern'],
      since: 1,
      sinceAt: NOW,
      dueOn: '2026-11-18',
      level: 1,
    },
  ],
  withheld: [{ name: 'Approve', why: 'role', roles: ['ministry'] }],
  commands: [
    { name: 'PlanAction', approves: false },
    { name: 'AddConcern', approves: false },
    { name: 'PlaceSign', approves: false },
    { name: 'SignVisit', approves: true },
    { name: 'RecordBallots', approves: false },
  ],
  waitsFor: { key: 'wait', params: { until: '2026-12-01' } },
  notices: [],
  dueOn: '2026-11-18',
  links: [{ rel: 'forum', id: RAMADI }],
  driven: 'token',
};

const event = (seq: number): ChainedEvent => ({
  seq,
  type: seq === 1 ? 'VisitOpened' : 'ConcernAdded',
  at: NOW,
  actor: seq === 2 ? { kind: 'timer' } : { kind: 'person', id: HANA },
  data: { text: 'Street lights' },
  salts: { text: 'secret-salt' },
  digests: { text: 'digest' },
  prevHash: '0'.repeat(64),
  hash: String(seq).repeat(64).slice(0, 64),
});

/** Calls the front end made, newest last, so that a test can see what reached the use cases. */
type Calls = { name: string; args: unknown[] }[];

/** A small stand-in for the use cases; a test replaces the one it is about. */
function fakeCasework(calls: Calls, changes: Partial<Casework> = {}): Casework {
  const row = (id: EntryId, kind: string, title: string) => ({
    id,
    kind,
    title,
    stage: kind === 'visit' ? 'collecting' : null,
    version: 1,
    authority: 'federal' as const,
    governorate: 'IQG01',
    open: true,
    card: {},
  });
  const rows = [
    row(VISIT, 'visit', view.title),
    row(RAMADI, 'place', 'Ramadi forum'),
    ...people.map((one) => row(one.id, 'person', one.name)),
  ];
  const casework: Casework = {
    submitCommand: async (_, { kind, id, name, input }) => {
      kind.parse(name, input);
      return {
        id: id ?? VISIT,
        version: 4,
        stage: 'collecting',
        events: [{ seq: 4, type: 'Done', at: NOW }],
        replayed: false,
      };
    },
    readEntry: async (_, kind, id) => {
      const found = rows.find((one) => one.id === id && one.kind === kind.kind);
      if (found === undefined) throw new AppError('NotFound', 'not-found');
      if (kind.kind === 'visit') return view;
      return {
        ...view,
        ...found,
        collection: kind.collection,
        state: { name: found.title },
        tasks: [],
        commands: [],
        waitsFor: null,
        dueOn: null,
        links: [],
        driven: null,
      };
    },
    listEntries: async (_, kind, _actor, { page }) => ({
      items: rows.filter((one) => one.kind === kind.kind).slice(0, page.limit),
      nextCursor: page.limit === 1 ? 'position-1' : null,
    }),
    listTasks: async () => ({
      items: view.tasks.map((task) => ({ ...task, caseId: VISIT, track: 'visit', caseTitle: view.title })),
      nextCursor: 'tasks-1',
    }),
    listMessages: async () => ({
      items: [
        {
          id: 'm1',
          at: NOW,
          caseId: VISIT,
          to: `person:${HANA}`,
          caseTitle: view.title,
          kind: 'late',
          level: 1,
          texts: [{ key: 'task.collect' }],
        },
      ],
      nextCursor: null,
    }),
    keepFile: async ({ attachments }, _, { content, mediaType }) => attachments.put(content, mediaType),
    readOwnFile: async ({ attachments }, _, sha256) => found(await attachments.get(sha256)),
    readFileOf: async ({ attachments }, _entry, _actor, sha256) => found(await attachments.get(sha256)),
    readHistory: async () => ({ items: [event(1), event(2), event(3)], nextAfter: null }),
    readPapers: async () => [],
    readGoods: async () => new Map(),
    checkPaper: async () => null,
    loadActor: async (_, id) => people.find((one) => one.id === id) ?? null,
    readiness: async () => ({ pending: { outbox: 0, timersDue: 0, undriven: 0 }, quiescent: true }),
    exportLines: async function* () {
      yield { type: 'entry', id: VISIT };
    },
    recordExport: async () => {},
    textWarnings,
    exportList: async (_, kind) => rows.filter((one) => one.kind === kind.kind),
    exportTasks: async () => [],
    exportHistory: async () => [event(1), event(2), event(3)],
    readImport: async () => {
      throw new AppError('NotFound', 'not-found');
    },
    indicators: async (_, _actor, asOf) => ({ asOf, forums: { total: 66, iom: 42, independent: 24 } }),
    ...changes,
  };
  return recorded(casework, calls);
}

function found<T>(file: T | null): T {
  if (file === null) throw new AppError('NotFound', 'not-found');
  return file;
}

function recorded(casework: Casework, calls: Calls): Casework {
  return new Proxy(casework, {
    get(target, name) {
      const inner = Reflect.get(target, name);
      if (typeof inner !== 'function') return inner;
      return (...args: unknown[]) => {
        calls.push({ name: String(name), args });
        return inner(...args);
      };
    },
  });
}

function fakeAttachments(): Attachments {
  const kept = new Map<string, { content: Uint8Array; mediaType: string }>();
  return {
    put: async (content, mediaType) => {
      const sha256 = createHash('sha256').update(content).digest('hex');
      kept.set(sha256, { content, mediaType });
      return { sha256, size: content.byteLength, mediaType };
    },
    get: async (sha256) => kept.get(sha256) ?? null,
    has: async (sha256) => kept.has(sha256),
  };
}

/** `token-PE-…` speaks of PE-…. */
function personIn(token: string): EntryId | null {
  const id = EntryId.safeParse(token.replace(/^token-/, ''));
  return token.startsWith('token-') && id.success ? id.data : null;
}

/** Everybody is signed in already, with a cookie that says who. */
function fakeSessions(): Sessions {
  const session = (person: EntryId): StoredSession => ({
    key: `key-${person}`,
    person,
    admissions: 0,
    createdAt: NOW,
    lastSeenAt: NOW,
    expiresAt: NOW,
    device: 'Firefox · Linux',
    actingFor: null,
  });
  return {
    open: async ({ id }) => `token-${id}`,
    find: async (id) => {
      const person = personIn(id);
      return person === null ? null : session(person);
    },
    actFor: async () => true,
    end: async () => {},
    endOthers: async () => {},
    of: async (person) => [session(person), { ...session(person), key: 'key-other', device: '' }],
  };
}

export interface FakeFront {
  app: ReturnType<typeof createApp>;
  calls: Calls;
  faults: unknown[];
}

export function fakeFront(changes: Partial<Casework> = {}, deps: Partial<HttpDeps> = {}): FakeFront {
  const calls: Calls = [];
  const faults: unknown[] = [];
  const workplace = {
    registry,
    log: { info: () => {}, warn: () => {}, error: (...fault: unknown[]) => faults.push(fault) },
    attachments: fakeAttachments(),
    clock: { now: () => NOW },
    crypto: {
      random: (bytes: number) => new Uint8Array(bytes),
      sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
    },
  } as unknown as Workplace;
  const app = createApp(
    {
      workplace,
      identity: {
        bearer: async (token) => {
          const id = personIn(token);
          return id === null ? null : { person: id };
        },
        signIn: {
          by: 'choice',
          issue: ({ id }) => `token-${id}`,
          people: async () =>
            people.map((one) => ({
              id: one.id,
              name: one.name,
              role: one.assignments[0]?.role ?? 'member',
              place: 'Ramadi',
            })),
        },
      },
      anchors: { read: async () => [] },
      sessions: fakeSessions(),
      attempts: { keepAttempt: async () => {}, takeAttempt: async () => null },
      throttle: { guard: (_, attempt) => attempt() },
      allowance: { take: () => {} },
      version: '1.2.3',
      secret: 'a secret of the tests, long enough to count',
      assets: { assets: {}, assetPath: (name) => `/assets/${name}` },
      ...deps,
    },
    fakeCasework(calls, changes),
  );
  return { app, calls, faults };
}

export const bearer = (id: string = HANA): Record<string, string> => ({
  Authorization: `Bearer token-${id}`,
});
export const cookie = (id: string = HANA): Record<string, string> => ({ Cookie: `__Host-aman=token-${id}` });
export const jsonPost = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', 'Idempotency-Key': 'key-1', ...bearer(), ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
