import { readFileSync } from 'node:fs';
import { sentenceOf } from './sentence.ts';

/** However closing goes: a second or two more than the host gives its requests. */
const CLOSE_MS = 7000;
const PARENT_CHECK_MS = 100;
const FAULT_MS = 100;

interface Closable {
  close(): Promise<void>;
}

/**
 * Runs something until the process is told to end. SIGTERM and SIGINT close it and end with 0. A promise nobody
 * waited for is reported and does no more; an exception nobody caught closes and ends with 1.
 */
export async function runUntilSignal(open: () => Promise<Closable>): Promise<void> {
  let opened: Closable | undefined;
  let isEnding = false;
  const end = async (code: number) => {
    // A second Ctrl-C means it.
    if (isEnding) process.exit(code === 0 ? 130 : code);
    isEnding = true;
    setTimeout(() => process.exit(1), CLOSE_MS).unref();
    try {
      await opened?.close();
      process.exit(code);
    } catch (error) {
      console.error('Aman: closing failed.', error);
      process.exit(1);
    }
  };
  // Whoever read the output may be gone; that is no reason to stop.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end(0));
  process.on('unhandledRejection', (error) => console.error('Aman: a promise failed unheard:', error));
  process.on('uncaughtException', (error) => {
    console.error('Aman: stopped by an error:', error);
    void end(1);
  });
  followParent(() => void end(0));
  try {
    opened = await open();
  } catch (error) {
    console.error(`Aman: ${sentenceOf(error)}`);
    process.exit(1);
  }
  console.log('Stop with Ctrl-C.');
}

/**
 * After a failed sync nobody knows what the disk holds: a moment for the refusals under way, then the process ends
 * with 74, so that whoever watches it starts it again on what is really there.
 */
export function endOnFault(fault: unknown): void {
  console.error(
    `Aman: the disk did not keep what was written; stopped. Check the disk, then start again. ${fault}`,
  );
  setTimeout(() => process.exit(74), FAULT_MS);
}

/** npm or a launcher that is killed cannot pass the signal on; a server left behind would hold port and data. */
function followParent(end: () => void): void {
  const { npm_lifecycle_event: script, AMAN_STARTED_BY: launcher } = process.env;
  if (script === undefined && launcher === undefined) return;
  const before = ancestors();
  setInterval(() => {
    if (ancestors() !== before) end();
  }, PARENT_CHECK_MS).unref();
}

/** The parent and its parent: npm starts a shell, and the shell us. */
function ancestors(): string {
  let grandparent = '';
  try {
    // `pid (name) state ppid …`; the name may hold anything, brackets included.
    grandparent = readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[1] ?? '';
  } catch {
    // No such file on other systems; the parent alone then has to do.
  }
  return `${process.ppid} ${grandparent}`;
}
