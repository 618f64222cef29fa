import { policyFile, type Row } from './csv.ts';
import type { Fixture } from './fixtures.ts';
import type { Caller } from './people.ts';

const rows = Map.groupBy(policyFile(), ({ collection, operation }) => `${collection} ${operation}`);

/** Lines of the committed table; an operation nobody wrote down is a failure. */
export function linesOf(collection: string, operation: string): readonly Row[] {
  const found = rows.get(`${collection} ${operation}`);
  if (found === undefined) throw new Error(`docs/policy.csv knows no ${collection} ${operation}`);
  return found;
}

type Place = Fixture['place'];

const LETTERS: Readonly<Record<string, string>> = {
  forum: 'o',
  unit: 's',
  contract: 'n',
  governorate: 'g',
  directorate: 'd',
  programme: 'p',
};

const isThere = (kind: string, id: string, place: Place): boolean => {
  if (kind === 'programme') return true;
  if (kind === 'forum') return (place.forums ?? []).includes(id);
  if (kind === 'directorate') return place.authority === id || place.authority === 'joint';
  return place[kind as 'unit' | 'contract' | 'governorate'] === id;
};

/** The whole of the model, said once more in twenty lines that know nothing of the product. */
export function mayBy(
  lines: readonly Row[],
  caller: Caller,
  place: Place,
  named: readonly string[],
): boolean {
  const { isActive, person } = caller;
  return lines.some(({ role, scope }) => {
    if (role === 'anyone') return true;
    if (!isActive || person === null || role === 'nobody') return false;
    if (role === 'named' || scope === 'x') return named.includes(person);
    if (role === 'everyone') return true;
    return caller.holds.some(
      (held) =>
        held.role === role && scope.includes(LETTERS[held.kind] ?? '-') && isThere(held.kind, held.id, place),
    );
  });
}

/** What the front end must answer: nothing for strangers, then what does not exist, then what is not allowed. */
export function expected(caller: Caller, { collection, place, named = {} }: Fixture, operation: string) {
  if (!caller.isActive || caller.person === null) return 'stranger';
  const reads = mayBy(linesOf(collection, 'read'), caller, place, named.read ?? []);
  if (!reads) return 'hidden';
  const names = operation === 'history' || operation === 'read' ? named.read : named[operation];
  return mayBy(linesOf(collection, operation), caller, place, names ?? []) ? 'allowed' : 'denied';
}

/** `allowed` is whatever only somebody let in is told. */
export function answered(status: number): string {
  if (status === 401) return 'stranger';
  if (status === 403) return 'denied';
  if (status === 404) return 'hidden';
  return [200, 201, 400, 409, 422].includes(status) ? 'allowed' : `status ${status}`;
}
