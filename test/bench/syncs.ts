import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantiles, round } from './load.ts';
import { hasCommand } from './proc.ts';

/** Not a dependency: where it is absent, syncs are not counted. */
const TRACER = 'strace';

/** Calls of fsync and fdatasync of a process while `work` runs, counted by strace; null where there is none. */
export async function syncsDuring(pid: number, work: () => Promise<unknown>): Promise<number | null> {
  if (!hasCommand(TRACER)) return null;
  const folder = mkdtempSync(join(tmpdir(), 'aman-strace-'));
  const file = join(folder, 'counts');
  const options = ['-f', '-c', '-e', 'trace=fsync,fdatasync', '-o', file, '-p', String(pid)];
  const strace = spawn(TRACER, options, { stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = once(strace, 'close');
  try {
    const said = String(await Promise.race([once(strace.stderr, 'data'), closed]));
    if (!said.includes('attached')) return null;
    await work();
    strace.kill('SIGINT');
    await closed;
    return countIn(readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Lines of `strace -c`: share, seconds, microseconds a call, calls, perhaps errors, name. */
const countIn = (table: string): number =>
  [...table.matchAll(/^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?f(?:data)?sync$/gm)].reduce(
    (sum, [, calls]) => sum + Number(calls),
    0,
  );

/** ms of one append of 512 bytes with fdatasync: what the disk asks of whoever promises anything. */
export function rawSyncMs(folder: string): number {
  const path = join(folder, 'raw-sync');
  const file = openSync(path, 'w');
  const block = Buffer.alloc(512, 1);
  const times = Array.from({ length: 500 }, () => {
    const began = performance.now();
    writeSync(file, block);
    fdatasyncSync(file);
    return performance.now() - began;
  });
  closeSync(file);
  rmSync(path);
  return round(quantiles(times).p50);
}
