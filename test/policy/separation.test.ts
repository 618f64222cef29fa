import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/kernel/errors.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import { contentTag } from '../../workflows/casework/etag.ts';
import { loadActor } from '../../workflows/casework/sign-in.ts';
import { submitCommand } from '../../workflows/casework/submit-command.ts';
import { registry } from '../../workflows/registry.ts';
import { aConcern, anAction, aPlan, chair, field } from '../workflows/safety-plan/builders.ts';
import { type House, openHouse } from './house.ts';

let house: House;
const HELPER = 'PE-T-HELPER';

beforeAll(async () => {
  house = await openHouse();
  const name = { given: 'x', father: 'x', display: 'Helper' };
  const duty = { en: 'x', ar: 'x', ckb: 'x' };
  await house.open('person', HELPER, { name, duty, language: 'ar', invented: true });
  for (const { who, also, isForHelper } of scripts)
    for (const person of isForHelper === true ? [HELPER] : [who, HELPER]) await lend(person, also);
  await prepare();
}, 300_000);
afterAll(() => house?.close());

/** A second hat: only the rule of separation is left to say no. */
async function lend(person: string, [role, scope]: Role): Promise<void> {
  const [kind = '', id] = scope.split(':');
  const input = { role, scope: id === undefined ? { kind } : { kind, id }, from: '2024-01-01', until: null };
  await house.give(person, 'AssignRole', input).catch((error: unknown) => {
    if (!(error instanceof AppError && error.code === 'role-already-held')) throw error;
  });
}

/** What the demonstration has not done yet. */
async function prepare(): Promise<void> {
  await house.give('SP-DUHOK', 'ReportActionDone', { action: 'A03', note: 'Done.' }, 'PE-DUHOK-OFFICER');
  const need = { kind: 'quantity', class: 'furniture', what: 'Desk', quantity: 5 };
  const request = { purpose: 'x', unit: 'UN-QAYARA-STATION', grant: 'GR-NL', lines: [need] };
  await house.open('delivery', 'DL-T', request, 'PE-QAYARA-COMMANDER');
  await house.give('DL-T', 'SubmitRequest', {}, 'PE-QAYARA-COMMANDER');
  await house.give('DL-T', 'ApproveRequest', { as: 'iom' }, 'PE-IOM-MANAGER-1');
  await house.give('DL-T', 'ApproveRequest', {}, 'PE-MOI-1');
  const goods = {
    class: 'furniture',
    make: 'x',
    model: 'x',
    holder: { kind: 'unit', id: 'UN-QAYARA-STATION' },
  };
  const there = { title: 'IOM', governorate: 'IQG15', authority: 'federal' };
  await house.open('asset', 'AS-T-INTAKE', { ...goods, ...there }, 'PE-LOGISTICS-FEDERAL');
  await house.give('AS-VEHICLE-1', 'ProposeWriteOff', { reason: 'Worn out.' }, 'PE-LOGISTICS-NINEWA');
  await house.give('AS-VEHICLE-2', 'CorrectIdentity', { make: 'Isuzu', reason: 'x' }, 'PE-LOGISTICS-NINEWA');
}

type Role = readonly [role: string, scope: string];

interface Script {
  readonly rule: string;
  /** Did the step before. */
  readonly who: string;
  /** The role the next step asks for; whoever stands in for him holds it too. */
  readonly also: Role;
  /** The two roles exclude each other already (SD13): only a substitute could come into this place. */
  readonly isForHelper?: true;
  readonly id: string;
  readonly command: string;
  readonly input: object;
  readonly code: string;
}

