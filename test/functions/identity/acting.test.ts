import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { type Bench, CHAIR, FORUM, MANAGER, OFFICER, workbench } from '../../support/workbench.ts';
import { get, outcome, type Program, program, realFront, send, signIn } from './real-front.ts';

const DAY = 86_400_000;
const DEPUTY = EntryId.parse('PE-DEPUTY');

let bench: Bench;
let app: ReturnType<typeof realFront>;
let errand: EntryId;
let asked = 0;

/** The chair is away for twenty days from today; the deputy, who has no role of his own, stands in. */
beforeAll(async () => {
  bench = await workbench();
  const name = { given: 'A', father: 'B', display: 'Deputy' };
  const input = { name, duty: { en: 'x', ar: 'x', ckb: 'x' }, language: 'en' };
  await bench.give('system', 'InvitePerson', null, input, { kind: 'person', openAs: DEPUTY });
  app = realFront(bench);
});
afterAll(() => bench.close());

const today = () => new Date(bench.now).toISOString().slice(0, 10);
const inDays = (days: number) => new Date(bench.now + days * DAY).toISOString().slice(0, 10);
const appoint = () =>
  bench.give('system', 'AppointSubstitute', CHAIR, { person: DEPUTY, from: today(), until: inDays(20) });

beforeEach(async () => {
  errand = (await bench.give(CHAIR, 'Ask', null, { text: `Please ${asked++}` })).id;
  await bench.settle();
  await appoint();
  return async () => {
    await bench.give('system', 'EndSubstitute', CHAIR).catch(() => undefined);
  };
});

const acting = (person: string = DEPUTY) => program(app, person, { 'x-acting-for': CHAIR });
const note = (who: Program, text = 'x') =>
  outcome(who.post(`errands/${errand}/commands/Note`, { note: 'n', text }));
const me = async (who: Program) =>
  (await (await who.get('me')).json()) as {
    id: string;
    roles: string[];
    onBehalfOf?: string;
    code?: string;
  };

describe('a substitute who acts (tracks 0.7, SD15)', () => {
  it('has the absent person\u2019s roles while acting, and only then', async () => {
    expect(await me(await program(app, DEPUTY))).toMatchObject({ id: DEPUTY, roles: [] });
    expect(await me(await acting())).toMatchObject({ id: DEPUTY, roles: ['chair'], onBehalfOf: CHAIR });
  });

  it('leaves both names in the history', async () => {
    expect(await note(await acting())).toBe('200 done');
    const [last] = (await bench.workplace.store.history(errand, { after: 0, limit: 50 })).slice(-1);
    expect(last).toMatchObject({ type: 'Noted', actor: { id: DEPUTY }, onBehalfOf: CHAIR });
  });

  it('finds the absent person\u2019s work in the queue', async () => {
    const { items } = (await (await (await acting()).get('tasks?limit=100')).json()) as { items: unknown[] };
    expect(items.length).toBeGreaterThan(0);
  });

  it.each([
    ['somebody who is no substitute', OFFICER, { 'x-acting-for': CHAIR }, '403 substitution-ended'],
    ['the absent person for the substitute', CHAIR, { 'x-acting-for': DEPUTY }, '403 substitution-ended'],
    ['somebody for himself', CHAIR, { 'x-acting-for': CHAIR }, '403 substitution-ended'],
    ['somebody for nobody that exists', DEPUTY, { 'x-acting-for': 'PE-NOBODY' }, '403 substitution-ended'],
    ['somebody for what is no person', DEPUTY, { 'x-acting-for': 'x y' }, '400 bad-acting-for'],
  ])('is not %s', async (_, person, headers, refused) => {
    expect(await outcome((await program(app, person, headers)).get('me'))).toBe(refused);
  });

  it('is checked against what both did: neither finishes what the other asked for', async () => {
    await bench.give(OFFICER, 'Begin', errand);
    // The chair, for whom the deputy acts, may not appoint for himself either while away.
    const deputy = await acting();
    const substitute = { person: OFFICER, from: today(), until: inDays(2) };
    expect(await outcome(deputy.post(`people/${CHAIR}/commands/AppointSubstitute`, substitute))).toBe(
      '403 not-while-acting',
    );
    expect(await outcome(deputy.post(`people/${CHAIR}/commands/ChangeContact`, { language: 'en' }))).toBe(
      '403 not-while-acting',
    );
  });

  it('ends the moment the substitution ends', async () => {
    const deputy = await acting();
    expect(await note(deputy)).toBe('200 done');
    await bench.give(CHAIR, 'EndSubstitute', CHAIR);
    expect(await note(deputy)).toBe('403 substitution-ended');
  });

  it('can be given up by the substitute', async () => {
    const own = await program(app, DEPUTY);
    expect(await outcome(own.post(`people/${CHAIR}/commands/EndSubstitute`, {}))).toBe('200 done');
    expect(await note(await acting())).toBe('403 substitution-ended');
  });

  it('ends after its last day', async () => {
    const start = bench.now;
    bench.now += 20 * DAY;
    expect(await note(await acting())).toBe('200 done');
    bench.now += DAY;
    expect(await note(await acting())).toBe('403 substitution-ended');
    bench.now = start;
  });

  it.each([CHAIR, DEPUTY])('ends with the account of %s', async (person) => {
    const deputy = await acting();
    await bench.give('system', 'DeactivatePerson', person, { reason: 'left' });
    expect(await note(deputy)).toMatch(/^40[13] /);
    await bench.give('system', 'ReactivatePerson', person, { reason: 'back' });
    const again = await acting();
    expect(await note(again)).toBe('403 substitution-ended');
  });

  it.each([CHAIR, DEPUTY])('stops in the middle of a request when %s loses rights', async (person) => {
    const { store } = bench.workplace;
    const real = store.commit;
    let raced = false;
    store.commit = async (commit) => {
      if (!raced && commit.absent?.id === CHAIR) {
        raced = true;
        store.commit = real;
        await bench.give('system', 'DeactivatePerson', person, { reason: 'left' });
      }
      return real(commit);
    };
    const before = await bench.workplace.store.history(errand, { after: 0, limit: 50 });
    expect(await note(await acting())).toMatch(/^40[13] /);
    expect(await bench.workplace.store.history(errand, { after: 0, limit: 50 })).toEqual(before);
    await bench.give('system', 'ReactivatePerson', person, { reason: 'back' });
  });

  it('is another act than one\u2019s own, even under the same key', async () => {
    await bench.give('system', 'AssignRole', DEPUTY, {
      role: 'officer',
      scope: { kind: 'forum', id: FORUM },
      from: '2020-01-01',
      until: null,
    });
    const send = async (who: Program) =>
      outcome(who.post(`errands/${errand}/commands/Note`, { note: 'k', text: 'a' }, 'one-key'));
    expect(await send(await program(app, DEPUTY))).toBe('200 done');
    expect(await send(await acting())).toBe('422 key-reused');
    await bench.give('system', 'EndRole', DEPUTY, {
      role: 'officer',
      scope: { kind: 'forum', id: FORUM },
      lastDay: inDays(-1),
    });
  });
});

