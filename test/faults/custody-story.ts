import { randomUUID } from 'node:crypto';
import { type Client, type Sent, signIn } from '../journeys/client.ts';
import type { World } from '../journeys/world.ts';
import { type Chance, chanceOf } from './chance.ts';
import type { CustodyEvidence } from './custody-checker.ts';
import { type Nemesis, pause } from './nemesis.ts';

const CENTRAL = 'PE-LOGISTICS-FEDERAL';
const LOGISTICS = 'PE-LOGISTICS-NINEWA';
const COMMANDER = 'PE-QAYARA-COMMANDER';
const OFFICER = 'PE-QAYARA-OFFICER';
const MANAGER = 'PE-IOM-MANAGER-1';
const MINISTRY = 'PE-MOI-1';
const STATION = { kind: 'unit', id: 'UN-QAYARA-STATION' };
const STORE = { kind: 'facility', id: 'FA-ERBIL-WAREHOUSE' };
const HOLDERS = [STATION, STORE, { kind: 'person', id: OFFICER }, { kind: 'person', id: COMMANDER }];
const ROWS = 8;
const IN_A_DELIVERY = 3;

const signed = (person: string) => ({
  name: `Name of ${person}`,
  person,
  mark: { by: 'typed', reason: 'No screen.' },
});

/** How much was done, so that a run that did nothing shows. */
export interface Deeds {
  transfers: number;
  imports: number;
  handovers: number;
  refused: number;
  /** Given up without an answer. */
  unknown: number;
}

interface Scene {
  readonly world: World;
  readonly chance: Chance;
  readonly nemesis: Nemesis;
  readonly deeds: Deeds;
  /** What may be moved; grows with every import. */
  readonly fleet: string[];
  readonly isOver: () => boolean;
}

/** Several clients move, import and hand over at once until so many blows have fallen; what they were told. */
export async function custodyUnderKills(
  world: World,
  { nemesis, seed, kills }: { nemesis: Nemesis; seed: number; kills: number },
): Promise<CustodyEvidence & { deeds: Deeds }> {
  const chance = chanceOf(seed);
  const { now: since } = (await (await fetch(`${world.server.awsUrl}/clock`)).json()) as { now: string };
  const deeds: Deeds = { transfers: 0, imports: 0, handovers: 0, refused: 0, unknown: 0 };
  const until = nemesis.blows + kills;
  const isOver = () => nemesis.blows >= until;
  const scene: Scene = { world, chance, nemesis, deeds, fleet: [], isOver };
  await importing(scene, 0);
  const impatient = await signIn({ url: world.server.url, sent: world.sent }, LOGISTICS);
  const clients = [
    transferring(scene, await world.as(LOGISTICS)),
    transferring(scene, await world.as(OFFICER)),
    transferring(scene, impatient, 'impatient'),
    repeated(scene, importing),
    repeated(scene, handingOver),
    repeated(scene, handingOver),
  ];
  // Reported below; the blows need not know.
  const done = Promise.all(clients);
  done.catch(() => undefined);
  while (!isOver()) {
    // A busy machine takes longer for everything; the blows still fall in the midst of the work.
    await pause(30 + chance.below(Math.max(400, (nemesis.starts.at(-1) ?? 0) / 4)));
    await nemesis.strike();
  }
  await done;
  await world.rest();
  const exported = (await (await world.as('PE-AUDITOR')).raw('GET', '/api/export.ndjson')).text;
  return { sent: world.sent, exported, since, deeds };
}

async function repeated(scene: Scene, round: (scene: Scene, n: number) => Promise<void>): Promise<void> {
  for (let n = 1; !scene.isOver(); n++) await round(scene, n);
}

const isDone = ({ status }: { status: number }): boolean => status === 200 || status === 201;

/** One asset after the other to somebody else; often two clients want the same one. */
async function transferring(scene: Scene, client: Client, manner = 'patient'): Promise<void> {
  const { chance, deeds, fleet } = scene;
  while (!scene.isOver()) {
    const id = fleet[chance.below(Math.min(fleet.length, 12))] ?? '';
    const input = {
      to: HOLDERS[chance.below(HOLDERS.length)],
      place: 'Al-Qayara',
      condition: 'good',
      given: signed(LOGISTICS),
      received: signed(OFFICER),
    };
    try {
      const reply = await client.command({ collection: 'assets', id, name: 'TransferCustody' }, input);
      if (isDone(reply)) deeds.transfers += 1;
      else deeds.refused += 1;
    } catch (error) {
      if (manner === 'patient') throw error;
      deeds.unknown += 1;
      await pause(200);
    }
  }
}