const note = { note: 'x' };
const scripts: readonly Script[] = [
  {
    rule: 'SD1: who signed as police does not sign again as chair',
    who: 'PE-RAMADI-COMMANDER',
    also: ['chair', 'forum:FO-RAMADI'],
    id: 'SP-RAMADI',
    command: 'SignPlan',
    input: { as: 'chair' },
    code: 'signed-already',
  },
  {
    rule: 'SD3: the owner of an action does not verify it',
    who: 'PE-DUHOK-OFFICER',
    also: ['commander', 'unit:UN-DUHOK-STATION'],
    id: 'SP-DUHOK',
    command: 'VerifyAction',
    input: { action: 'A03' },
    code: 'own-action',
  },
  {
    rule: 'SD4: the sender does not receive',
    who: 'PE-LOGISTICS-FEDERAL',
    also: ['commander', 'unit:UN-QAYARA-STATION'],
    id: 'DL-QAYARA-CAMERAS',
    command: 'RecordReceipt',
    input: { line: 'L02', accepted: 300 },
    code: 'own-release',
  },
  {
    rule: 'SD5: the requester does not approve',
    who: 'PE-DUHOK-COMMANDER',
    also: ['ministry', 'directorate:krg'],
    id: 'DL-DUHOK-COMPUTERS',
    command: 'ApproveRequest',
    input: {},
    code: 'own-request',
  },
  {
    rule: 'SD5: the approver does not pack',
    who: 'PE-MOI-1',
    also: ['logistics', 'governorate:IQG15'],
    id: 'DL-T',
    command: 'AllocateAsset',
    input: { line: 'L01', quantity: 5 },
    code: 'own-approval',
  },
  {
    rule: 'SD6: who registered an asset does not confirm its intake',
    who: 'PE-LOGISTICS-FEDERAL',
    also: ['logistics', 'governorate:IQG15'],
    id: 'AS-T-INTAKE',
    command: 'ConfirmIntake',
    input: {},
    code: 'own-intake',
  },
  {
    rule: 'SD7: the releaser does not resolve a discrepancy',
    who: 'PE-LOGISTICS-NINEWA',
    also: ['logistics-central', 'directorate:federal'],
    id: 'DL-QAYARA-PATROLS',
    command: 'ResolveDiscrepancy',
    input: { discrepancy: 'X01', resolution: 'claim', claimNumber: '1', ...note },
    code: 'own-release',
  },
  {
    rule: 'SD8: the inspector of a milestone does not approve it',
    who: 'PE-ENGINEER-1',
    also: ['ministry', 'directorate:federal'],
    isForHelper: true,
    id: 'OB-QAYARA',
    command: 'ReturnMilestone',
    input: { milestone: 'M07', reason: 'x' },
    code: 'own-inspection',
  },
  {
    rule: 'SD9: nobody approves for both sides',
    who: 'PE-IOM-MANAGER-1',
    also: ['ministry', 'directorate:federal'],
    id: 'OB-TIKRIT',
    command: 'ApproveSite',
    input: { as: 'ministry-federal' },
    code: 'approved-already',
  },
  {
    rule: 'SD9: who proposed a write-off does not approve it',
    who: 'PE-LOGISTICS-NINEWA',
    also: ['ministry', 'directorate:federal'],
    id: 'AS-VEHICLE-1',
    command: 'ApproveWriteOff',
    input: {},
    code: 'own-write-off',
  },
  {
    rule: 'SD9: who asked for a correction does not approve it',
    who: 'PE-LOGISTICS-NINEWA',
    also: ['ministry', 'directorate:federal'],
    id: 'AS-VEHICLE-2',
    command: 'ApproveCorrection',
    input: {},
    code: 'own-correction',
  },
  {
    rule: 'SD11: nobody changes his own rights',
    who: 'PE-IOM-MANAGER-2',
    also: ['iom-manager', 'programme'],
    id: 'PE-IOM-MANAGER-2',
    command: 'EndRole',
    input: { role: 'iom-manager', scope: { kind: 'programme' }, lastDay: '2027-01-01' },
    code: 'own-rights',
  },
];

interface Attempt {
  readonly as: string;
  readonly onBehalfOf?: string;
}

/** Through the use case, the only way there is: what a page, the API and an import all call. */
async function attempt({ id, command, input }: Script, { as, onBehalfOf }: Attempt): Promise<string> {
  const { workplace } = house;
  const kind = registry.of(id);
  const actor = await loadActor(workplace, EntryId.parse(as));
  const entry = kind && (await workplace.store.load(kind.kind, EntryId.parse(id)));
  if (kind === undefined || actor === null || !entry) throw new Error(`${id} or ${as} is not there`);
  const behalf = onBehalfOf === undefined ? {} : { onBehalfOf: EntryId.parse(onBehalfOf) };
  return submitCommand(workplace, {
    kind,
    id: entry.id,
    name: command,
    input,
    actor: { ...actor, ...behalf },
    idempotencyKey: null,
    ifMatch: contentTag(workplace.crypto, kind, entry),
  }).then(
    () => 'accepted',
    (error: AppError) => `${error.name} ${error.code}`,
  );
}

const logged = (code: string, person: string) =>
  house.logged.some(
    (line) => line.code === 'command.refused' && line.fields.code === code && line.fields.person === person,
  );

