import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { type Bench, CHAIR, FORUM, MANAGER, OFFICER, workbench } from '../../support/workbench.ts';
import { get, outcome, type Program, program, realFront, signIn } from './real-front.ts';

const SECOND = EntryId.parse('PE-SECOND');
const ADMINISTRATOR = EntryId.parse('PE-ADMINISTRATOR');
const DAY = 86_400_000;
const name = { given: 'A', father: 'B', display: 'New' };
const duty = { en: 'x', ar: 'x', ckb: 'x' };
const member = { role: 'member', scope: { kind: 'forum', id: FORUM }, from: '2026-01-01', until: null };
const later = { ...member, role: 'chair', from: '2028-01-01' };

let bench: Bench;
let app: ReturnType<typeof realFront>;
let first: Program;
let second: Program;

beforeAll(async () => {
  bench = await workbench();
  const programme = { scope: { kind: 'programme' }, from: '2020-01-01', until: null };
  for (const [openAs, role] of [
    [SECOND, 'iom-manager'],
    [ADMINISTRATOR, 'administrator'],
  ] as const) {
    const who = { name, duty, language: 'en' };
    await bench.give('system', 'InvitePerson', null, who, { kind: 'person', openAs });
    await bench.give('system', 'AssignRole', openAs, { ...programme, role });
  }
  app = realFront(bench);
  first = await program(app, MANAGER);
  second = await program(app, SECOND);
});
afterAll(() => bench.close());

const give = (who: Program, person: string, command: string, input: object) =>
  outcome(who.post(`people/${person}/commands/${command}`, input));

interface Seen {
  version: number;
  state: {
    status: string;
    assignments: unknown[];
    substitute: unknown;
    pending: Record<string, { command: string }>;
  };
  commands: { name: string }[];
  tasks: { title: { params: unknown }; dueOn: string }[];
}
const seen = async (who: Program, person: string): Promise<Seen> =>
  (await (await who.get(`people/${person}`)).json()) as Seen;
const pendingOf = async (person: string): Promise<string[]> =>
  Object.keys((await seen(first, person)).state.pending);
const rolesOf = async (person: string): Promise<number> =>
  (await seen(first, person)).state.assignments.length;

/** The id of the one change that waits. */
async function proposed(person: string): Promise<{ change: string }> {
  const [change = ''] = await pendingOf(person);
  return { change };
}

