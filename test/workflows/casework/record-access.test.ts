import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findChainFault } from '../../../shared/kernel/audit-chain.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { exportLines } from '../../../workflows/casework/export-entries.ts';
import { readEntry } from '../../../workflows/casework/read-entry.ts';
import { readHistory } from '../../../workflows/casework/read-history.ts';
import { accessLogId, recordExport } from '../../../workflows/casework/record-access.ts';
import { loadActor } from '../../../workflows/casework/sign-in.ts';
import type { Workplace } from '../../../workflows/casework/workplace.ts';
import { type Bench, CHAIR, FORUM, MANAGER, workbench } from '../../support/workbench.ts';

const AUDITOR = EntryId.parse('PE-AUDITOR');
const FOCAL = EntryId.parse('PE-FOCAL');
const CONCERN = EntryId.parse('PC-1');

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
  const concern = { forum: FORUM, class: 'child-protection', text: 'Children work at the brick kilns' };
  await bench.give(CHAIR, 'OpenProtectedConcern', null, concern, {
    kind: 'protected-concern',
    openAs: CONCERN,
  });
});
afterEach(() => bench.close());

async function as(person: EntryId) {
  const actor = await loadActor(bench.workplace, person);
  if (actor === null) throw new Error(`${person} cannot sign in`);
  return actor;
}

const kindOf = (name: string) => {
  const kind = bench.workplace.registry.kind(name);
  if (kind === undefined) throw new Error(name);
  return kind;
};

const read = async (person: EntryId, workplace: Workplace = bench.workplace) =>
  readEntry(workplace, kindOf('protected-concern'), CONCERN, await as(person));

const logOf = (person: EntryId) => accessLogId(bench.workplace, person, '2026-11-01');

async function recordsOf(person: EntryId, reader = FOCAL) {
  const log = { kind: kindOf('access-log'), id: logOf(person) };
  const page = { after: 0, limit: 100 };
  const { items } = await readHistory(bench.workplace, log, await as(reader), page);
  return items;
}

describe('reading a protected concern', () => {
  it('is written down with the day, the person, the entry and the part, in a chain that fits', async () => {
    await read(CHAIR);
    const page = { after: 0, limit: 10 };
    const concern = { kind: kindOf('protected-concern'), id: CONCERN };
    await readHistory(bench.workplace, concern, await as(CHAIR), page);
    const records = await recordsOf(CHAIR);
    expect(records.map(({ data }) => data)).toEqual([
      { person: CHAIR, day: '2026-11-01' },
      { what: 'protected-read', entry: CONCERN, subject: 'entry' },
      { what: 'protected-read', entry: CONCERN, subject: 'history' },
    ]);
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(findChainFault(records, sha256)).toBeNull();
    const log = await readEntry(bench.workplace, kindOf('access-log'), logOf(CHAIR), await as(FOCAL));
    expect(log.state).toMatchObject({ person: CHAIR, day: '2026-11-01', 'protected-read': 2, export: 0 });
  });

  it('begins a new log each day in Baghdad', async () => {
    await read(CHAIR);
    await bench.advance(24 * 3_600_000);
    await read(CHAIR);
    const next = accessLogId(bench.workplace, CHAIR, '2026-11-02');
    const view = await readEntry(bench.workplace, kindOf('access-log'), next, await as(FOCAL));
    expect(view.state).toMatchObject({ day: '2026-11-02', 'protected-read': 1 });
  });

  it('fails, and shows nothing, when it cannot be written down', async () => {
    const commit = () => Promise.reject(new Error('the disk is full'));
    const workplace = { ...bench.workplace, store: { ...bench.workplace.store, commit } };
    await expect(read(CHAIR, workplace)).rejects.toMatchObject({
      name: 'Unavailable',
      code: 'access-unrecorded',
    });
    expect(bench.logged.map(({ code }) => code)).toContain('access.unrecorded');
    expect(JSON.stringify(bench.logged)).not.toContain('kilns');
  });

  it('is not recorded for whom it does not exist', async () => {
    await expect(read(MANAGER)).rejects.toMatchObject({ name: 'NotFound' });
    await expect(recordsOf(MANAGER)).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('is recorded once for each of twelve at the same time', async () => {
    await Promise.all(Array.from({ length: 12 }, () => read(CHAIR)));
    expect(await recordsOf(CHAIR)).toHaveLength(13);
  });
});

describe('the access log', () => {
  it('names the concern to the protection focal point and to nobody else', async () => {
    await read(CHAIR);
    expect(JSON.stringify(await recordsOf(CHAIR, FOCAL))).toContain(CONCERN);
    const shown = await recordsOf(CHAIR, AUDITOR);
    expect(shown.at(-1)?.data).toEqual({ what: 'protected-read', subject: 'entry' });
    expect(JSON.stringify(shown)).not.toContain(CONCERN);
  });

  it.each([CHAIR, MANAGER])('does not exist for %s', async (reader) => {
    await read(CHAIR);
    await expect(recordsOf(CHAIR, reader)).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('takes no record from a person', async () => {
    await read(CHAIR);
    const given = bench.give(AUDITOR, 'RecordAccess', logOf(CHAIR), { what: 'export' });
    await expect(given).rejects.toMatchObject({ name: 'Forbidden' });
  });

  it('has an id for every person, however long theirs is', () => {
    const long = EntryId.parse(`PE-${'A'.repeat(37)}`);
    expect(accessLogId(bench.workplace, long, '2026-11-01')).toMatch(/^AL-20261101-[0-9A-F]{28}$/);
    expect(logOf(CHAIR)).toBe('AL-20261101-CHAIR');
  });
});

describe('an export', () => {
  it('is written down before its first line, and carries nothing that is sealed', async () => {
    const lines: string[] = [];
    for await (const line of exportLines(bench.workplace, await as(AUDITOR)))
      lines.push(JSON.stringify(line));
    const [, first] = await recordsOf(AUDITOR);
    expect(first?.data).toEqual({ what: 'export', subject: 'export.ndjson' });
    expect(lines.join('\n')).not.toMatch(/PC-1|kilns/);
    expect(lines.length).toBeGreaterThan(10);
  });

  it('does not begin when it cannot be written down', async () => {
    const commit = () => Promise.reject(new Error('the disk is full'));
    const workplace = { ...bench.workplace, store: { ...bench.workplace.store, commit } };
    await expect(recordExport(workplace, await as(AUDITOR), 'deliveries.csv')).rejects.toMatchObject({
      name: 'Unavailable',
    });
    const lines = exportLines(workplace, await as(AUDITOR));
    await expect(lines[Symbol.asyncIterator]().next()).rejects.toMatchObject({ name: 'Unavailable' });
  });
});
