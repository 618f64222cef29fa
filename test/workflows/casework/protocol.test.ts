import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findChainFault } from '../../../shared/kernel/audit-chain.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { DAY_MS } from '../../../shared/kernel/time.ts';
import type { StoredEntry } from '../../../shared/ports.ts';
import { enterStage } from '../../../workflows/casework/enter-stage.ts';
import { contentTag } from '../../../workflows/casework/etag.ts';
import { expireStage } from '../../../workflows/casework/expire-stage.ts';
import { readEntry } from '../../../workflows/casework/read-entry.ts';
import { loadActor } from '../../../workflows/casework/sign-in.ts';
import { type Errand, errand } from '../../support/errand.ts';
import { type Bench, CHAIR, FORUM, MANAGER, OFFICER, workbench } from '../../support/workbench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await workbench();
});
afterEach(() => bench.close());

const MINUTE = 60_000;

async function ask(text = 'bread', days = 5): Promise<EntryId> {
  const { id } = await bench.give(CHAIR, 'Ask', null, { text, days });
  await bench.settle();
  return id;
}
async function load(id: EntryId): Promise<StoredEntry> {
  const entry = await bench.workplace.store.load('errand', id);
  if (entry === null) throw new Error(`${id} is gone`);
  return entry;
}
const history = (id: EntryId) => bench.workplace.store.history(id, { after: 0, limit: 500 });
const types = async (id: EntryId): Promise<string[]> => (await history(id)).map(({ type }) => type);
const tag = async (id: EntryId) => contentTag(bench.workplace.crypto, errand, await load(id));
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error) => error.code ?? String(error),
  );
const tasks = async (person: EntryId) => {
  const actor = await loadActor(bench.workplace, person);
  if (actor === null) return [];
  const { inboxKeys } = await import('../../../workflows/casework/authorise.ts');
  return (await bench.workplace.store.tasks(inboxKeys(actor), { limit: 100, cursor: null })).items;
};
const outbox = () => bench.workplace.store.outbox('9999', 100);
/** The way to the state machines is cut: messages stay in the outbox. */
const cut = () => {
  const real = bench.orchestrator;
  const down = () => Promise.reject(new Error('no way'));
  bench.orchestrator = { ...real, start: down, resume: down, stop: down };
  return () => {
    bench.orchestrator = real;
  };
};

describe('the straight path', () => {
  it('leaves a gapless chain, one task where one is due, and an execution that ends with the case', async () => {
    const id = await ask();
    await bench.give(OFFICER, 'Begin', id);
    await bench.settle();
    expect((await tasks(OFFICER)).map(({ commands }) => commands)).toEqual([['Finish']]);
    await bench.give(OFFICER, 'Finish', id, {}, { ifMatch: await tag(id) });
    await bench.settle();
    await bench.give(CHAIR, 'Check', id);
    await bench.settle();
    const events = await history(id);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(findChainFault(events, bench.workplace.crypto.sha256)).toBeNull();
    expect(await bench.executions('SUCCEEDED')).toEqual([`${id}-r1`]);
    expect(await tasks(CHAIR)).toEqual([]);
    expect((await outbox()).map(({ body }) => body.type)).toEqual(['command']);
  });

  it('counts events in version and every write in revision', async () => {
    const id = await ask();
    const { version, revision } = await load(id);
    expect({ version, revision }).toEqual({ version: 1, revision: 2 });
  });
});

