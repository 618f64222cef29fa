import { openApiDocument } from '../../functions/http/openapi/document.ts';
import { registry } from '../../workflows/registry.ts';
import { type Fixture, fixtures, openings } from './fixtures.ts';
import type { House } from './house.ts';
import { answered, expected, linesOf, mayBy } from './oracle.ts';
import { type Caller, callers } from './people.ts';

export interface Operation {
  readonly method: string;
  readonly path: string;
}

/** What the API says it can do. */
export const operations: readonly Operation[] = Object.entries(
  openApiDocument(registry, '1').paths ?? {},
).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
);

/** What came out differently than docs/policy.csv says. */
export interface Tally {
  cases: number;
  readonly mismatches: string[];
}

type Knock = (house: House, operation: Operation, tally: Tally) => Promise<void>;

/** Everybody tries one operation everywhere; one that nobody knows how to try is an error. */
export const knock: Knock = (house, operation, tally) => familyOf(operation)(house, operation, tally);

function familyOf({ method, path }: Operation): Knock {
  const [, collection = '', ...rest] = path.split('/').slice(1);
  if (registry.collection(collection) === undefined) return tryOwn;
  if (rest.length === 0) return method === 'GET' ? tryList : tryOpen;
  if (rest[1] === 'commands') return tryCommand;
  if (method === 'GET' && (rest.length === 1 || rest[1] === 'history')) return tryRead;
  throw new Error(`nobody knows how to try ${method} ${path}`);
}

const collectionOf = ({ path }: Operation): string => path.split('/')[2] ?? '';

function compare(
  tally: Tally,
  caller: Caller,
  what: string,
  [wanted, found]: readonly [string, string],
): void {
  tally.cases += 1;
  if (wanted !== found) tally.mismatches.push(`${caller.title}: ${what}: ${found}, should be ${wanted}`);
}

/** Fits no schema: whoever is let in hears of it, and nothing ever changes. */
const NONSENSE = { action: 'A03', unknown: true };
const SEEN = { 'If-Match': '"x"' };

function standing(collection: string): readonly Fixture[] {
  const found = fixtures.filter((one) => one.collection === collection);
  if (found.length === 0) throw new Error(`no entry of ${collection} to try`);
  return found;
}

async function tryCommand(house: House, operation: Operation, tally: Tally): Promise<void> {
  const name = operation.path.split('/').at(-1) ?? '';
  for (const fixture of standing(collectionOf(operation)))
    await Promise.all(
      callers.map(async (caller) => {
        const path = operation.path.replace('{id}', fixture.id);
        const { status } = await house.send(path, {
          method: 'POST',
          person: caller.person,
          body: NONSENSE,
          headers: SEEN,
        });
        compare(tally, caller, `POST ${path}`, [expected(caller, fixture, name), answered(status)]);
      }),
    );
}

async function tryRead(house: House, operation: Operation, tally: Tally): Promise<void> {
  const name = operation.path.endsWith('/history') ? 'history' : 'read';
  for (const fixture of standing(collectionOf(operation)))
    await Promise.all(
      callers.map(async (caller) => {
        const path = operation.path.replace('{id}', fixture.id);
        const { status } = await house.send(path, { person: caller.person });
        compare(tally, caller, `GET ${path}`, [expected(caller, fixture, name), answered(status)]);
      }),
    );
}

/** A list is for everybody signed in; what counts is what stands in it. */
async function tryList(house: House, operation: Operation, tally: Tally): Promise<void> {
  const collection = collectionOf(operation);
  const lines = linesOf(collection, 'list');
  await Promise.all(
    callers.map(async (caller) => {
      const { status, ids } = await listed(house, collection, caller);
      const wanted = caller.isActive ? 'allowed' : 'stranger';
      compare(tally, caller, `GET ${operation.path}`, [wanted, answered(status)]);
      for (const { id, place } of standing(collection)) {
        const isListed = String(mayBy(lines, caller, place, []));
        compare(tally, caller, `${id} in ${operation.path}`, [isListed, String(ids.has(id))]);
      }
    }),
  );
}

interface Listed {
  readonly status: number;
  readonly ids: ReadonlySet<string>;
}

async function listed(house: House, collection: string, { person }: Caller): Promise<Listed> {
  const ids = new Set<string>();
  let next: string | null = `/api/${collection}?limit=100`;
  while (next !== null) {
    const answer = await house.send(next, { person });
    if (answer.status !== 200) return { status: answer.status, ids };
    const page = (await answer.json()) as { items: { id: string }[]; nextCursor: string | null };
    for (const { id } of page.items) ids.add(id);
    const { nextCursor } = page;
    next =
      nextCursor === null ? null : `/api/${collection}?limit=100&cursor=${encodeURIComponent(nextCursor)}`;
  }
  return { status: 200, ids };
}

const kept = (isAllowed: boolean, caller: Caller): string => {
  if (isAllowed) return 'allowed';
  return caller.isActive ? 'denied' : 'stranger';
};

async function tryOpen(house: House, operation: Operation, tally: Tally): Promise<void> {
  const collection = collectionOf(operation);
  const lines = linesOf(collection, registry.collection(collection)?.opens ?? '');
  const opening = openings[collection];
  if (opening === undefined) throw new Error(`nobody knows how to open ${collection}`);
  for (const caller of callers) {
    const request = { method: 'POST', person: caller.person, body: opening.input };
    const { status } = await house.send(operation.path, request);
    const wanted = kept(mayBy(lines, caller, opening.place, []), caller);
    compare(tally, caller, `POST ${operation.path}`, [wanted, answered(status)]);
  }
}

const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0]);
const BODIES: Readonly<Record<string, unknown>> = {
  '/api/session': { person: 'PE-T-NAMED' },
  '/api/attachments': 'no file',
};

async function tryOwn(house: House, { method, path }: Operation, tally: Tally): Promise<void> {
  const lines = linesOf('', `${method} ${path}`);
  const { sha256 } = await house.workplace.attachments.put(PNG, 'image/png');
  for (const caller of callers) {
    const body = BODIES[path];
    const request = { method, person: caller.person, ...(body === undefined ? {} : { body }) };
    const { status } = await house.send(path.replace('{sha256}', sha256), request);
    const isAllowed = mayBy(lines, caller, {}, caller.person === null ? [] : [caller.person]);
    // A file that is none is refused for what it is: whoever hears that was let in.
    const found = status === 415 ? 'allowed' : answered(status);
    compare(tally, caller, `${method} ${path}`, [kept(isAllowed, caller), found]);
  }
}