describe('acting for somebody in a browser', () => {
  it('is chosen on the account page and shown on every page', async () => {
    const cookie = await signIn(app, DEPUTY);
    expect(await (await get(app, '/account', cookie)).text()).toContain(`Act for ${CHAIR}`);
    const answer = await send(app, '/account/acting-for', { absent: CHAIR }, cookie);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    for (const path of ['/', '/messages', '/register', '/errands', `/errands/${errand}`, '/account', '/docs'])
      expect(await (await get(app, path, cookie)).text(), path).toContain(`You are acting for ${CHAIR}.`);
    await send(app, '/account/acting-for', { absent: '' }, cookie);
    expect(await (await get(app, '/', cookie)).text()).not.toContain('You are acting for');
  });

  it('is offered to nobody else', async () => {
    const cookie = await signIn(app, OFFICER);
    expect((await send(app, '/account/acting-for', { absent: CHAIR }, cookie)).status).toBe(403);
    expect(await (await get(app, '/account', cookie)).text()).not.toContain('Act for');
  });

  it('falls back to oneself when it is over, and sends nothing in one\u2019s own name that was written for another', async () => {
    const cookie = await signIn(app, DEPUTY);
    await send(app, '/account/acting-for', { absent: CHAIR }, cookie);
    await bench.give(CHAIR, 'EndSubstitute', CHAIR);
    const form = { _key: 'k', '/note': 'n', '/text': 'for the chair' };
    expect((await send(app, `/errands/${errand}/commands/Note`, form, cookie)).status).toBe(403);
    const home = await (await get(app, '/', cookie)).text();
    expect(home).not.toContain('You are acting for');
  });
});

describe('who may stand in', () => {
  it('is proposed for somebody absent by one manager and confirmed by another person', async () => {
    await bench.give('system', 'EndSubstitute', CHAIR);
    const manager = await program(app, MANAGER);
    const input = { person: DEPUTY, from: today(), until: inDays(3) };
    expect(await outcome(manager.post(`people/${CHAIR}/commands/AppointSubstitute`, input))).toBe('200 done');
    expect(await note(await acting())).toBe('403 substitution-ended');
    const { state } = (await (await manager.get(`people/${CHAIR}`)).json()) as {
      state: { pending: Record<string, unknown> };
    };
    const [change] = Object.keys(state.pending);
    expect(await outcome(manager.post(`people/${CHAIR}/commands/ConfirmChange`, { change }))).toBe(
      '403 own-proposal',
    );
    const administrator = {
      role: 'administrator',
      scope: { kind: 'programme' },
      from: '2020-01-01',
      until: null,
    };
    await bench.give('system', 'AssignRole', DEPUTY, { ...administrator, from: today() });
    const deputy = await program(app, DEPUTY);
    // The substitute is a subject as well.
    expect(await outcome(deputy.post(`people/${CHAIR}/commands/ConfirmChange`, { change }))).toBe(
      '403 own-rights',
    );
  });
});