describe('giving rights takes two people (SD11, E-1)', () => {
  it('a role holds when somebody else has confirmed it, and not before', async () => {
    expect(await give(first, OFFICER, 'AssignRole', member)).toBe('200 done');
    expect(await rolesOf(OFFICER)).toBe(1);
    const change = await proposed(OFFICER);
    expect(await give(second, OFFICER, 'ConfirmChange', change)).toBe('200 done');
    expect(await rolesOf(OFFICER)).toBe(2);
    expect(await pendingOf(OFFICER)).toEqual([]);
    const { items } = (await (await first.get(`people/${OFFICER}/history?limit=100`)).json()) as {
      items: { type: string; actor: { id: string } }[];
    };
    expect(items.slice(-3).map(({ type, actor }) => [type, actor.id])).toEqual([
      ['ChangeProposed', MANAGER],
      ['ChangeConfirmed', SECOND],
      ['RoleAssigned', SECOND],
    ]);
  });

  it('nobody confirms his own proposal, nor what concerns himself', async () => {
    const auditor = { ...member, role: 'protection', scope: { kind: 'programme' } };
    expect(await give(first, SECOND, 'AssignRole', auditor)).toBe('200 done');
    const change = await proposed(SECOND);
    expect(await give(first, SECOND, 'ConfirmChange', change)).toBe('403 own-proposal');
    expect(await give(second, SECOND, 'ConfirmChange', change)).toBe('403 own-rights');
    expect(await give(second, SECOND, 'DeclineChange', { ...change, reason: 'no' })).toBe('403 own-rights');
    expect(await give(second, SECOND, 'WithdrawChange', change)).toBe('403 not-proposer');
    expect(await give(first, SECOND, 'WithdrawChange', change)).toBe('200 done');
    expect(await give(first, SECOND, 'AssignRole', { ...auditor, role: 'donor' })).toBe(
      '422 roles-exclude-each-other',
    );
  });

  it('nobody proposes his own rights', async () => {
    for (const [command, input] of [
      ['AssignRole', member],
      ['EndRole', { role: 'iom-manager', scope: { kind: 'programme' }, lastDay: '2026-12-01' }],
    ] as const)
      expect(await give(first, MANAGER, command, input)).toBe('403 own-rights');
  });

  it('nobody without the role for it proposes or confirms', async () => {
    const chair = await program(app, CHAIR);
    expect(await give(chair, OFFICER, 'AssignRole', member)).toBe('403 forbidden');
    await give(first, CHAIR, 'AssignRole', { ...member, from: '2027-01-01' });
    const change = await proposed(CHAIR);
    const officer = await program(app, OFFICER);
    expect(await give(officer, CHAIR, 'ConfirmChange', change)).toBe('403 forbidden');
    expect(await give(chair, CHAIR, 'ConfirmChange', change)).toBe('403 forbidden');
    await give(second, CHAIR, 'DeclineChange', { ...change, reason: 'not needed' });
  });

  it('is decided by the rule once more when it is confirmed', async () => {
    const late = { ...member, role: 'officer', from: '2027-01-01' };
    await give(first, CHAIR, 'AssignRole', late);
    const change = await proposed(CHAIR);
    await bench.give('system', 'AssignRole', CHAIR, late);
    expect(await give(second, CHAIR, 'ConfirmChange', change)).toBe('409 role-already-held');
    expect(await pendingOf(CHAIR)).toHaveLength(1);
    expect(await give(second, CHAIR, 'DeclineChange', { ...change, reason: 'done already' })).toBe(
      '200 done',
    );
    expect(await give(second, CHAIR, 'ConfirmChange', change)).toBe('409 change-not-pending');
  });

  it('is a task of those who may confirm it, with the last day on which they can', async () => {
    await give(first, OFFICER, 'AssignRole', later);
    const tasks = (await (await second.get('tasks?limit=100')).json()) as {
      items: { caseId: string; dueOn: string; sentence: string; commands: string[] }[];
    };
    const task = tasks.items.find(({ caseId }) => caseId === OFFICER);
    expect(task?.sentence).toBe(`Confirm or decline a new role of ${OFFICER}`);
    expect(task?.commands).toEqual(['ConfirmChange', 'DeclineChange']);
    expect(task?.dueOn).toBe('2026-11-15');
    const page = await (await get(app, `/people/${OFFICER}`, await signIn(app, SECOND))).text();
    expect(page).toContain('Waiting for a second person');
    expect(page).toMatch(/<option value="change-\d+"/);
    expect((await seen(second, OFFICER)).commands.map(({ name: one }) => one)).toContain('ConfirmChange');
    await give(second, OFFICER, 'DeclineChange', { ...(await proposed(OFFICER)), reason: 'later' });
    expect((await seen(second, OFFICER)).commands.map(({ name: one }) => one)).not.toContain('ConfirmChange');
  });

  it('lapses after fourteen days, by the timer', async () => {
    await give(first, OFFICER, 'AssignRole', later);
    const change = await proposed(OFFICER);
    bench.now += 14 * DAY;
    await bench.sweep();
    // Tokens last a working day.
    first = await program(app, MANAGER);
    expect(await pendingOf(OFFICER)).toHaveLength(1);
    bench.now += DAY;
    await bench.sweep();
    first = await program(app, MANAGER);
    second = await program(app, SECOND);
    expect(await pendingOf(OFFICER)).toEqual([]);
    expect(await give(second, OFFICER, 'ConfirmChange', change)).toBe('409 change-not-pending');
  });

  it('is not shown to whom it does not concern', async () => {
    await give(first, OFFICER, 'AssignRole', later);
    const stranger = await program(app, CHAIR);
    expect((await seen(stranger, OFFICER)).state.pending).toEqual({});
    expect((await seen(await program(app, OFFICER), OFFICER)).state.pending).not.toEqual({});
    await give(first, OFFICER, 'WithdrawChange', await proposed(OFFICER));
  });

  it('at most ten changes of one person wait at once', async () => {
    for (let n = 0; n < 10; n++) {
      const from = `20${30 + n}-01-01`;
      expect(await give(first, OFFICER, 'AssignRole', { ...later, from, until: from })).toBe('200 done');
    }
    const more = { ...later, from: '2050-01-01' };
    expect(await give(first, OFFICER, 'AssignRole', more)).toBe('422 too-many');
    for (const change of await pendingOf(OFFICER)) await give(first, OFFICER, 'WithdrawChange', { change });
  });
});

