import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { allowance } from '../../../functions/http/throttle.ts';
import { type Bench, CHAIR, OFFICER, workbench } from '../../support/workbench.ts';
import { outcome, program, realFront } from './real-front.ts';

const SECOND = 1000;
const HOUR = 3_600_000;

let bench: Bench;
let app: ReturnType<typeof realFront>;

beforeAll(async () => {
  bench = await workbench();
  await bench.give('system', 'DeactivatePerson', OFFICER, { reason: 'left' });
});
afterAll(() => bench.close());
beforeEach(() => {
  app = realFront(bench);
  // Rows of failures of the test before are over.
  bench.now += HOUR;
});

/** Signing in from an address, as the server sees it. */
const attempt = (person: string, address = '10.0.0.1', headers: Record<string, string> = {}) =>
  app.request(
    'http://localhost/api/session',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ person }),
    },
    { incoming: { socket: { remoteAddress: address } } },
  );
const statuses = async (count: number, person: string, address?: string): Promise<number[]> => {
  const all: number[] = [];
  for (let n = 0; n < count; n++) all.push((await attempt(person, address)).status);
  return all;
};

describe('failed sign-ins (S-3)', () => {
  it('are told to wait from the eleventh on, and for how long', async () => {
    const given = await statuses(50, 'PE-NOBODY-1');
    expect(given).toEqual([...Array<number>(10).fill(404), ...Array<number>(40).fill(429)]);
    const answer = await attempt('PE-NOBODY-1');
    expect(answer.headers.get('retry-after')).toBe('30');
    expect(await outcome(answer)).toBe('429 too-many-attempts');
  });

  it('wait twice as long after each further failure, a quarter of an hour at most, never for good', async () => {
    await statuses(10, 'PE-NOBODY-2');
    const waits: number[] = [];
    for (let n = 0; n < 8; n++) {
      const told = await attempt('PE-NOBODY-2');
      expect(told.status).toBe(429);
      const wait = Number(told.headers.get('retry-after'));
      waits.push(wait);
      bench.now += wait * SECOND;
    }
    expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900, 900]);
  });

  it('do not add up while somebody is told to wait', async () => {
    await statuses(40, 'PE-NOBODY-3');
    bench.now += 30 * SECOND;
    // Let through, and the first failure after the tenth: a minute, whatever was refused in between.
    expect((await attempt('PE-NOBODY-3')).headers.get('retry-after')).toBe('60');
  });

  it('sent all at once are counted one by one', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => attempt('PE-NOBODY-4')));
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(10);
  });

  it('are counted by address as well, whoever is named', async () => {
    const address = '10.0.0.9';
    for (let n = 0; n < 50; n++) expect((await attempt(`PE-GUESS-${n}`, address)).status).toBe(404);
    expect((await attempt('PE-GUESS-50', address)).status).toBe(429);
    expect((await attempt(CHAIR, address)).status).toBe(429);
    expect((await attempt(CHAIR, '10.0.0.8')).status).toBe(200);
  });

  it('believe no header about the address', async () => {
    for (let n = 0; n < 11; n++)
      await attempt('PE-NOBODY-5', '10.0.0.7', { 'x-forwarded-for': `192.0.2.${n}`, forwarded: `for=${n}` });
    expect((await attempt('PE-NOBODY-5', '10.0.0.6')).status).toBe(429);
  });

  it('say nothing about whether a person exists', async () => {
    const known = await statuses(11, OFFICER, '10.0.0.4');
    const unknown = await statuses(11, 'PE-NOBODY-7', '10.0.0.3');
    expect(known).toEqual(unknown);
    bench.now += HOUR;
    const bodies = new Set<string>();
    for (const person of ['PE-NOBODY-6', OFFICER, 'not an id', 'FO-TEST', '']) {
      const answer = await attempt(person, '10.0.0.5');
      const { instance: _, ...body } = (await answer.json()) as Record<string, unknown>;
      bodies.add(JSON.stringify([answer.status, body, [...answer.headers.keys()].sort()]));
    }
    expect(bodies.size).toBe(1);
  });

  it('are kept as digests: who tried to be whom stands nowhere', async () => {
    await statuses(2, 'PE-CANARY-9', '203.0.113.77');
    const raw = await bench.raw();
    expect(raw).not.toContain('PE-CANARY-9');
    expect(raw).not.toContain('203.0.113.77');
  });

  it('survive a restart', async () => {
    await statuses(10, 'PE-NOBODY-8');
    await bench.restart();
    app = realFront(bench);
    expect((await attempt('PE-NOBODY-8')).status).toBe(429);
  });

  it('do not lock anybody out by a clock that is set back', async () => {
    await statuses(10, 'PE-NOBODY-10');
    bench.now -= 2 * HOUR;
    const answer = await attempt('PE-NOBODY-10');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '30']);
    bench.now += 31 * SECOND;
    // The row began in a future that did not come about: it is told to wait no longer than any other.
    expect((await attempt('PE-NOBODY-10')).status).toBe(429);
    bench.now += 2 * HOUR;
  });
});

describe('changing requests (D-5)', () => {
  it('are refused beyond what one session may send in a minute, and not those of others', async () => {
    const { clock } = bench.workplace;
    app = realFront(bench, { allowance: allowance(5, clock) });
    const chair = await program(app, CHAIR);
    const other = await program(app, 'PE-MANAGER');
    const ask = async () => (await chair.post('errands/ER-NOWHERE/commands/Begin', {})).status;
    for (let n = 0; n < 5; n++) expect(await ask()).toBe(404);
    const refused = await chair.post('errands/ER-NOWHERE/commands/Begin', {});
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await chair.get('me')).status).toBe(200);
    expect((await other.post('errands/ER-NOWHERE/commands/Begin', {})).status).toBe(404);
    bench.now += 60 * SECOND;
    expect(await ask()).toBe(404);
  });
});
