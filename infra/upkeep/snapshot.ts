import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DATABASE } from '../launch/data-folder.ts';

/** Both databases; one moment of both is what a backup must hold. */
export const DATABASES = Object.values(DATABASE);
/** Where the host that uses the folder answers; written at its start. */
export const ADDRESS = 'address';
const PROGRAM = join(import.meta.dirname, 'copy-databases.ts');

/** Copies the databases as they are now; the caller sees to it that nobody writes meanwhile. */
export function copyDatabases(from: string, to: string): void {
  const { status, stderr } = spawnSync(process.execPath, [PROGRAM, from, to, ...DATABASES], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The databases could not be copied to ${to}: ${stderr.trim()}`);
}

/** One moment of both databases, whether a host is running on the folder or not. Throws a sentence. */
export async function takeSnapshot(folder: string, to: string): Promise<'from the running host' | 'at rest'> {
  if (await askHost(folder, to)) return 'from the running host';
  const held = new DisposableStack();
  try {
    for (const name of DATABASES.filter((each) => existsSync(join(folder, each))))
      hold(join(folder, name), held);
    copyDatabases(folder, to);
    return 'at rest';
  } finally {
    held.dispose();
  }
}

/** Whether a host answered and made the copy. */
async function askHost(folder: string, to: string): Promise<boolean> {
  if (!existsSync(join(folder, ADDRESS))) return false;
  const url = readFileSync(join(folder, ADDRESS), 'utf8').trim();
  const secret = readFileSync(join(folder, 'secret'), 'utf8').trim();
  const response = await fetch(`${url}/snapshot`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}` },
    body: JSON.stringify({ to }),
  }).catch(() => undefined);
  // Killed since: the address is an old one, perhaps of somebody else by now.
  if (response === undefined || response.status === 401 || response.status === 400) return false;
  if (!response.ok) throw new Error(await response.text());
  return true;
}

/** Keeps everybody from writing while the copy is made, without changing anything. */
function hold(file: string, held: DisposableStack): void {
  const database = new DatabaseSync(file, { readOnly: true });
  held.defer(() => database.close());
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    // What is damaged, or was left by a kill, can be copied and looked at; what is in use cannot.
    if (!/locked|busy/.test(reason)) return;
    throw new Error(`${file} is in use by a process that does not answer. Stop it first.`, { cause: error });
  }
}