/** A list of radios; every third round one number is taken already, and the whole list stays out. */
async function importing({ world, chance, deeds, fleet }: Scene, n: number): Promise<void> {
  const central = await world.as(CENTRAL);
  const batch = randomUUID().slice(0, 8).toUpperCase();
  const file = await central.raw('POST', '/api/attachments', {
    headers: { 'content-type': 'application/pdf' },
    body: `%PDF-1.4\n% list ${batch}\n%%EOF\n`,
  });
  const opened = await central.open('asset-imports', {
    name: `List ${batch}`,
    file: (file.body as { sha256: string }).sha256,
    holder: STORE,
    title: 'IOM Iraq',
    governorate: 'IQG15',
    authority: 'federal',
  });
  const path = { collection: 'asset-imports', id: opened.body.id ?? '' };
  const row = (at: number) => ({
    row: at + 1,
    class: 'communication',
    make: 'Motorola',
    model: 'DP4400e',
    serial: n % 3 === 2 && at === ROWS - 1 ? '871TXM5OO1' : `${batch}-${at}`,
  });
  const rows = Array.from({ length: ROWS }, (_, at) => row(at));
  for (const part of [rows.slice(0, ROWS / 2), rows.slice(ROWS / 2)])
    if (!isDone(await central.command({ ...path, name: 'StageRows' }, { rows: part }))) deeds.refused += 1;
  if (n % 5 === 4) return;
  const confirmed = await central.command({ ...path, name: 'ConfirmImport' }, {});
  if (!isDone(confirmed)) return;
  deeds.imports += 1;
  await (await world.as(LOGISTICS)).command({ ...path, name: 'ConfirmIntakes' }, {});
  const { state } = (await central.one('asset-imports', path.id)).body as unknown as {
    state: { rows: Record<string, { asset: string }> };
  };
  const assets = Object.values(state.rows).map(({ asset }) => asset);
  // New ones first or last: sometimes everybody wants what a delivery is just taking.
  if (chance.below(2) === 0) fleet.unshift(...assets);
  else fleet.push(...assets);
}

/** From the request to a ceremony that two telephones send at the same moment. */
async function handingOver({ world, chance, deeds, fleet }: Scene): Promise<void> {
  const COLLECTION = 'deliveries';
  const commander = await world.as(COMMANDER);
  const opened = await commander.open(COLLECTION, { purpose: 'Patrols', unit: STATION.id, grant: 'GR-NL' });
  const id = opened.body.id ?? '';
  const give = async (person: string, name: string, input: object = {}) => {
    const client = await world.as(person);
    const ifMatch = (await client.one(COLLECTION, id)).headers.get('etag') ?? '';
    const reply = await client.command({ collection: COLLECTION, id, name }, input, { ifMatch });
    if (!isDone(reply)) deeds.refused += 1;
    return isDone(reply);
  };
  const line = { kind: 'serialised', class: 'communication', what: 'Radio', quantity: IN_A_DELIVERY };
  const at = chance.below(Math.max(1, fleet.length - IN_A_DELIVERY));
  const assets = fleet.slice(at, at + IN_A_DELIVERY);
  const steps: readonly [string, string, object?][] = [
    [COMMANDER, 'AddLine', line],
    [COMMANDER, 'SubmitRequest'],
    [MANAGER, 'ApproveRequest'],
    [MINISTRY, 'ApproveRequest', { letterNumber: '1/26' }],
    [LOGISTICS, 'AllocateAsset', { line: 'L01', assets }],
    [LOGISTICS, 'AttachDocument', { kind: 'waybill', number: '1' }],
    [LOGISTICS, 'AttachDocument', { kind: 'packing-list', number: '1' }],
    [LOGISTICS, 'Dispatch', { driver: 'Ali', waybill: 'W-1', vehicle: '22 A 1', arriveOn: '2026-12-31' }],
    [LOGISTICS, 'RecordArrival', { place: 'Al-Qayara' }],
    [
      OFFICER,
      'RecordReceipt',
      { line: 'L01', assets: assets.map((asset) => ({ asset, outcome: 'accepted' })) },
    ],
    [COMMANDER, 'ConfirmReceipt'],
  ];
  for (const [person, name, input] of steps) if (!(await give(person, name, input))) return;
  const ceremony = {
    place: 'Al-Qayara',
    given: signed(LOGISTICS),
    received: [{ ...signed(COMMANDER), unit: STATION.id }],
  };
  const both = await Promise.all([
    give(LOGISTICS, 'RecordHandover', ceremony),
    give(COMMANDER, 'RecordHandover', ceremony),
  ]);
  deeds.handovers += both.filter(Boolean).length;
}

/** In the words of whoever reads the log of a run. */
export function told(
  { deeds, sent }: { deeds: Deeds; sent: readonly Sent[] },
  { blows, starts }: Nemesis,
): string {
  const [fastest = 0, ...others] = starts.toSorted((a, b) => a - b).map(Math.round);
  const acknowledged = new Set(
    sent
      .filter(({ status }) => status === 200 || status === 201)
      .map(({ person, key }) => `${person} ${key}`),
  );
  return [
    `${blows} kills, ready ${fastest}–${others.at(-1) ?? fastest} ms after a start;`,
    `${acknowledged.size} commands acknowledged: ${deeds.transfers} transfers, ${deeds.imports} imports of ${ROWS},`,
    `${deeds.handovers} ceremonies; ${deeds.refused} refused, ${deeds.unknown} given up without an answer`,
  ].join(' ');
}
