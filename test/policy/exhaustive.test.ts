import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EntryId } from '../../shared/kernel/ids.ts';
import { readHistory } from '../../workflows/casework/read-history.ts';
import { submitCommand } from '../../workflows/casework/submit-command.ts';
import { createRegistry, registry } from '../../workflows/registry.ts';
import type { CommandSpec, EntryKind } from '../../workflows/track.ts';
import { fixtures, furnish } from './fixtures.ts';
import { type House, openHouse } from './house.ts';
import { knock, operations, type Tally } from './knock.ts';
import { invite } from './people.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
  await invite(house);
  await furnish(house);
}, 300_000);
afterAll(() => house?.close());

const versions = (): Promise<string[]> =>
  Promise.all(
    fixtures.map(async ({ collection, id }) => {
      const kind = registry.collection(collection);
      const entry = await house.workplace.store.load(kind?.kind ?? '', EntryId.parse(id));
      return `${id} ${entry?.version} ${entry?.revision}`;
    }),
  );

it('lets everybody in or keeps them out as docs/policy.csv says, on every operation, and nothing changes', async () => {
  const before = await versions();
  const tally: Tally = { cases: 0, mismatches: [] };
  for (const operation of operations) await knock(house, operation, tally);
  expect(tally.mismatches).toEqual([]);
  expect(await versions()).toEqual(before);
  expect(tally.cases).toBeGreaterThan(11_000);
}, 300_000);

it('does not pass over an operation it does not know', () => {
  const unknown = { method: 'POST', path: '/api/safety-plans/{id}/clone' };
  expect(() => knock(house, unknown, { cases: 0, mismatches: [] })).toThrow(/nobody knows how to try/);
});

const other = (name: string, change: (kind: EntryKind) => Partial<EntryKind>) => ({
  registry: createRegistry(
    registry.kinds.map((kind) => (kind.kind === name ? { ...kind, ...change(kind) } : kind)),
  ),
});
const command = (kind: EntryKind, name: string, who: CommandSpec['who']): Partial<EntryKind> => {
  const spec = kind.commands[name];
  if (spec === undefined) throw new Error(`no ${name}`);
  return { commands: { ...kind.commands, [name]: { ...spec, who } } };
};
const plan = '/api/safety-plans/{id}';
const get = (path: string) => ({ method: 'GET', path });
const post = (path: string) => ({ method: 'POST', path });

/** Faults as they were found elsewhere, planted one at a time. */
const planted = [
  [
    'one role too many',
    other('safety-plan', (kind) => command(kind, 'ReopenPlan', ['ministry d', 'iom-manager p', 'chair o'])),
    post(`${plan}/commands/ReopenPlan`),
  ],
  [
    'one role too few',
    other('safety-plan', (kind) => command(kind, 'VerifyAction', ['chair o*', 'iom-field g*'])),
    post(`${plan}/commands/VerifyAction`),
  ],
  [
    'a reach too wide',
    other('asset', (kind) => command(kind, 'ApproveWriteOff', ['everyone p'])),
    post('/api/assets/{id}/commands/ApproveWriteOff'),
  ],
  [
    'whoever may approve approves any case',
    other('delivery', (kind) => ({
      listing: (state) => ({
        ...kind.listing(state),
        placement: { authority: 'joint', governorate: 'IQG15', unit: EntryId.parse('UN-MOSUL-STATION') },
      }),
    })),
    post('/api/deliveries/{id}/commands/ApproveRequest'),
  ],
  [
    'nobody is named',
    other('asset', () => ({ named: () => [] })),
    post('/api/assets/{id}/commands/ReportDamage'),
  ],
  [
    'everybody is named',
    other('office-build', () => ({ named: () => [EntryId.parse('PE-T-NOBODY')] })),
    post('/api/office-builds/{id}/commands/CloseSnag'),
  ],
  ['a list for everybody', other('delivery', () => ({ readers: ['everyone p'] })), get('/api/deliveries')],
  [
    'a protected entry for everybody',
    other('protected-concern', () => ({ mayRead: () => true })),
    get('/api/protected-concerns/{id}'),
  ],
  [
    'a protected entry in a list',
    other('protected-concern', () => ({ sealed: false })),
    get('/api/protected-concerns'),
  ],
  [
    'a history that asks nobody',
    {
      casework: {
        readHistory: ((workplace, entry, _, page) =>
          readHistory(workplace, entry, { kind: 'system', job: 'x' }, page)) satisfies typeof readHistory,
      },
    },
    get(`${plan}/history`),
  ],
  [
    'input looked at before permission',
    {
      casework: {
        submitCommand: (async (workplace, request) => {
          request.kind.parse(request.name, request.input);
          return submitCommand(workplace, request);
        }) satisfies typeof submitCommand,
      },
    },
    post(`${plan}/commands/ClosePlan`),
  ],
] as const;

describe('a planted fault', () => {
  it.each(planted)('is found: %s', async (_, changes, operation) => {
    const tally: Tally = { cases: 0, mismatches: [] };
    await knock(house.with(changes), operation, tally);
    expect(tally.mismatches.length).toBeGreaterThan(0);
  });
});
