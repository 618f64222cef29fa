import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findChainFault } from '../../../shared/kernel/audit-chain.ts';
import { addresseeKey } from '../../../shared/kernel/entry.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { listEntries } from '../../../workflows/casework/list-entries.ts';
import { listMessages, listTasks } from '../../../workflows/casework/list-tasks.ts';
import { readEntry } from '../../../workflows/casework/read-entry.ts';
import { readHistory } from '../../../workflows/casework/read-history.ts';
import { accessLogId } from '../../../workflows/casework/record-access.ts';
import { loadActor } from '../../../workflows/casework/sign-in.ts';
import { type Bench, CHAIR, FORUM, MANAGER, OFFICER, workbench } from '../../support/workbench.ts';

const AUDITOR = EntryId.parse('PE-AUDITOR');
const FOCAL = EntryId.parse('PE-FOCAL');
const CONCERN = EntryId.parse('PC-1');
const GLASS = EntryId.parse('BG-1');
const TEXT = 'Children work at the brick kilns';
const REASON = 'A complaint names this entry and cannot wait.';
const HOUR = 3_600_000;

let bench: Bench;
beforeEach(async () => {
  bench = await workbench();
  for (const [person, role] of [
    [AUDITOR, 'auditor'],
    [FOCAL, 'protection'],
  ] as const) {
    const name = { given: 'A', father: 'B', display: String(person) };
    const invited = { name, duty: { en: 'x', ar: 'x', ckb: 'x' }, language: 'ar' };
    await bench.give('system', 'InvitePerson', null, invited, { kind: 'person', openAs: person });
    const assignment = { role, scope: { kind: 'programme' }, from: '2020-01-01', until: null };
    await bench.give('system', 'AssignRole', person, assignment);
  }
  const concern = { forum: FORUM, class: 'child-protection', text: TEXT };
  const opening = { kind: 'protected-concern', openAs: CONCERN };
  await bench.give(OFFICER, 'OpenProtectedConcern', null, concern, opening);
});
afterEach(() => bench.close());

async function as(person: EntryId) {
  const actor = await loadActor(bench.workplace, person);
  if (actor === null) throw new Error(`${person} cannot sign in`);
  return actor;
}

function kindOf(name: string) {
  const kind = bench.workplace.registry.kind(name);
  if (kind === undefined) throw new Error(name);
  return kind;
}

const PAGE = { limit: 100, cursor: null };
const outcome = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => (error instanceof AppError ? `${error.name} ${error.code}` : 'fault'),
  );
const read = async (person: EntryId, id = CONCERN) =>
  readEntry(bench.workplace, kindOf('protected-concern'), id, await as(person));
const listed = async (person: EntryId, filter = {}) => {
  const request = { filter, page: PAGE };
  const kind = kindOf('protected-concern');
  return (await listEntries(bench.workplace, kind, await as(person), request)).items.map(({ id }) => id);
};
const grant = (person: EntryId, until: string) => ({ person, until, reason: 'accompanies the family' });

describe('access by name', () => {
  it('opens the entry and the list to this person, and is gone at the next request when it ends', async () => {
    expect(await outcome(read(CHAIR))).toBe('NotFound not-found');
    await bench.give(FOCAL, 'GrantAccess', CONCERN, grant(CHAIR, '2026-11-02'));
    expect(await outcome(read(CHAIR))).toBe('done');
    expect(await listed(CHAIR)).toEqual([CONCERN]);
    await bench.advance(48 * HOUR);
    expect(await outcome(read(CHAIR))).toBe('NotFound not-found');
    expect(await listed(CHAIR)).toEqual([]);
  });

  it('taken back is taken back from replays too', async () => {
    await bench.give(FOCAL, 'GrantAccess', CONCERN, grant(CHAIR, '2026-11-20'));
    const refer = () =>
      bench.give(
        CHAIR,
        'RecordReferral',
        CONCERN,
        { pathway: 'health', week: '2026-W45' },
        { key: 'refer-1' },
      );
    await refer();
    expect((await refer()).replayed).toBe(true);
    await bench.give(FOCAL, 'RevokeAccess', CONCERN, { person: CHAIR });
    expect(await outcome(refer())).toBe('NotFound not-found');
  });

  it('lists to its author and the focal point, to nobody else, under no filter of a place', async () => {
    expect(await Promise.all([OFFICER, FOCAL, CHAIR, MANAGER, AUDITOR].map((one) => listed(one)))).toEqual([
      [CONCERN],
      [CONCERN],
      [],
      [],
      [],
    ]);
    for (const filter of [{ forum: FORUM }, { governorate: 'IQG15' }, { open: false }])
      expect(await listed(FOCAL, filter)).toEqual([]);
  });
});

