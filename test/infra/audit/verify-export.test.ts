import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderAnchors } from '../../../shared/aws/folder-anchors.ts';
import { systemCrypto } from '../../../shared/aws/system.ts';
import { anchorDigest } from '../../../shared/kernel/anchor.ts';
import { chainEvent, GENESIS } from '../../../shared/kernel/audit-chain.ts';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import { anchorTrail } from '../../../workflows/casework/anchor-trail.ts';
import { exportLines } from '../../../workflows/casework/export-entries.ts';
import { type Bench, CHAIR, OFFICER, workbench } from '../../support/workbench.ts';

const PROGRAM = join(import.meta.dirname, '../../../infra/audit/verify-export.mjs');
const SYSTEM = { kind: 'system', job: 'test' } as const;

interface Line {
  [field: string]: unknown;
  type: 'entry' | 'event';
  id?: string;
  entry?: string;
  seq?: number;
  version?: number;
  hash?: string;
}

let folder: string;
let honest: Line[];
let backup: Line[];
let anchors: string;
let id: EntryId;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aman-verify-'));
  const bench = await workbench();
  const store = folderAnchors(folder);
  ({ id } = await bench.give(CHAIR, 'Ask', null, { text: 'Fence the school' }));
  await bench.give(CHAIR, 'Note', id, { note: 'n1', text: 'سور المدرسة' });
  backup = await exported(bench);
  await anchorTrail(bench.workplace, store);
  for (const note of ['n2', 'n3', 'n4'])
    await bench.give(OFFICER, 'Note', id, { note, text: `Seen ${note}` });
  await bench.give(CHAIR, 'Ask', null, { text: 'Light the market' });
  bench.now += 86_400_000;
  await anchorTrail(bench.workplace, store);
  honest = await exported(bench);
  anchors = readFileSync(join(folder, 'anchors.ndjson'), 'utf8');
  await bench.close();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

async function exported(bench: Bench): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const line of exportLines(bench.workplace, SYSTEM)) lines.push(line as Line);
  return JSON.parse(JSON.stringify(lines));
}