describe('P1 deadlines', () => {
  it('handle everything due in one event by the timer, and the machine waits on', async () => {
    const id = await ask();
    await bench.advance(9 * DAY_MS);
    expect(await types(id)).toEqual(['Asked', 'Delayed']);
    const [, late] = await history(id);
    expect(late?.actor).toEqual({ kind: 'timer' });
    expect((await load(id)).driver?.position.state).toBe('Asked');
    expect(await outbox()).toEqual([]);
  });

  it('does nothing when people moved the case before the timer arrived', async () => {
    const id = await ask();
    const { run, position } = await load(id);
    await bench.give(OFFICER, 'Begin', id);
    await bench.settle();
    bench.now += 30 * DAY_MS;
    const stale = { caseId: id, run, state: 'Asked', slot: '', since: position?.since ?? 0 };
    const here = await expireStage(bench.workplace, stale);
    expect(here.state).toBe('Doing');
    expect(await types(id)).toEqual(['Asked', 'Moved']);
  });

  it('gives way when people close the case while the timer decides', async () => {
    const id = await ask();
    const { run, position } = await load(id);
    bench.now += 30 * DAY_MS;
    const { store } = bench.workplace;
    const real = store.commit;
    let raced = false;
    store.commit = async (commit) => {
      if (!raced && commit.actor === null) {
        raced = true;
        await bench.give(OFFICER, 'Begin', id);
      }
      return real(commit);
    };
    const expired = { caseId: id, run, state: 'Asked', slot: '', since: position?.since ?? 0 };
    expect((await expireStage(bench.workplace, expired)).state).toBe('Doing');
  });

  it('does nothing before the deadline', async () => {
    const id = await ask();
    const { run, position } = await load(id);
    await expireStage(bench.workplace, {
      caseId: id,
      run,
      state: 'Asked',
      slot: '',
      since: position?.since ?? 0,
    });
    expect(await types(id)).toEqual(['Asked']);
  });

  it('sends one message to the addressee for each level', async () => {
    await ask();
    await bench.advance(30 * DAY_MS);
    const { items } = await bench.workplace.store.messages(['chair@forum:FO-TEST'], {
      limit: 50,
      cursor: null,
    });
    const levels = items.filter(({ kind }) => kind === 'late').map(({ level }) => level);
    expect(levels).toEqual([...new Set(levels)]);
    expect(levels.length).toBeGreaterThan(1);
  });
});

describe('P2 tokens', () => {
  it('are kept on the case and moved into the outbox by the commit that leaves the position', async () => {
    const id = await ask();
    const mend = cut();
    await bench.give(OFFICER, 'Begin', id);
    const [message] = await outbox();
    expect(message?.body).toMatchObject({ type: 'resume', position: { state: 'Doing' } });
    expect((await load(id)).driver).toBeNull();
    mend();
    bench.now += MINUTE;
    await bench.sweep();
    await bench.settle();
    expect((await load(id)).driver?.position.state).toBe('Doing');
    expect(await outbox()).toEqual([]);
  });

  it('that arrive after people moved on are answered at once', async () => {
    const mend = cut();
    const id = await ask();
    await bench.give(OFFICER, 'Begin', id);
    await bench.give(OFFICER, 'Finish', id, {}, { ifMatch: await tag(id) });
    expect((await outbox()).map(({ body }) => body.type)).toEqual(['start']);
    mend();
    bench.now += MINUTE;
    await bench.sweep();
    await bench.settle();
    expect((await load(id)).driver?.position.state).toBe('Checking');
  });

  it('of an older entry do not replace a newer one', async () => {
    const id = await ask();
    const { run, position, driver, execution } = await load(id);
    if (position === null || driver === null || execution === null) throw new Error('not driven');
    const again = {
      caseId: id,
      run,
      ...position,
      execution,
      token: 'second',
      enteredAt: driver.enteredAt,
      retry: 1,
    };
    await enterStage(bench.workplace, again);
    await enterStage(bench.workplace, { ...again, token: 'late-first', retry: 0 });
    expect((await load(id)).driver?.token).toBe('second');
  });

  it('written while a command decides are not overwritten', async () => {
    const id = await ask();
    const before = await load(id);
    const { position, driver, execution } = before;
    if (position === null || driver === null || execution === null) throw new Error('not driven');
    const renewed = { ...driver, token: 'renewed', retry: driver.retry + 1 };
    expect(await bench.workplace.store.keepDriver(before, renewed, execution)).toBe(true);
    // The revision moved, the version did not: a write based on what was read before is lost.
    expect(await bench.workplace.store.keepDriver(before, driver, execution)).toBe(false);
    expect((await load(id)).version).toBe(before.version);
  });

  it('that are gone delete their message', async () => {
    const id = await ask();
    const mend = cut();
    await bench.give(OFFICER, 'Begin', id);
    mend();
    const [message] = await outbox();
    if (message?.body.type !== 'resume') throw new Error('no resume');
    await bench.orchestrator.resume(message.body.token, {
      state: 'Doing',
      slot: '',
      since: 2,
      dueAt: '2026-12-01T00:00:00Z',
    });
    bench.now += MINUTE;
    await bench.sweep();
    expect(await outbox()).toEqual([]);
  });
});

