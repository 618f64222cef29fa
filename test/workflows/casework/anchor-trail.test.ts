import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { folderAnchors } from '../../../shared/aws/folder-anchors.ts';
import { anchoredHeads, draftAnchor } from '../../../shared/kernel/anchor.ts';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import type { Anchors } from '../../../shared/ports.ts';
import { anchorTrail, batches } from '../../../workflows/casework/anchor-trail.ts';
import { type Bench, CHAIR, FORUM, workbench } from '../../support/workbench.ts';

describe('the anchors of the trail, on the real store', () => {
  let bench: Bench;
  let folder: string;
  let anchors: Anchors;
  beforeAll(async () => {
    bench = await workbench();
    folder = mkdtempSync(join(tmpdir(), 'aman-trail-'));
  });
  afterEach(() => bench.logged.splice(0));
  afterAll(async () => {
    await bench.close();
    rmSync(folder, { recursive: true });
  });
  const begin = () => {
    anchors = folderAnchors(join(folder, crypto.randomUUID()));
  };
  const run = () => anchorTrail(bench.workplace, anchors);
  const ask = async (): Promise<EntryId> =>
    (await bench.give(CHAIR, 'Ask', null, { text: crypto.randomUUID() })).id;
  const faults = () => bench.logged.filter(({ code }) => code === 'trail.fault').map(({ fields }) => fields);

  it('name every event of every entry once, and nothing when nothing grew', async () => {
    begin();
    const id = await ask();
    const first = await run();
    expect(first).toMatchObject({ anchors: 1, faults: 0 });
    expect(await run()).toEqual({ anchors: 0, events: 0, faults: 0 });
    await bench.give(CHAIR, 'Rewrite', id, { text: crypto.randomUUID() });
    expect(await run()).toEqual({ anchors: 1, events: 1, faults: 0 });
    const history = await bench.workplace.store.history(id, { after: 0, limit: 10 });
    const all = await anchors.read('open');
    const named = all.flatMap(({ chains }) => chains.filter(({ entry }) => entry === id));
    expect(named.flatMap(({ hashes }) => hashes)).toEqual(history.map(({ hash }) => hash));
    expect(anchoredHeads(all).get(id)).toEqual({ seq: 2, hash: history[1]?.hash });
  });

  it('say of sealed entries nothing in the series that auditors read', async () => {
    begin();
    const { id } = await bench.give(
      CHAIR,
      'OpenProtectedConcern',
      null,
      { forum: FORUM, class: 'gender-based-violence', text: 'A place that is not safe after dark.' },
      { kind: 'protected-concern' },
    );
    await run();
    expect(JSON.stringify(await anchors.read('open'))).not.toContain(id);
    const sealed = anchoredHeads(await anchors.read('sealed'));
    const stored = await bench.workplace.store.loadDrive('protected-concern', id);
    expect(sealed.get(id)).toEqual({ seq: 1, hash: stored?.hash });
  });

  it.each([
    ['lost its last events', 'shorter', 2],
    ['is gone', 'missing', 1],
  ])('raise the alarm when an entry %s', async (_, fault, gone) => {
    begin();
    const id = await ask();
    await run();
    const [last] = (await anchors.read('open')).slice(-1);
    const entry = fault === 'missing' ? (`${id}X` as EntryId) : id;
    const chain = { entry, after: fault === 'missing' ? 0 : 1, hashes: Array(gone).fill('f'.repeat(64)) };
    await anchors.add('open', draftAnchor(last, 'later', [chain]));
    expect(await run()).toMatchObject({ faults: 1 });
    expect(faults()).toEqual([expect.objectContaining({ entry, fault })]);
  });

  it('raise the alarm when a history is another than was anchored, and do not anchor it anew', async () => {
    begin();
    const id = await ask();
    await anchors.add(
      'open',
      draftAnchor(undefined, 'then', [{ entry: id, after: 0, hashes: ['0'.repeat(64)] }]),
    );
    await bench.give(CHAIR, 'Rewrite', id, { text: crypto.randomUUID() });
    await run();
    expect(faults()).toEqual([expect.objectContaining({ entry: id, seq: 1, fault: 'other' })]);
    const heads = anchoredHeads(await anchors.read('open'));
    expect(heads.get(id)).toEqual({ seq: 1, hash: '0'.repeat(64) });
  });

  it('are cut into groups that fit, without losing a hash', () => {
    const chains = [
      { entry: 'A' as EntryId, after: 0, hashes: ['1', '2', '3'] },
      { entry: 'B' as EntryId, after: 4, hashes: ['5', '6'] },
    ];
    expect(batches(chains, 2)).toEqual([
      [{ entry: 'A', after: 0, hashes: ['1', '2'] }],
      [
        { entry: 'A', after: 2, hashes: ['3'] },
        { entry: 'B', after: 4, hashes: ['5'] },
      ],
      [{ entry: 'B', after: 5, hashes: ['6'] }],
    ]);
  });
});
