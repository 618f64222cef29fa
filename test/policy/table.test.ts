import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../functions/http/openapi/document.ts';
import { checkPolicy, policyRows, ROUTES } from '../../functions/http/policy.ts';
import { Role } from '../../shared/kernel/actor.ts';
import type { Grant } from '../../workflows/grants.ts';
import { csvOf } from '../../workflows/policy-table.ts';
import { createRegistry, registry } from '../../workflows/registry.ts';
import type { CommandSpec, EntryKind } from '../../workflows/track.ts';
import { fakeFront } from '../functions/http/fake-front.ts';

const rows = policyRows(registry);
const keys = new Set(rows.map(({ collection, operation }) => `${collection} ${operation}`));
const COMMITTED = join(import.meta.dirname, '../../docs/policy.csv');

/** The line of the table an operation of the API belongs to. */
function keyOf(method: string, path: string): string {
  const [, collection = '', ...rest] = path.split('/').slice(1);
  const kind = registry.collection(collection);
  if (kind === undefined) return ` ${method} ${path}`;
  if (rest.length === 0) return `${collection} ${method === 'GET' ? 'list' : kind.opens}`;
  return `${collection} ${rest.length === 1 ? 'read' : (rest[2] ?? rest[1])}`;
}

describe('the table of permissions', () => {
  it('is committed as it is: npm run policy writes docs/policy.csv', () => {
    expect(readFileSync(COMMITTED, 'utf8')).toBe(csvOf(rows));
  });

  it('has each operation of the API, and nothing else', () => {
    const { paths = {} } = openApiDocument(registry, '1');
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => keyOf(method.toUpperCase(), path)),
    );
    expect(new Set(operations).size).toBe(operations.length);
    expect([...keys].sort()).toEqual([...operations].sort());
  });

  it('says each thing once', () => {
    const lines = rows.map(({ collection, operation, role }) => `${collection} ${operation} ${role}`);
    expect(lines.filter((line, n) => lines.indexOf(line) !== n)).toEqual([]);
  });

  it('knows the roles of the programme and no others', () => {
    const known = [...Role.options, 'named', 'everyone', 'anyone', 'nobody'];
    expect(rows.filter(({ role }) => !known.includes(role))).toEqual([]);
  });
});

const changed = (changes: Partial<EntryKind>): EntryKind => {
  const [first] = registry.kinds;
  if (first === undefined) throw new Error('no kinds');
  return { ...first, ...changes };
};
const withCommand = (spec: Partial<CommandSpec>) =>
  createRegistry([changed({ kind: 'probe', commands: { Probe: spec as CommandSpec } })]);

describe('the check at start', () => {
  it('finds a line for every route of the front end, and a route for every line', () => {
    const routes = fakeFront().app.routes.filter(({ method }) => method !== 'ALL');
    const used = new Set(routes.map(({ method, path }) => `${method} ${path}`));
    expect([...used].sort()).toEqual(Object.keys(ROUTES).sort());
  });

  it('stops on a route nobody spoke of, and says which line to add where', () => {
    const routes = [{ method: 'GET', path: '/api/secrets' }];
    expect(() => checkPolicy(routes, registry)).toThrow(
      /GET \/api\/secrets: add.*ROUTES in functions\/http\/policy\.ts/,
    );
  });

  it.each([
    ['no permission', {}, /"Probe" of probe has no permission: add who/],
    ['a role without reach', { who: ['chair' as Grant] }, /"Probe" of probe: "chair" is no grant/],
    ['a stage there is not', { who: ['chair o'], stages: ['dawn'] }, /"Probe" of probe names a stage "dawn"/],
  ] as const)('stops on a command with %s', (_, spec, message) => {
    expect(() => checkPolicy([], withCommand(spec as Partial<CommandSpec>))).toThrow(message);
  });
});
