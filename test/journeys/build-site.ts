import type { Accepted } from './answers.ts';
import type { Client, Precondition, Reply } from './client.ts';
import type { World } from './world.ts';

export const BUILDS = 'office-builds';

/** Who works on a build; ids of the demonstration. */
export interface Crew {
  readonly field: string;
  readonly engineer: string;
  readonly contractor: string;
  readonly recorder: string;
  readonly manager: string;
  readonly ministries: readonly string[];
}

export const NINEWA: Crew = {
  field: 'PE-IOM-NINEWA-1',
  engineer: 'PE-ENGINEER-1',
  contractor: 'PE-CONTRACTOR',
  recorder: 'PE-IOM-MANAGER-2',
  manager: 'PE-IOM-MANAGER-1',
  ministries: ['PE-MOI-1'],
};

export const QAYARA_SITE = {
  workType: 'prefab',
  name: { en: 'Al-Qayara office', ar: 'مكتب القيارة', ckb: 'نووسینگەی قەیارە' },
  district: 'PL-IQG15Q05',
  parent: 'FA-QAYARA-STATION',
  coordinates: { lat: 35.8, lon: 43.29 },
  letterNumber: '114/2026',
  letterDate: '2026-11-15',
};

export const usd = (amount: string) => ({ amount, currency: 'USD' });

/** One build as its people drive it over HTTP; a refusal where none is expected fails the test. */
export interface Site {
  readonly id: string;
  /** Gives a command; one that approves says what it saw. */
  try(
    by: string,
    name: string,
    input?: object,
    precondition?: Precondition,
  ): Promise<Reply<Partial<Accepted>>>;
  give(by: string, name: string, input?: object): Promise<string | null | undefined>;
  view(by?: string): Promise<Awaited<ReturnType<Client['one']>>>;
  /** SHA-256 of a file that is really there. */
  file(name: string): Promise<string>;
}

async function siteOf(world: World, id: string, crew: Crew = NINEWA): Promise<Site> {
  const view = async (by = crew.manager) => (await world.as(by)).one(BUILDS, id);
  const attempt: Site['try'] = async (by, name, input = {}, precondition) => {
    const seen = await view(by);
    const approves = seen.body.commands?.some((one) => one.name === name && one.approves) ?? false;
    const ifMatch = seen.headers.get('etag') ?? '';
    return (await world.as(by)).command(
      { collection: BUILDS, id, name },
      input,
      precondition ?? (approves ? { ifMatch } : {}),
    );
  };
  return {
    id,
    view,
    try: attempt,
    async give(by, name, input) {
      const reply = await attempt(by, name, input);
      if (reply.status !== 200) throw new Error(`${name} by ${by}: ${reply.status} ${reply.text}`);
      return reply.body.stage;
    },
    async file(name) {
      const headers = { 'content-type': 'application/pdf' };
      const field = await world.as(crew.field);
      const reply = await field.raw('POST', '/api/attachments', {
        headers,
        body: `%PDF-1.4\n% ${name}\n%%EOF\n`,
      });
      return (reply.body as { sha256: string }).sha256;
    },
  };
}

export async function openBuild(world: World, input: object, crew: Crew = NINEWA): Promise<Site> {
  const reply = await (await world.as(crew.field)).open(BUILDS, input);
  if (reply.status !== 201) throw new Error(reply.text);
  return siteOf(world, reply.body.id ?? '', crew);
}

/** From an empty build to one whose site waits for approval. */
export async function toApproval(
  site: Site,
  place: object,
  forum: string,
  crew: Crew = NINEWA,
): Promise<void> {
  await site.give(crew.field, 'ChooseSite', place);
  await site.give(crew.field, 'AssignForum', { forum });
  const [drawings, bill] = [await site.file('drawings'), await site.file('bill')];
  const design = { budget: usd('80000.00'), drawings: [drawings], billOfQuantities: [bill] };
  await site.give(crew.field, 'SubmitSite', design);
}

/** From the approval of the site to the first day of work. */
export async function toConstruction(site: Site, contract: string, crew: Crew = NINEWA): Promise<void> {
  for (const by of [crew.manager, ...crew.ministries])
    await site.give(by, 'ApproveSite', { letterNumber: '1/26' });
  await site.give(crew.recorder, 'RecordContract', {
    contractor: 'Tigris Builders',
    number: 'C-1',
    amount: usd('72000.00'),
    workingDays: 60,
    retention: 10,
    contract,
  });
  for (const by of [crew.manager, ...crew.ministries]) await site.give(by, 'ApproveContract');
  await site.give(crew.engineer, 'HandOverSite');
}

const EVIDENCE: Readonly<Record<string, readonly string[]>> = {
  M06: ['rebar-photos', 'cube-test'],
  M07: ['delivery-note', 'photos'],
  M08: ['photos', 'water-test'],
  M09: ['test-sheets'],
  M10: ['photos', 'signage-photos'],
  M11: ['photos'],
};
export const MILESTONES = Object.keys(EVIDENCE);

export async function proofOf(site: Site, milestone: string): Promise<object> {
  const file = await site.file(milestone);
  return { milestone, evidence: (EVIDENCE[milestone] ?? []).map((kind) => ({ kind, files: [file] })) };
}

/** Submitted, inspected and approved by three people. */
export async function pass(
  site: Site,
  milestone: string,
  crew: Crew = NINEWA,
): Promise<string | null | undefined> {
  await site.give(crew.contractor, 'SubmitMilestone', await proofOf(site, milestone));
  await site.give(crew.engineer, 'InspectMilestone', { milestone, passed: true });
  let stage: string | null | undefined;
  for (const by of crew.ministries)
    stage = await site.give(by, 'ApproveMilestone', { milestone, payment: usd('12000.00') });
  return stage;
}

export const ACCESS = {
  access: [
    'step-free-entrance',
    'private-interview-room',
    'womens-room',
    'waiting-area',
    'signs-in-local-languages',
  ],
};