describe('what is not there for a reader', () => {
  const strangers = [CHAIR, MANAGER, AUDITOR];
  const given: readonly [string, object][] = [
    ['GrantAccess', grant(AUDITOR, '2026-11-20')],
    ['RevokeAccess', { person: OFFICER }],
    ['RecordReferral', { pathway: 'health', week: '2026-W45' }],
    ['ProposeLowering', { reason: REASON }],
    ['CloseConcern', { outcome: 'referred' }],
    ['OpenGlass', { person: AUDITOR, until: '2026-11-20T00:00:00Z', reason: REASON, breakGlass: GLASS }],
  ];

  it.each(given)('answers %s as if it did not exist, to the letter', async (name, input) => {
    for (const person of strangers) {
      const [hidden, missing] = await Promise.all(
        [CONCERN, EntryId.parse('PC-NONE')].map((id) => outcome(bench.give(person, name, id, input))),
      );
      expect(hidden).toBe('NotFound not-found');
      expect(hidden).toBe(missing);
    }
  });

  it('says nothing of a wrong input before it has looked, and so answers alike', async () => {
    for (const id of [CONCERN, EntryId.parse('PC-NONE')])
      expect(await outcome(bench.give(CHAIR, 'RevokeAccess', id, { nobody: 1 }))).toBe('NotFound not-found');
  });
});

describe('break-glass', () => {
  const open = (person: EntryId) =>
    bench.give(
      person,
      'BreakGlass',
      null,
      { concern: CONCERN, reason: REASON },
      { kind: 'break-glass', openAs: GLASS },
    );
  const messages = async (person: EntryId) =>
    (await listMessages(bench.workplace, await as(person), PAGE)).items.filter(
      ({ caseId }) => caseId === GLASS,
    );

  it('lets the auditor read for an hour, writes it down as such, and tells without content', async () => {
    await open(AUDITOR);
    expect(JSON.stringify(await read(AUDITOR))).toContain(TEXT);
    const log = { kind: kindOf('access-log'), id: accessLogId(bench.workplace, AUDITOR, '2026-11-01') };
    const { items } = await readHistory(bench.workplace, log, await as(FOCAL), { after: 0, limit: 9 });
    expect(items.at(-1)?.data).toEqual({
      what: 'break-glass',
      entry: CONCERN,
      reason: REASON,
      subject: 'entry',
    });
    for (const person of [FOCAL, AUDITOR]) {
      const [message, ...more] = await messages(person);
      expect(more).toEqual([]);
      expect(message).toMatchObject({ kind: 'task', texts: [{ key: 'task.break-glass.review' }] });
      expect(JSON.stringify(message)).not.toMatch(/PC-1|kilns|complaint/);
    }
    await bench.advance(HOUR);
    expect(await outcome(read(AUDITOR))).toBe('NotFound not-found');
  });

  it('gives reading and nothing else', async () => {
    await open(AUDITOR);
    for (const [name, input] of [
      ['GrantAccess', grant(CHAIR, '2026-11-20')],
      ['CloseConcern', { outcome: 'referred' }],
    ] as const)
      expect(await outcome(bench.give(AUDITOR, name, CONCERN, input))).toBe('Forbidden forbidden');
    expect((await read(AUDITOR)).commands).toEqual([]);
    expect(await listed(AUDITOR)).toEqual([]);
  });

  it('is open to no other role', async () => {
    for (const person of [CHAIR, OFFICER, FOCAL])
      expect(await outcome(open(person))).toBe('Forbidden forbidden');
  });

  it('climbs to the manager when nobody has looked within 72 hours, and stops once somebody has', async () => {
    await open(AUDITOR);
    const level = async (person: EntryId) =>
      (await listTasks(bench.workplace, await as(person), PAGE)).items
        .filter(({ caseId }) => caseId === GLASS)
        .map((task) => [task.level, task.addressees.map(addresseeKey).length]);
    await bench.advance(71 * HOUR);
    await bench.sweep();
    expect(await level(MANAGER)).toEqual([]);
    await bench.advance(2 * HOUR);
    await bench.sweep();
    expect(await level(MANAGER)).toEqual([[1, 3]]);
    expect(await messages(MANAGER)).toMatchObject([{ kind: 'late', level: 1 }]);
    const own = { verdict: 'justified', note: 'I looked at it myself' };
    expect(await outcome(bench.give(AUDITOR, 'ReviewBreakGlass', GLASS, own))).toBe('Forbidden glass-own');
    await bench.give(MANAGER, 'ReviewBreakGlass', GLASS, { ...own, verdict: 'not-justified' });
    await bench.advance(80 * HOUR);
    await bench.sweep();
    expect(await level(MANAGER)).toEqual([]);
  });
});

