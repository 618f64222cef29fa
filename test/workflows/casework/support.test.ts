import { describe, expect, it } from 'vitest';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import { baghdadDate } from '../../../shared/kernel/time.ts';
import type { StoredEntry } from '../../../shared/ports.ts';
import { delivery } from '../../../workflows/delivery/track.ts';
import { officeBuild } from '../../../workflows/office-build/track.ts';
import { registerKinds } from '../../../workflows/register/kinds.ts';
import { safetyPlan } from '../../../workflows/safety-plan/track.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import { Paper } from '../../support/paper.ts';
import { DL, Road } from '../delivery/builders.ts';
import { aBuild } from '../office-build/builders.ts';
import { aPlan, FORUM, PLAN, UNIT } from '../safety-plan/builders.ts';

const CHAIR = 'PE-CHAIR';
const FIELD = 'PE-FIELD';

/** As it would be stored, whatever led to it. */
const entryOf = (kind: string, id: EntryId, state: unknown): StoredEntry => ({
  kind,
  id,
  version: 1,
  revision: 1,
  run: 1,
  hash: '0'.repeat(64),
  state,
  position: null,
  driver: null,
  execution: null,
  runSince: null,
  undrivenSince: null,
  redrives: null,
});

/** Of an installation with these tracks: a plan in implementation whose chair may ask for support. */
async function withTracks(...tracks: EntryKind[]): Promise<Paper> {
  const paper = new Paper([safetyPlan, ...tracks, ...registerKinds]);
  const road = await new Road().registered();
  const moved: Readonly<Record<string, EntryId>> = { 'FO-1': FORUM, 'UN-QAYARA': UNIT };
  for (const [id, entry] of road.entries) {
    const text = JSON.stringify(entry).replaceAll('"FO-1"', JSON.stringify(FORUM));
    paper.entries.set(moved[id] ?? id, JSON.parse(text));
  }
  paper.entries.set(PLAN, entryOf('safety-plan', PLAN, aPlan().inImplementation().plan));
  return paper;
}

const ask = (kind: string) => ({ action: 'A01', kind, purpose: 'Lamps for the market street' });

/** The case that the action of the plan is linked to. */
const linkedIn = (paper: Paper) =>
  paper.state<{ actions: Record<string, { linked: { kind: string; id: string } | null }> }>(PLAN).actions.A01
    ?.linked ?? null;

describe('a plan that asks for support', () => {
  it.each([
    ['delivery', 'request'],
    ['office-build', 'siting'],
  ])('opens a %s in stage %s, linked both ways', async (kind, stage) => {
    const paper = await withTracks(delivery, officeBuild);
    await paper.give(CHAIR, PLAN, 'RequestSupport', ask(kind));
    const linked = linkedIn(paper);
    expect(linked?.kind).toBe(kind);
    expect(paper.state(linked?.id ?? '')).toMatchObject({
      stage,
      plan: PLAN,
      action: 'A01',
      unit: UNIT,
      purpose: 'Lamps for the market street',
    });
  });

  it.each([
    ['delivery', officeBuild],
    ['office-build', delivery],
  ])(
    'for a %s is refused by name where that track is not installed, and nothing is opened',
    async (kind, other) => {
      const paper = await withTracks(other);
      const before = paper.entries.size;
      expect(await paper.code(CHAIR, PLAN, 'RequestSupport', ask(kind))).toBe('track-not-available');
      expect(linkedIn(paper)).toBeNull();
      expect(paper.entries.size).toBe(before);
    },
  );
});

describe('a build that waits for a delivery', () => {
  const waiting = async (...tracks: EntryKind[]) => {
    const paper = await withTracks(...tracks);
    const built = aBuild().inDefectsPeriod();
    paper.entries.set(built.id, entryOf('office-build', built.id, built.build));
    paper.now = built.now;
    return { paper, id: built.id, opening: { on: baghdadDate(built.now) } };
  };

  it('opens when the delivery has been handed over or cancelled, not before', async () => {
    const { paper, id, opening } = await waiting(delivery, officeBuild);
    expect(await paper.code(FIELD, id, 'LinkDelivery', { delivery: DL })).toBe('delivery-unknown');
    await paper.give(FIELD, DL, 'OpenDelivery', { purpose: 'Desks', unit: 'UN-HAMMAM' });
    await paper.give(FIELD, id, 'LinkDelivery', { delivery: DL });
    expect(await paper.code(FIELD, id, 'RecordOpening', opening)).toBe('delivery-not-handed-over');
    await paper.give(FIELD, DL, 'Withdraw', { reason: 'The desks were found elsewhere.' });
    await paper.give(FIELD, id, 'RecordOpening', opening);
    expect(paper.commits.at(-1)?.checks).toContainEqual({ id: DL, fact: 'stage', value: 'cancelled' });
  });

  it('cannot be linked by name where the track of deliveries is not installed', async () => {
    const { paper, id } = await waiting(officeBuild);
    expect(await paper.code(FIELD, id, 'LinkDelivery', { delivery: DL })).toBe('track-not-available');
  });
});