describe('P3 drivers', () => {
  it('are rebuilt from the cases when all data of the state machines are lost', async () => {
    const ids = [await ask('one'), await ask('two')];
    const before = await tasks(CHAIR);
    await bench.restart({ forget: true });
    await bench.sweep(true);
    await bench.settle();
    expect(await bench.executions('RUNNING')).toEqual(ids.map((id) => `${id}-r2`).sort());
    expect(await tasks(CHAIR)).toEqual(before);
    expect(await types(ids[0] as EntryId)).toEqual(['Asked']);
  });

  it('are replaced after two minutes without a token', async () => {
    const id = await ask();
    await bench.give(OFFICER, 'Begin', id);
    await bench.settle();
    const { driver } = await load(id);
    await bench.restart({ forget: true });
    // The resume goes nowhere: the token belonged to lost data.
    await bench.give(OFFICER, 'Finish', id, {}, { ifMatch: await tag(id) });
    expect(driver).not.toBeNull();
    await bench.sweep();
    expect((await load(id)).run).toBe(1);
    bench.now += 2 * MINUTE;
    expect((await bench.sweep()).redriven).toBe(1);
    await bench.settle();
    expect(await load(id)).toMatchObject({ run: 2, driver: { position: { state: 'Checking' } } });
  });

  it('are left alone while a message is on its way', async () => {
    const id = await ask();
    cut();
    await bench.give(OFFICER, 'Begin', id);
    bench.now += 10 * MINUTE;
    await bench.sweep();
    bench.now += 10 * MINUTE;
    expect((await bench.sweep()).redriven).toBe(0);
    expect((await load(id)).run).toBe(1);
  });

  it('are not replaced a sixth time on one day, and say so', async () => {
    const id = await ask();
    for (let time = 0; time < 6; time++) {
      await bench.restart({ forget: true });
      bench.now += 3 * MINUTE;
      await bench.sweep(true);
      await bench.settle();
    }
    expect((await load(id)).run).toBe(6);
    expect(bench.logged.some(({ code: logged }) => logged === 'driver.alarm')).toBe(true);
  });

  it('are rolled over long before their year is up, and nothing is asked again', async () => {
    const id = await ask('long', 200);
    const before = (await load(id)).version;
    bench.now += 271 * DAY_MS;
    const late = await load(id);
    expect((await bench.sweep(true)).rolledOver).toBe(1);
    await bench.settle();
    expect(await load(id)).toMatchObject({ run: 2, state: { stage: 'asked' } });
    expect(late.version - before).toBe(0);
    expect(await bench.executions('RUNNING')).toEqual([`${id}-r2`]);
  });

  it('of an outlived run are told so and end', async () => {
    const id = await ask();
    const { position, execution } = await load(id);
    if (position === null || execution === null) throw new Error('not driven');
    const stale = { caseId: id, run: 7, ...position, token: 't', enteredAt: '2026', retry: 0, execution };
    expect(await code(enterStage(bench.workplace, stale))).toBe('superseded');
    const thief = { ...stale, run: 1, execution: `${execution}-other` };
    expect(await code(enterStage(bench.workplace, thief))).toBe('superseded');
  });
});