describe('whoever did the step before', () => {
  it.each(scripts.filter(({ isForHelper }) => isForHelper !== true))('$rule', async (script) => {
    expect(await attempt(script, { as: script.who })).toBe(`Forbidden ${script.code}`);
    expect(logged(script.code, script.who)).toBe(true);
  });

  it.each(scripts)('nor does a substitute for him (SD15). $rule', async (script) => {
    const acting = { as: HELPER, onBehalfOf: script.who };
    expect(await attempt(script, acting)).toBe(`Forbidden ${script.code}`);
    expect(logged(script.code, HELPER)).toBe(true);
  });

  it.each(scripts.filter(({ isForHelper }) => isForHelper !== true))(
    'is told so over HTTP: $rule',
    async (script) => {
      const { id, command, input, who, code } = script;
      const collection = registry.of(id)?.collection ?? '';
      const seen = await house.send(`/api/${collection}/${id}`, { person: who });
      const match = seen.headers.get('etag') ?? '';
      const path = `/api/${collection}/${id}/commands/${command}`;
      const answer = await house.send(path, {
        method: 'POST',
        person: who,
        body: input,
        headers: { 'If-Match': match },
      });
      const problem = (await answer.json()) as { code: string };
      expect([answer.status, problem.code]).toEqual([403, code]);
      const after = await house.send(`/api/${collection}/${id}`, { person: who });
      expect(after.headers.get('etag')).toBe(match);
    },
  );
});

describe('an approval', () => {
  it('covers what was seen and nothing else (SD9)', async () => {
    const body = { as: 'ministry-federal' };
    const headers = { 'If-Match': `"${'0'.repeat(64)}"` };
    const path = '/api/office-builds/OB-TIKRIT/commands/ApproveSite';
    const answer = await house.send(path, { method: 'POST', person: 'PE-MOI-2', body, headers });
    expect(answer.status).toBe(412);
  });
});

describe('whoever opened a plan', () => {
  it.each([
    ['himself', field],
    ['by a substitute', { ...chair, ...field, id: EntryId.parse('PE-HELPER'), onBehalfOf: field.id }],
  ])('does not sign it for police, IOM or ministry: %s (SD2)', (_, actor) => {
    const plan = aPlan()
      .give(field, 'OpenPlan', { forum: 'FO-QAYARA-1', startsOn: '2026-11-01', months: 6 })
      .give(chair, 'AddConcern', aConcern)
      .give(chair, 'RecordBallots', { group: 'all', ballots: [{ first: 'C01' }] })
      .give(chair, 'SetPriorities', { priorities: [{ concern: 'C01', goal: 'reduce', analysis: 'x' }] })
      .give(chair, 'PlanAction', anAction)
      .give(chair, 'SubmitPlan');
    expect(plan.code(actor, 'SignPlan')).toBe('own-draft');
    expect(plan.code(chair, 'SignPlan')).toBe('accepted');
  });
});

describe('one person', () => {
  const manager = 'PE-IOM-MANAGER-1';
  const role = (person: string, input: object) =>
    house.send(`/api/people/${person}/commands/AssignRole`, { method: 'POST', person: manager, body: input });
  const programme = { scope: { kind: 'programme' }, from: '2026-11-16', until: null };

  it.each([
    ['PE-AUDITOR', 'iom-manager'],
    ['PE-ADMIN', 'iom-manager'],
    ['PE-DONOR-GERMANY', 'protection'],
    ['PE-ENGINEER-1', 'iom-manager'],
  ])('holds no roles that exclude each other: %s as %s (SD13)', async (person, name) => {
    const answer = await role(person, { role: name, ...programme });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      422,
      'roles-exclude-each-other',
    ]);
    expect(logged('roles-exclude-each-other', manager)).toBe(true);
  });

  it('has one account for one telephone (SD14)', async () => {
    const name = { given: 'x', father: 'x', display: 'x' };
    const duty = { en: 'x', ar: 'x', ckb: 'x' };
    const body = { name, duty, language: 'ar', phone: '+9647700000010' };
    const answer = await house.send('/api/people', { method: 'POST', person: manager, body });
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([409, 'taken']);
    expect(logged('taken', manager)).toBe(true);
  });

  it('appoints nobody whose roles exclude his own to stand in (SD13, SD15)', async () => {
    const body = { person: 'PE-AUDITOR', from: '2026-11-16', until: '2026-11-20' };
    const path = `/api/people/${manager}/commands/AppointSubstitute`;
    const answer = await house.send(path, { method: 'POST', person: manager, body });
    expect(((await answer.json()) as { code: string }).code).toBe('roles-exclude-each-other');
  });
});

it('a refusal says whose the command is, in the language of the reader, and is logged', async () => {
  const sentences = await Promise.all(
    ['en', 'ar', 'ckb'].map(async (language) => {
      const headers = { 'Accept-Language': language };
      const path = '/api/safety-plans/SP-RAMADI/commands/Suspend';
      const answer = await house.send(path, {
        method: 'POST',
        person: 'PE-RAMADI-MEMBER',
        body: {},
        headers,
      });
      return ((await answer.json()) as { detail: string }).detail;
    }),
  );
  expect(sentences[0]).toBe(
    'This is done by: Ministry reviewer and IOM programme manager. You hold none of these roles.',
  );
  expect(new Set(sentences).size).toBe(3);
  expect(logged('forbidden', 'PE-RAMADI-MEMBER')).toBe(true);
});