/** Runs the program as an auditor does, on two files and nothing else. */
async function check(lines: readonly Line[] | string, { text = anchors, more = [] as string[] } = {}) {
  const [file, beside] = [join(folder, `${crypto.randomUUID()}.ndjson`), join(folder, 'given.ndjson')];
  writeFileSync(
    file,
    typeof lines === 'string' ? lines : lines.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  writeFileSync(beside, text);
  const run = Promise.withResolvers<{ code: unknown; output: string }>();
  execFile(process.execPath, [PROGRAM, file, '--anchors', beside, ...more], (error, stdout, stderr) =>
    run.resolve({ code: error?.code ?? 0, output: stdout + stderr }),
  );
  return run.promise;
}

const copy = (): Line[] => structuredClone(honest);
const eventAt = (lines: Line[], seq: number): number =>
  lines.findIndex((line) => line.entry === id && line.seq === seq);
const entryOf = (lines: Line[]): Line => lines.find((line) => line.id === id) as Line;

/** The chain of one entry computed anew from its readable part, as somebody would who may write everywhere. */
function rehash(lines: Line[]): Line[] {
  let prevHash = GENESIS;
  const made = lines.map((line) => {
    if (line.entry !== id) return line;
    const { seq, eventType, at, actor, onBehalfOf, data } = line;
    const event = { seq, type: eventType, at, actor, onBehalfOf, data } as never;
    const forged = chainEvent(event, prevHash, { sha256: systemCrypto.sha256, salt: () => 'salt' });
    prevHash = forged.hash;
    return { ...forged, type: 'event', eventType, entry: id } as unknown as Line;
  });
  return made.map((line) => (line.id === id ? { ...line, hash: prevHash } : line));
}

describe('verify-export', () => {
  it('finds nothing in an honest export', async () => {
    const { code, output } = await check(honest);
    expect(output).toContain('OK');
    expect(output).not.toContain('not anchored');
    expect(code).toBe(0);
  });

  const attacks: [string, (lines: Line[]) => Line[], RegExp][] = [
    [
      'a changed value',
      (lines) => {
        lines[eventAt(lines, 2)]!.data = { note: 'n1', text: 'Nothing' };
        return lines;
      },
      /event 2 .*"text" is not what was recorded/,
    ],
    [
      'a changed person',
      (lines) => {
        lines[eventAt(lines, 3)]!.actor = { kind: 'person', id: CHAIR };
        return lines;
      },
      /event 3 .*was changed/,
    ],
    ['a deleted event', (lines) => lines.toSpliced(eventAt(lines, 3), 1), /event 4 .*follows event 2/],
    [
      'two events in another order',
      (lines) => {
        const at = eventAt(lines, 3);
        return lines.toSpliced(at, 2, lines[at + 1] as Line, lines[at] as Line);
      },
      /event 4 .*follows event 2/,
    ],
    [
      'a cut tail',
      (lines) => lines.filter((line) => line.entry !== id || (line.seq ?? 0) < 4),
      /after event 3: .*cut off/,
    ],
    [
      'a cut tail with the entry adjusted to it',
      (lines) => {
        const cut = lines.filter((line) => line.entry !== id || (line.seq ?? 0) < 4);
        Object.assign(entryOf(cut), { version: 3, hash: cut[eventAt(cut, 3)]?.hash });
        return cut;
      },
      /after event 3: it had 5 events on 2026-11-02/,
    ],
    [
      'a history written anew with right hashes',
      (lines) => {
        lines[eventAt(lines, 4)]!.data = { note: 'n3', text: 'Nothing' };
        return rehash(lines);
      },
      /event 1 .*not the one that was anchored/,
    ],
    [
      'an event put in with right hashes',
      (lines) => {
        const at = eventAt(lines, 5);
        const added = { ...(lines[at] as Line), seq: 6 };
        Object.assign(entryOf(lines), { version: 6 });
        return rehash(lines.toSpliced(at + 1, 0, added));
      },
      /not the one that was anchored/,
    ],
    ['an old backup', () => structuredClone(backup), /after event 2: it had 5 events .*old backup/],
    [
      'an entry that is gone',
      (lines) => lines.filter((line) => line.id !== id && line.entry !== id),
      /is missing: it had 5 events/,
    ],
    [
      'an event under another entry',
      (lines) => {
        const [moved] = lines.splice(eventAt(lines, 5), 1);
        return [lines[0] as Line, moved as Line, ...lines.slice(1)];
      },
      /event 5 .*was moved/,
    ],
    [
      'an event twice',
      (lines) => lines.toSpliced(eventAt(lines, 2), 0, lines[eventAt(lines, 2)] as Line),
      /event 2 .*twice/,
    ],
  ];

  it.each(attacks)('finds %s and names the first bad record', async (_, attack, expected) => {
    const { code, output } = await check(attack(copy()));
    expect(output).toMatch(expected);
    expect(output.match(/^BAD: /gm)).toHaveLength(1);
    expect(output).toContain(id);
    expect(code).toBe(1);
  });

  it('takes erased values for what they are: the chain stands, the value is gone', async () => {
    const lines = copy();
    Object.assign(lines[eventAt(lines, 2)] as Line, { data: {}, salts: {} });
    const { code, output } = await check(lines);
    expect(output).toContain('values of 1 events');
    expect(code).toBe(0);
  });

  it('says how many events are younger than the last anchor', async () => {
    const [first] = anchors.split('\n');
    const { code, output } = await check(honest, { text: `${first}\n` });
    expect(output).toMatch(/not anchored yet: [1-9]/);
    expect(code).toBe(0);
  });

  it('names every bad record when asked', async () => {
    const lines = copy();
    lines[eventAt(lines, 2)]!.actor = { kind: 'timer' };
    const other = lines.findIndex((line) => line.type === 'event' && line.entry !== id);
    lines[other]!.at = '2020-01-01T00:00:00.000Z';
    const { output } = await check(lines, { more: ['--all'] });
    expect(output.match(/^BAD: /gm)).toHaveLength(2);
  });

  describe('does not trust anchors', () => {
    const changed = (change: (anchor: Record<string, unknown>) => void) => {
      const [one = '', two = ''] = anchors.trim().split('\n');
      const anchor = JSON.parse(two);
      change(anchor);
      return `${one}\n${JSON.stringify(anchor)}\n`;
    };

    it.each([
      [
        'one that was changed',
        () => changed((anchor) => Object.assign(anchor, { at: '2026-01-01' })),
        /anchor 2 .*was changed/,
      ],
      [
        'one that was changed with a right digest',
        () =>
          changed((anchor) => {
            anchor.chains = [];
            anchor.digest = anchorDigest(anchor as never, systemCrypto.sha256);
          }),
        /anchor 2 .*not signed by this key/,
      ],
      ['a series whose first is gone', () => `${anchors.trim().split('\n')[1]}\n`, /anchor 2 .*expected/],
      ['an empty file', () => '', /holds no anchor/],
      ['a torn file', () => anchors.slice(0, -40), /no JSON/],
    ])('%s', async (_, make, expected) => {
      const { code, output } = await check(honest, { text: make() });
      expect(output).toMatch(expected);
      expect(code).toBe(1);
    });

    it('signed by another key than was given', async () => {
      const file = join(folder, 'other.pem');
      const { publicKey } = generateKeyPairSync('ed25519');
      writeFileSync(file, publicKey.export({ type: 'spki', format: 'pem' }));
      const { code, output } = await check(honest, { more: ['--public-key', file] });
      expect(output).toMatch(/anchor 1 .*not signed by this key/);
      expect(code).toBe(1);
    });
  });

  it.each([
    ['no file', ['/nowhere/export.ndjson', '--anchors', PROGRAM], 1, /there is no file/],
    ['no anchors', [PROGRAM], 2, /npm run verify-export/],
  ])('says what it needs when there is %s', async (_, args, expected, words) => {
    const run = Promise.withResolvers<{ code: unknown; output: string }>();
    execFile(process.execPath, [PROGRAM, ...args], (error, stdout, stderr) =>
      run.resolve({ code: error?.code ?? 0, output: stdout + stderr }),
    );
    const { code, output } = await run.promise;
    expect(output).toMatch(words);
    expect(code).toBe(expected);
  });
});