describe('free text under protection', () => {
  const brought = (text: string) =>
    bench.give(
      OFFICER,
      'OpenProtectedConcern',
      null,
      { forum: FORUM, class: 'trafficking', text },
      { kind: 'protected-concern' },
    );

  it.each([
    ['phone-number', 'اتصل على ٠٧٧٠ ١٢٣ ٤٥٦٧'],
    ['identity-number', 'Card 1990 1234 5678 was shown'],
    ['email-address', 'write to a@example.org'],
    ['name-like', 'شیلان کەریم ناچێتە قوتابخانە'],
  ])('is refused with its place and %s, and nothing of it is stored', async (code, text) => {
    const refused = await brought(text).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      name: 'RuleViolation',
      code: 'personal-data',
      errors: [{ pointer: '/text', code }],
    });
    expect(JSON.stringify(refused)).not.toContain(text);
    expect(await bench.raw()).not.toContain(text);
  });

  it('is refused alike for what exists and what does not', async () => {
    const input = { outcome: 'referred' };
    const reason = { reason: 'Call 0770 123 4567 before it is too late' };
    for (const id of [CONCERN, EntryId.parse('PC-NONE')]) {
      expect(await outcome(bench.give(CHAIR, 'ProposeLowering', id, reason))).toBe('NotFound not-found');
      expect(await outcome(bench.give(CHAIR, 'CloseConcern', id, input))).toBe('NotFound not-found');
    }
  });
});

describe('erasing a protected text', () => {
  it('takes it from the history and every item, and the chain still fits', async () => {
    const SECOND = EntryId.parse('PE-FOCAL-2');
    const name = { given: 'A', father: 'B', display: 'Second' };
    const invited = { name, duty: { en: 'x', ar: 'x', ckb: 'x' }, language: 'ar' };
    await bench.give('system', 'InvitePerson', null, invited, { kind: 'person', openAs: SECOND });
    const everywhere = { scope: { kind: 'programme' }, from: '2020-01-01', until: null };
    await bench.give('system', 'AssignRole', SECOND, { role: 'protection', ...everywhere });
    await bench.give(FOCAL, 'ProposeErasure', CONCERN, { reason: REASON });
    await bench.give(SECOND, 'DecideProposal', CONCERN, { agreed: true, note: 'it is time' });
    const events = await bench.workplace.store.history(CONCERN, { after: 0, limit: 10 });
    expect(events.map(({ type }) => type)).toEqual(['ProtectedConcernOpened', 'ProposalMade', 'TextErased']);
    expect(events[0]).toMatchObject({ data: {}, salts: {} });
    expect(findChainFault(events, bench.workplace.crypto.sha256)).toBeNull();
    expect(JSON.stringify([await read(FOCAL), events])).not.toContain(TEXT);
  });
});
