import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from '../journeys/world.ts';
import { chanceOf, seedOf } from './chance.ts';
import { type CustodyEvidence, custodyFaultsIn } from './custody-checker.ts';
import { custodyUnderKills, told } from './custody-story.ts';
import { type Nemesis, nemesisOf } from './nemesis.ts';

// A few here; a hundred with `npm run faults -- custody --kills 100`.
const KILLS = 6;
const PATIENCE_MS = 100_000;

const seed = seedOf(process.env);
let world: World;
let nemesis: Nemesis;
let evidence: CustodyEvidence;

beforeAll(async () => {
  console.log(`seed ${seed}; AMAN_SEED=${seed} repeats these kills`);
  world = await openWorld({ patience: PATIENCE_MS, restarts: true });
  nemesis = nemesisOf(world.server, chanceOf(seed));
}, 90_000);
afterAll(() => world?.close());

test('custody lives through kills during transfers, imports and ceremonies: one holder each, no half list', async () => {
  const run = await custodyUnderKills(world, { nemesis, seed, kills: KILLS });
  console.log(told(run, nemesis));
  evidence = run;
  expect(run.deeds.transfers).toBeGreaterThan(0);
  expect(custodyFaultsIn(evidence), `seed ${seed}`).toEqual([]);
}, 120_000);

test('the checker that found nothing would have found each of these', () => {
  const lines = evidence.exported.split('\n');
  const last = (...parts: string[]) =>
    lines.findLastIndex((line) => parts.every((part) => line.includes(part)));
  const without = (at: number) => ({ exported: lines.toSpliced(at, 1).join('\n') });
  const changed = (at: number, from: RegExp | string, to: string) => ({
    exported: lines.with(at, (lines[at] ?? '').replace(from, to)).join('\n'),
  });
  const asset = last('"type":"entry"', '"kind":"asset"', '"until":null');
  const passedOn = last('"type":"entry"', '"kind":"asset"', '"until":"20', '"until":null');
  const radio = last('"type":"entry"', '"kind":"asset"', '"model":"DP4400e"', '"serial":"');
  const { entry: list } = JSON.parse(lines[last('"eventType":"ImportConfirmed"')] ?? '{}') as EventOf;
  const staged = lines[last('"eventType":"RowsStaged"', `"entry":"${list}"`)] ?? '{}';
  const rowId = (JSON.parse(staged) as EventOf).data?.rows?.[0]?.asset;
  const isOf = (line: string) =>
    line.includes(`"entry":"${rowId}"`) || line.includes(`"id":"${rowId}","version"`);
  const answered = evidence.sent.find(({ body }) => (body.events?.length ?? 0) > 0);
  const lies: Record<string, Partial<CustodyEvidence>> = {
    'an asset has no holder': changed(asset, '"until":null', '"until":"2026-11-22T00:00:00.000Z"'),
    'an asset has two holders': changed(passedOn, /"until":"20[^"]+"/, '"until":null'),
    'an asset stands with somebody else': changed(
      asset,
      /"holder":\{"kind":"\w+","id":"[^"]+"\}/,
      '"holder":{"kind":"unit","id":"UN-ELSEWHERE"}',
    ),
    'a movement is missing': without(last('"eventType":"CustodyTransferred"')),
    'a row of a list is missing': { exported: lines.filter((line) => !isOf(line)).join('\n') },
    'a list is in the register that was never confirmed': without(last('"eventType":"ImportConfirmed"')),
    'a number is there twice': changed(radio, /"serial":"[^"]+"/, '"serial":"871 txm-5OO1"'),
    'an act was acknowledged and is not there': {
      sent: [...evidence.sent, ...(answered === undefined ? [] : [{ ...answered, key: 'another' }])],
    },
    'an act is there that was refused': {
      sent: evidence.sent.map((one) => (one === answered ? { ...one, status: 422, body: {} } : one)),
    },
  };
  for (const [lie, change] of Object.entries(lies))
    expect(custodyFaultsIn({ ...evidence, ...change }), lie).not.toEqual([]);
});

interface EventOf {
  readonly entry?: string;
  readonly data?: { readonly rows?: readonly { readonly asset: string }[] };
}