describe('people', () => {
  it('are let in when a second person has confirmed the invitation', async () => {
    const phone = '07701234567';
    const answer = await first.post('people', { name, duty, language: 'en', phone });
    const { id } = (await answer.json()) as { id: string };
    expect(await outcome(app.request('http://localhost/api/session', session(id)))).toBe('404 not-found');
    expect((await seen(second, id)).state.status).toBe('invited');
    expect(await give(second, id, 'ConfirmChange', await proposed(id))).toBe('200 done');
    expect((await seen(await program(app, id), id)).state.status).toBe('active');
  });

  it('whose invitation is declined stay out, and their telephone number is free again', async () => {
    const invitation = { name, duty, language: 'en', phone: '07709999999' };
    const { id } = (await (await first.post('people', invitation)).json()) as { id: string };
    expect(await outcome(first.post('people', invitation))).toBe('409 taken');
    await give(second, id, 'DeclineChange', { ...(await proposed(id)), reason: 'unknown to us' });
    expect((await seen(second, id)).state.status).toBe('deactivated');
    expect(await outcome(first.post('people', invitation))).toBe('201 done');
  });

  it('are stopped by one person at once, and let in again by two', async () => {
    const officer = await program(app, OFFICER);
    expect(await give(first, OFFICER, 'AssignRole', later)).toBe('200 done');
    expect(await give(first, OFFICER, 'DeactivatePerson', { reason: 'lost his telephone' })).toBe('200 done');
    expect(await outcome(officer.get('me'))).toBe('401 not-signed-in');
    expect(await pendingOf(OFFICER)).toEqual([]);
    expect(await give(first, OFFICER, 'ReactivatePerson', { reason: 'found it' })).toBe('200 done');
    expect((await seen(first, OFFICER)).state.status).toBe('deactivated');
    expect(await give(second, OFFICER, 'ConfirmChange', await proposed(OFFICER))).toBe('200 done');
    // The old token is of the time before.
    expect(await outcome(officer.get('me'))).toBe('401 not-signed-in');
    expect(await outcome((await program(app, OFFICER)).get('me'))).toBe('200 done');
  });
});

const session = (person: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ person }),
});

describe('units', () => {
  const unit = {
    name: { en: 'Station', ar: 'مركز', ckb: 'بنکە' },
    kind: 'directorate',
    parent: null,
    governorate: null,
    authority: 'federal',
  };

  it('are added by one, held by one, and changed or released by two', async () => {
    const administrator = await program(app, ADMINISTRATOR);
    const { id } = (await (await administrator.post('units', unit)).json()) as { id: string };
    const given = (who: Program, command: string, input: object) =>
      outcome(who.post(`units/${id}/commands/${command}`, input));
    const state = async () =>
      ((await (await first.get(`units/${id}`)).json()) as { state: { hold: unknown; name: { en: string } } })
        .state;
    expect(await given(first, 'HoldUnit', { reason: 'allegations' })).toBe('200 done');
    expect((await state()).hold).not.toBeNull();
    expect(await given(first, 'LiftHold', { reason: 'cleared' })).toBe('200 done');
    expect((await state()).hold).not.toBeNull();
    expect(await given(first, 'ConfirmChange', { change: 'change-3' })).toBe('403 own-proposal');
    expect(await given(second, 'ConfirmChange', { change: 'change-3' })).toBe('200 done');
    expect((await state()).hold).toBeNull();
    const renamed = { ...unit.name, en: 'Other' };
    expect(await given(second, 'ChangeUnit', { name: renamed })).toBe('403 forbidden');
    expect(await given(administrator, 'ChangeUnit', { name: renamed })).toBe('200 done');
    expect((await state()).name.en).toBe('Station');
    expect(await given(first, 'ConfirmChange', { change: 'change-6' })).toBe('200 done');
    expect((await state()).name.en).toBe('Other');
  });
});