describe('P6 timers without an execution', () => {
  it('open an entry when their time has come, once', async () => {
    const id = await ask();
    await bench.give(OFFICER, 'Begin', id);
    await bench.give(OFFICER, 'Finish', id, {}, { ifMatch: await tag(id) });
    await bench.give(CHAIR, 'Check', id);
    const [timer] = await outbox();
    if (timer?.body.type !== 'command') throw new Error('no timer');
    await bench.sweep();
    expect(await bench.workplace.store.load('tally', timer.body.id)).toBeNull();
    bench.now += 60 * DAY_MS;
    await bench.sweep();
    await bench.sweep();
    expect(await bench.workplace.store.load('tally', timer.body.id)).toMatchObject({ version: 1 });
    expect(await outbox()).toEqual([]);
  });
});

describe('P7 reopening', () => {
  const closed = async (text: string): Promise<EntryId> => {
    const id = await ask(text);
    await bench.give(OFFICER, 'Begin', id);
    await bench.give(OFFICER, 'Finish', id, {}, { ifMatch: await tag(id) });
    await bench.give(CHAIR, 'Check', id);
    await bench.settle();
    return id;
  };

  it('raises the run and starts anew', async () => {
    const id = await closed('again');
    await bench.give(MANAGER, 'Again', id);
    await bench.settle();
    expect(await load(id)).toMatchObject({ run: 2, driver: { position: { state: 'Doing' } } });
    expect(await bench.executions('RUNNING')).toEqual([`${id}-r2`]);
  });

  it('is refused when its unique value was taken meanwhile', async () => {
    const id = await closed('only-one');
    await ask('only-one');
    expect(await code(bench.give(MANAGER, 'Again', id))).toBe('taken');
    expect((await load(id)).state).toMatchObject({ stage: 'closed' });
  });
});

describe('P8 effects', () => {
  const shared = EntryId.parse('TA-SHARED');
  beforeEach(() => bench.give('system', 'Start', null, {}, { kind: 'tally', openAs: shared }));

  it('are decided by the other entry, and its refusal refuses the whole', async () => {
    const id = await ask();
    await bench.give(CHAIR, 'Count', id, { tally: shared });
    await bench.give(CHAIR, 'Count', id, { tally: shared });
    expect(await code(bench.give(CHAIR, 'Count', id, { tally: shared }))).toBe('tally-full');
    expect(await types(id)).toEqual(['Asked', 'Counted', 'Counted']);
    expect((await bench.workplace.store.load('tally', shared))?.state).toMatchObject({ count: 2 });
  });

  it('check what was only read inside the transaction', async () => {
    const id = await ask();
    await bench.give(CHAIR, 'Trust', id, { tally: shared });
    const { store } = bench.workplace;
    const real = store.commit;
    let raced = false;
    store.commit = async (commit) => {
      if (!raced && commit.checks.length > 0) {
        raced = true;
        await bench.give('system', 'Shut', shared);
      }
      return real(commit);
    };
    expect(await code(bench.give(CHAIR, 'Trust', id, { tally: shared }))).toBe('tally-closed');
    expect(await types(id)).toEqual(['Asked', 'Trusted']);
  });
});

