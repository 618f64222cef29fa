import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import { type Bench, CHAIR, FORUM, OFFICER, workbench } from '../../support/workbench.ts';
import { type Program, program, realFront } from './real-front.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 10);
const PARALLEL = 20;
// As many errands as keep twenty writers from losing to one another five times in a row.
const ERRANDS = 5;

let bench: Bench;
let app: ReturnType<typeof realFront>;
let errands: EntryId[];

beforeAll(async () => {
  bench = await workbench();
  app = realFront(bench);
  errands = await Promise.all(
    Array.from(
      { length: ERRANDS },
      async (_, n) => (await bench.give(CHAIR, 'Ask', null, { text: `${n}` })).id,
    ),
  );
  await bench.settle();
});
afterAll(() => bench.close());

/** How many events all errands have together. */
async function acts(): Promise<number> {
  const entries = await Promise.all(errands.map((id) => bench.workplace.store.load('errand', id)));
  return entries.reduce((sum, entry) => sum + (entry?.version ?? 0), 0);
}

const notes = (who: Program): Promise<number>[] =>
  Array.from({ length: PARALLEL }, async (_, n) => {
    const path = `errands/${errands[n % ERRANDS]}/commands/Note`;
    return (await who.post(path, { note: `n${n}`, text: 'x' })).status;
  });

const turns = async (count: number): Promise<void> => {
  for (let n = 0; n < count; n++) await new Promise<void>((resolve) => setImmediate(resolve));
};

const officer = { role: 'officer', scope: { kind: 'forum', id: FORUM } };
const REVOCATIONS = [
  {
    name: 'the account is deactivated',
    revoke: () => bench.give('system', 'DeactivatePerson', OFFICER, { reason: 'left' }),
    restore: () => bench.give('system', 'ReactivatePerson', OFFICER, { reason: 'back' }),
  },
  {
    name: 'the role ends',
    revoke: () => bench.give('system', 'EndRole', OFFICER, { ...officer, lastDay: '2026-10-31' }),
    restore: () =>
      bench.give('system', 'AssignRole', OFFICER, { ...officer, from: '2026-11-01', until: null }),
  },
];

it.each(REVOCATIONS)(
  'no act follows the acknowledgement when $name during twenty parallel requests (T26, W4)',
  async ({ revoke, restore }) => {
    let accepted = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const who = await program(app, OFFICER);
      const before = await acts();
      const sent = notes(who);
      await turns((round * 7) % 40);
      await revoke();
      const acknowledged = await acts();
      const statuses = await Promise.all(sent);
      expect(await acts()).toBe(acknowledged);
      const done = statuses.filter((status) => status === 200).length;
      expect(acknowledged - before).toBe(done);
      accepted += done;
      // And reading stops with the next request.
      expect((await who.get(`errands/${errands[0]}`)).status).toBeGreaterThanOrEqual(401);
      await restore();
    }
    // Neither always too late nor always too early: the revocation did fall among the requests.
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(ROUNDS * PARALLEL);
  },
);
