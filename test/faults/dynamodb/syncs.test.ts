import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasCommand } from '../../bench/proc.ts';
import { freePort } from '../../support/server.ts';
import { startEngines } from '../engine-process.ts';
import { type Call, everything, wire } from './wire.ts';

const hasTracer = hasCommand('strace');
if (!hasTracer) console.log('strace is not here: syncs are not counted and no failing disk is simulated');
const WRITERS = 4;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aman-syncs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (call: Call, id: string, text = 'x') =>
  call('PutItem', { TableName: 'notes', Item: { id: { S: id }, text: { S: text } } });

const createTable = (call: Call) =>
  call('CreateTable', {
    TableName: 'notes',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  });

/** Answers of 200 to a request that were written without a sync since the request was read. */
function hastyAnswers(trace: string): number[] {
  const askedAt = new Map<string, number>();
  let syncedAt = -1;
  return trace.split('\n').flatMap((line, at) => {
    const [, fd = '', text = ''] = /\b(?:read|write|writev)\((\d+), (.*)/.exec(line) ?? [];
    if (/\bf(?:data)?sync\(.*= 0/.test(line)) syncedAt = at;
    if (text.startsWith('"POST')) askedAt.set(fd, at);
    const isAnswer = /^(?:\[\{iov_base=)?"HTTP\/1.1 200/.test(text);
    return isAnswer && syncedAt < (askedAt.get(fd) ?? at) ? [at] : [];
  });
}

describe('D8 nothing is answered before the sync', () => {
  test.runIf(hasTracer)('as the calls to the system show, for one writer and for several', async () => {
    const trace = join(folder, 'trace');
    const calls = 'trace=read,write,writev,fsync,fdatasync';
    const under = ['strace', '-D', '-f', '-qq', '-s', '20', '-e', calls, '-o', trace];
    const engines = await startEngines({ port: await freePort(), data: join(folder, 'data'), under });
    const call = wire(engines.url);
    await createTable(call);
    const write = async (writer: number) => {
      for (let n = 0; n < 25; n++) expect(await put(call, `${writer}-${n}`)).toMatchObject({ outcome: 'ok' });
    };
    await write(0);
    await Promise.all(Array.from({ length: WRITERS }, (_, n) => write(n + 1)));
    await engines.stop();
    const lines = readFileSync(trace, 'utf8');
    expect(lines.match(/"HTTP\/1.1 200/g)?.length).toBe(1 + 25 * (1 + WRITERS));
    expect(hastyAnswers(lines)).toEqual([]);
    // The measure itself: without the syncs every answer would have been hasty.
    expect(hastyAnswers(lines.replaceAll('sync(', 'nothing('))).toHaveLength(1 + 25 * (1 + WRITERS));
  });

  test.runIf(hasTracer)(
    'and after a failed sync nothing is answered at all; the process ends, the next is whole',
    async () => {
      const data = join(folder, 'data');
      const first = await startEngines({ port: await freePort(), data });
      await createTable(wire(first.url));
      await first.stop();
      const under = [
        'strace',
        '-D',
        '-f',
        '-qq',
        '-o',
        '/dev/null',
        '-e',
        'inject=fsync,fdatasync:error=EIO:when=20+',
      ];
      const failing = await startEngines({ port: await freePort(), data, under });
      const call = wire(failing.url);
      const outcomes: string[] = [];
      for (let n = 0; n < 40; n++) outcomes.push((await put(call, `n${n}`)).outcome);
      const firstFailure = outcomes.findIndex((outcome) => outcome !== 'ok');
      expect(firstFailure).toBeGreaterThan(0);
      expect(outcomes.slice(firstFailure)).not.toContain('ok');
      expect(await failing.ended).toBe(74);
      expect(failing.output()).toContain('the disk did not keep what was written; stopped');
      const engines = await startEngines({ port: await freePort(), data });
      const found = (await everything(wire(engines.url), { TableName: 'notes' })) as { id: { S: string } }[];
      const ids = found.map(({ id }) => id.S);
      for (let n = 0; n < firstFailure; n++) expect(ids).toContain(`n${n}`);
      await engines.kill();
    },
  );
});

/** A disk of a few megabytes; null where this user may not make one. */
function smallDisk(path: string): (() => void) | null {
  mkdirSync(path);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', path], { stdio: 'ignore' });
    return () => execFileSync('umount', ['-l', path]);
  } catch {
    return null;
  }
}

test('a full disk is a clear 503, reading goes on, and freed space is enough to write again', async ({
  skip,
}) => {
  const disk = join(folder, 'disk');
  const release = smallDisk(disk);
  if (release === null) return skip('only root may make a small disk');
  try {
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(2 * 1024 * 1024));
    const place = { port: await freePort(), data: join(disk, 'data') };
    const engines = await startEngines(place);
    const call = wire(engines.url, new Agent({ keepAlive: true }));
    await createTable(call);
    const kept: string[] = [];
    let refusal: unknown;
    for (let n = 0; n < 100 && refusal === undefined; n++) {
      const answer = await put(call, `n${n}`, 'x'.repeat(200_000));
      if (answer.outcome === 'ok') kept.push(`n${n}`);
      else refusal = answer;
    }
    expect(refusal).toMatchObject({
      status: 503,
      body: { message: expect.stringContaining('no room on the disk') },
    });
    const ids = async (from: Call) =>
      ((await everything(from, { TableName: 'notes' })) as { id: { S: string } }[])
        .map(({ id }) => id.S)
        .sort();
    expect(await ids(call)).toEqual(kept.toSorted());
    expect(await put(call, 'still full', 'x'.repeat(200_000))).toMatchObject({ status: 503 });
    rmSync(ballast);
    expect(await put(call, 'room again', 'x'.repeat(200_000))).toMatchObject({ outcome: 'ok' });
    await engines.kill();
    const next = await startEngines(place);
    expect(await ids(wire(next.url))).toEqual([...kept, 'room again'].sort());
    await next.kill();
  } finally {
    release();
  }
});