describe('P9 what an approval covers', () => {
  it('is the content, not the progress', async () => {
    const id = await ask();
    await bench.give(OFFICER, 'Begin', id);
    const seen = await tag(id);
    await bench.give(CHAIR, 'Note', id, { note: 'a', text: 'on the way' });
    expect(await code(bench.give(OFFICER, 'Finish', id, {}, { ifMatch: seen }))).toBe('done');
  });

  it('is refused when the content changed a second ago', async () => {
    const id = await ask();
    await bench.give(OFFICER, 'Begin', id);
    const seen = await tag(id);
    await bench.give(CHAIR, 'Rewrite', id, { text: 'stones' });
    expect(await code(bench.give(OFFICER, 'Finish', id, {}, { ifMatch: seen }))).toBe('stale-view');
    expect(await code(bench.give(OFFICER, 'Finish', id))).toBe('if-match-required');
  });

  it('lets ten people write at once and loses none of it', async () => {
    const id = await ask();
    const notes = Array.from({ length: 4 }, (_, n) => `n${n}`);
    const results = await Promise.all(
      notes.map((note) => code(bench.give(OFFICER, 'Note', id, { note, text: note }))),
    );
    expect(results).toEqual(notes.map(() => 'done'));
    expect(Object.keys(((await load(id)).state as Errand).notes).sort()).toEqual(notes);
  });

  it('lets exactly one of twenty finish', async () => {
    const id = await ask();
    const results = await Promise.all(
      Array.from({ length: 20 }, () => code(bench.give(OFFICER, 'Begin', id))),
    );
    expect(results.filter((result) => result === 'done')).toHaveLength(1);
    expect(await types(id)).toEqual(['Asked', 'Moved']);
  });
});

describe('P10 and P11 erasing', () => {
  it('takes the values, the salts and the digest of the words; the chain still verifies', async () => {
    const id = await ask();
    const secret = 'CANARY-7d3f';
    await bench.give(CHAIR, 'Note', id, { note: 'x', text: secret }, { key: 'k1' });
    await bench.give(CHAIR, 'Forget', id, { note: 'x' });
    const events = await history(id);
    expect(findChainFault(events, bench.workplace.crypto.sha256)).toBeNull();
    expect(events[1]).toMatchObject({ type: 'Noted', data: {}, salts: {} });
    expect(JSON.stringify(await load(id))).not.toContain(secret);
    const record = await bench.workplace.store.idempotency(CHAIR, 'k1');
    expect(record?.bodyHash).toBe('');
    // A phone that comes back late still gets its answer.
    const replay = await bench.give(CHAIR, 'Note', id, { note: 'x', text: secret }, { key: 'k1' });
    expect(replay.replayed).toBe(true);
  });
});

describe('P11 a protected concern', () => {
  it('is unreadable in the table, and does not exist for who is not named', async () => {
    const secret = 'CANARY-51c9';
    const input = { forum: FORUM, governorate: 'IQG15', class: 'trafficking', text: secret };
    const { id } = await bench.give(OFFICER, 'OpenProtectedConcern', null, input, {
      kind: 'protected-concern',
      key: 'pc',
    });
    const kind = bench.workplace.registry.kind('protected-concern');
    const [author, chair] = [
      await loadActor(bench.workplace, OFFICER),
      await loadActor(bench.workplace, CHAIR),
    ];
    if (kind === undefined || author === null || chair === null) throw new Error('nobody here');
    expect(JSON.stringify(await readEntry(bench.workplace, kind, id, author))).toContain(secret);
    expect(await code(readEntry(bench.workplace, kind, id, chair))).toBe('not-found');
    expect(await bench.raw()).not.toContain(secret);
    const events = await history(id);
    expect(findChainFault(events, bench.workplace.crypto.sha256)).toBeNull();
  });
});

describe('P12 many cases at once', () => {
  it('gives each case its own command when a holiday moves, page by page', async () => {
    const ids: EntryId[] = [];
    for (let n = 0; n < 23; n++) ids.push(await ask(`errand ${n}`));
    const first = ids[0] as EntryId;
    const before = ((await load(first)).state as Errand).deadline.dueOn;
    await bench.give('system', 'AddHoliday', EntryId.parse('CA-FEDERAL'), {
      date: '2026-11-04',
      name: { en: 'Eid', ar: 'عيد', ckb: 'جەژن' },
    });
    await bench.sweep();
    await bench.settle();
    const dues = await Promise.all(ids.map(async (id) => ((await load(id)).state as Errand).deadline.dueOn));
    expect(new Set(dues).size).toBe(1);
    expect((dues[0] ?? '') > before).toBe(true);
    expect(await types(first)).toEqual(['Asked', 'Delayed']);
    expect((await load(first)).driver?.position.dueAt).toBe(
      ((await load(first)).state as Errand).deadline.wakeAt,
    );
    await bench.sweep();
    expect(await types(first)).toEqual(['Asked', 'Delayed']);
    expect(await outbox()).toEqual([]);
  });
});

