import { randomUUID } from 'node:crypto';
import type { Answer, Wire } from './wire.ts';

/** The people of one forum of the benchmark, each signed in. */
export interface Crew {
  readonly forum: string;
  readonly chair: Worker;
  readonly officer: Worker;
  readonly commander: Worker;
  readonly iom: Worker;
}

export interface Worker {
  readonly id: string;
  get(path: string): Promise<Answer>;
  post(path: string, input: object, ifMatch?: string): Promise<Answer>;
}

export async function signIn(wire: Wire, person: string): Promise<Worker> {
  const json = { 'content-type': 'application/json' };
  const session = { method: 'POST', path: '/api/session', headers: json } as const;
  const answer = await wire({ ...session, body: JSON.stringify({ person }) });
  const { token } = JSON.parse(answer.text) as { token: string };
  const own = { authorization: `Bearer ${token}` };
  return {
    id: person,
    get: (path) => wire({ method: 'GET', path, headers: own }),
    post: (path, input, ifMatch) =>
      wire({
        method: 'POST',
        path,
        headers: {
          ...own,
          ...json,
          'idempotency-key': randomUUID(),
          ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        },
        body: JSON.stringify(input),
      }),
  };
}

const names = (text: string) => ({ en: text, ar: text, ckb: text });
const NINEWA = { governorate: 'IQG15', authority: 'federal' };

/** Opened over HTTP by the IOM managers like any other: a station, a forum, three people with a role each. */
export async function hire(wire: Wire, managers: readonly Worker[], iom: Worker, n: number): Promise<Crew> {
  const [manager, second] = managers as [Worker, Worker];
  const open = async (collection: string, input: object) =>
    idOf(await manager.post(`/api/${collection}`, input));
  const unit = await open('units', {
    name: names(`Station ${n}`),
    kind: 'station',
    parent: 'UN-NINEWA',
    ...NINEWA,
  });
  const forum = await openForum(manager, `Forum ${n}`, unit);
  const invite = async (role: string, scope: object) => {
    const name = { given: role, father: 'Bench', display: `${role} ${n}` };
    const person = await open('people', { name, duty: names(role), language: 'en', sex: 'female' });
    const term = { role, scope, from: '2026-01-01', until: null };
    idOf(await manager.post(`/api/people/${person}/commands/AssignRole`, term));
    // Invitation and role: the first two events of a person are PersonInvited and its proposal.
    for (const change of ['change-1', 'change-3'])
      idOf(await second.post(`/api/people/${person}/commands/ConfirmChange`, { change }));
    return signIn(wire, person);
  };
  return {
    forum,
    chair: await invite('chair', { kind: 'forum', id: forum }),
    officer: await invite('officer', { kind: 'unit', id: unit }),
    commander: await invite('commander', { kind: 'unit', id: unit }),
    iom,
  };
}

export async function openForum(manager: Worker, name: string, unit: string): Promise<string> {
  const forum = {
    name: names(name),
    district: 'PL-IQG15Q05',
    establishedBy: 'iom',
    establishedOn: '2025-01-15',
    unit,
    ...NINEWA,
  };
  return idOf(await manager.post('/api/forums', forum));
}

export function idOf({ status, text }: Answer): string {
  if (status >= 300) throw new Error(`${status} ${text}`);
  return (JSON.parse(text) as { id: string }).id;
}

/** Runs `work` for 0 … count - 1, so many at a time. */
export async function inParallel<T>(
  count: number,
  lanes: number,
  work: (n: number) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const lane = async () => {
    for (let n = next++; n < count; n = next++) results[n] = await work(n);
  };
  await Promise.all(Array.from({ length: Math.min(lanes, count) }, lane));
  return results;
}
