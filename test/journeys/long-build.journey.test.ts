import {
  DescribeStateMachineCommand,
  ListStateMachinesCommand,
  SFNClient,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  ACCESS,
  MILESTONES,
  NINEWA,
  openBuild,
  pass,
  QAYARA_SITE,
  type Site,
  toApproval,
  toConstruction,
} from './build-site.ts';
import { taskName } from './run-steps.ts';
import { openWorld, type World } from './world.ts';

let world: World;
let build: Site;
const { field, engineer, contractor, manager } = NINEWA;
const FEDERAL = 'PE-MOI-1';
const START = '2026-11-22';
const CREW = [
  field,
  engineer,
  contractor,
  manager,
  NINEWA.recorder,
  FEDERAL,
  'PE-MOI-2',
  'PE-QAYARA-COMMANDER',
];

beforeAll(async () => {
  world = await openWorld({ restarts: true, patience: 20_000 });
});
afterAll(() => world?.close());

/** Morning of the n-th day of the build. */
const day = (n: number): string =>
  `${new Date(Date.parse(`${START}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10)}T06:00:00Z`;

const tasks = async (): Promise<string[]> => {
  const all = await Promise.all(CREW.map(async (person) => (await world.as(person)).tasks(build.id)));
  return [...new Set(all.flat().map(({ id }) => taskName(id)))].sort();
};

/** Killed and started again on the same data; the same people are asked the same. */
async function restart(): Promise<void> {
  const before = await tasks();
  await world.server.kill();
  await world.server.start();
  await world.rest();
  expect(await tasks()).toEqual(before);
}

const states = (): SFNClient =>
  new SFNClient({
    endpoint: world.server.awsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });

/** A new version of the definition: one state more, so that its runs can be told from the old ones. */
async function deployNewVersion(): Promise<void> {
  const client = states();
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  const found = stateMachines.find(({ name = '' }) => name.includes('office-build'));
  const { stateMachineArn = '', definition = '{}' } = await client.send(
    new DescribeStateMachineCommand({ stateMachineArn: found?.stateMachineArn }),
  );
  const machine = JSON.parse(definition);
  machine.StartAt = 'Announce';
  machine.States.Announce = { Type: 'Pass', Comment: 'A state of the second version.', Next: 'Route' };
  await client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: JSON.stringify(machine) }));
}

const enteredBy = async (run: string): Promise<string[]> => {
  const history = await world.machines.history(run);
  return history.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
};

describe('a build of 500 days (G-11, G-18)', () => {
  test('begins', async () => {
    await world.clockTo(day(0));
    build = await openBuild(world, { forum: 'FO-QAYARA-1', unit: 'UN-QAYARA-STATION', purpose: 'Long' });
    const reply = await (await world.as(field)).open('forums', {
      name: { en: 'Long', ar: 'طويل', ckb: 'درێژ' },
      governorate: 'IQG15',
      district: 'PL-IQG15Q05',
      authority: 'federal',
      establishedBy: 'iom',
      establishedOn: '2026-11-01',
      coordinates: { lat: 35.81, lon: 43.28 },
    });
    await toApproval(build, QAYARA_SITE, reply.body.id ?? '');
    await toConstruction(build, 'CO-DEMO-5');
    expect(await tasks()).toEqual(['submit-milestone:M06']);
    expect(await world.machines.executions('RUNNING')).toContain(`${build.id}-r1`);
  });

  test('is built over 60 days, with a restart between milestones', async () => {
    for (const [n, milestone] of MILESTONES.entries()) {
      await world.clockTo(day(10 * (n + 1)));
      if (n === 2) await restart();
      await pass(build, milestone);
    }
    await build.give(manager, 'AcceptProvisionally', ACCESS);
    expect(await build.give(FEDERAL, 'AcceptProvisionally', ACCESS)).toBe('defects-period');
    await build.give(field, 'RecordOpening', { on: day(60).slice(0, 10) });
  });

  test('a new version of the definition leaves the waiting run alone', async () => {
    await world.clockTo(day(95));
    await build.give(engineer, 'RecordPeriodCheck', { month: 1, outcome: 'in-order', note: 'In use.' });
    const before = await tasks();
    await deployNewVersion();
    await world.clockTo(day(250));
    await build.give(engineer, 'RecordPeriodCheck', { month: 6, outcome: 'in-order', note: 'In use.' });
    expect(before).toEqual(['check-period:6']);
    expect(await world.machines.executions('RUNNING')).toContain(`${build.id}-r1`);
    expect(await enteredBy(`${build.id}-r1`)).not.toContain('Announce');
  });

  test('is rolled over at 270 days onto the new version, with the same tasks', async () => {
    const before = await tasks();
    await world.clockTo(day(275));
    await world.rest();
    const running = await world.machines.executions('RUNNING');
    expect(running).toContain(`${build.id}-r2`);
    expect(running).not.toContain(`${build.id}-r1`);
    expect(await enteredBy(`${build.id}-r2`)).toEqual(['Announce', 'Route', 'AwaitDefectsPeriod']);
    expect(await tasks()).toEqual(before);
  });

  test('survives a kill in its second run, reports a defect and mends it', async () => {
    await world.clockTo(day(395));
    await restart();
    await build.give(engineer, 'RecordPeriodCheck', {
      month: 11,
      outcome: 'defects-reported',
      note: 'A leak.',
    });
    await build.give(engineer, 'ReportDefect', { text: 'The roof leaks.', severity: 'serious' });
    await world.clockTo(day(440));
    expect((await build.view()).body.stage).toBe('defects-period');
    await build.give(contractor, 'MarkDefectFixed', { defect: 'D01' });
    expect(await build.give(field, 'CloseDefect', { defect: 'D01' })).toBe('final-acceptance');
  });

  test('is closed on day 500, and nobody was asked twice', async () => {
    await world.clockTo(day(500));
    await restart();
    await build.give(manager, 'AcceptFinally');
    expect(await build.give(FEDERAL, 'AcceptFinally')).toBe('closed');
    await world.rest();
    const running = await world.machines.executions('RUNNING');
    expect(running.filter((name) => name.startsWith(build.id))).toEqual([]);
    for (const person of CREW) {
      const told = (await (await world.as(person)).messages(build.id)).map(
        ({ id, kind, level, sentences }) => `${kind} ${level} ${id} ${sentences.join()}`,
      );
      expect(new Set(told).size, person).toBe(told.length);
    }
    const events = await (await world.as(manager)).history('office-builds', build.id);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => n + 1));
    const once = ['SiteHandedOver', 'ProvisionallyAccepted', 'DefectsPeriodEnded', 'BuildClosed'];
    for (const type of once)
      expect(
        events.filter((event) => event.type === type),
        type,
      ).toHaveLength(1);
  });
});