describe('P13 idempotency', () => {
  it('gives the same answer for the same key and changes nothing twice', async () => {
    const id = await ask();
    const first = await bench.give(OFFICER, 'Begin', id, {}, { key: 'same' });
    const second = await bench.give(OFFICER, 'Begin', id, {}, { key: 'same' });
    expect(second).toEqual({ ...first, replayed: true });
    expect(await types(id)).toEqual(['Asked', 'Moved']);
  });

  it('opens one case for twenty simultaneous requests with one key', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => bench.give(CHAIR, 'Ask', null, { text: 'once' }, { key: 'open' })),
    );
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  });

  it('refuses the same key with other words', async () => {
    const id = await ask();
    await bench.give(CHAIR, 'Note', id, { note: 'a', text: '1' }, { key: 'k' });
    expect(await code(bench.give(CHAIR, 'Note', id, { note: 'a', text: '2' }, { key: 'k' }))).toBe(
      'key-reused',
    );
  });

  it('forgets a key after thirty days', async () => {
    const id = await ask();
    await bench.give(CHAIR, 'Note', id, { note: 'a', text: '1' }, { key: 'k' });
    bench.now += 31 * DAY_MS;
    expect(await code(bench.give(CHAIR, 'Note', id, { note: 'a', text: '2' }, { key: 'k' }))).toBe('done');
  });
});

describe('P16 inbox and the actor check', () => {
  it('shows each task to its addressees and to nobody else', async () => {
    await ask();
    expect(await tasks(CHAIR)).toHaveLength(1);
    expect(await tasks(OFFICER)).toHaveLength(0);
  });

  it('stops somebody whose rights ended between sign-in and commit', async () => {
    const id = await ask();
    const { store } = bench.workplace;
    const real = store.commit;
    let raced = false;
    store.commit = async (commit) => {
      if (!raced && commit.actor?.id === OFFICER) {
        raced = true;
        await bench.give('system', 'DeactivatePerson', OFFICER, { reason: 'left the service' });
      }
      return real(commit);
    };
    expect(await code(bench.give(OFFICER, 'Begin', id))).toBe('not-signed-in');
    expect(await types(id)).toEqual(['Asked']);
  });

  it('hides what is not there and what is not yours behind one answer', async () => {
    const id = await ask();
    const stranger = EntryId.parse('PE-STRANGER');
    const name = { given: 'C', father: 'D', display: 'Stranger' };
    await bench.give(
      'system',
      'InvitePerson',
      null,
      { name, duty: { en: 'x', ar: 'x', ckb: 'x' }, language: 'en' },
      { kind: 'person', openAs: stranger },
    );
    const actor = await loadActor(bench.workplace, stranger);
    if (actor === null) throw new Error('no stranger');
    expect(await code(readEntry(bench.workplace, errand, id, actor))).toBe('not-found');
    expect(await code(readEntry(bench.workplace, errand, EntryId.parse('ER-NOWHERE'), actor))).toBe(
      'not-found',
    );
    expect(await code(bench.give(stranger, 'Begin', id))).toBe('not-found');
    expect(await code(bench.give(OFFICER, 'Check', id))).toBe('forbidden');
  });
});

describe('reminders', () => {
  it('come two working days before, once for each task', async () => {
    await ask();
    await bench.sweep();
    bench.now += 6 * DAY_MS;
    await bench.sweep();
    await bench.sweep();
    const { items } = await bench.workplace.store.messages(['chair@forum:FO-TEST'], {
      limit: 50,
      cursor: null,
    });
    expect(items.filter(({ kind }) => kind === 'reminder')).toHaveLength(1);
  });
});
