import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { DATABASE } from '../launch/data-folder.ts';
import { inspect } from './inspect.ts';
import { describeFiles, filesBelow, fingerprint, MANIFEST, type Manifest } from './manifest.ts';
import { ADDRESS, DATABASES, takeSnapshot } from './snapshot.ts';

/** Kept apart from the data it protects, or whoever finds a backup reads everything. */
export const SEALING_SECRET = 'sealing-secret';

/** A checked copy of the data folder in a new folder, also while a host runs on it. Throws a sentence. */
export async function backUp(dataDir: string, target: string): Promise<Manifest> {
  const [from, to] = [resolve(dataDir), resolve(target)];
  if (!existsSync(join(from, DATABASE.dynamodb))) throw new Error(`${from} is no data folder of Aman.`);
  if (existsSync(to))
    throw new Error(`${to} is there already. Choose another name; backups are never overwritten.`);
  const draft = `${to}.partial`;
  rmSync(draft, { recursive: true, force: true });
  await takeSnapshot(from, draft);
  const { problems } = inspect(draft);
  if (problems.length > 0) throw new Error(`Not backed up, the data are not sound: ${problems.join(' ')}`);
  // Attachments never change, so what is copied later than the databases is at most more than they name.
  for (const name of readdirSync(from).filter(isKept))
    cpSync(join(from, name), join(draft, name), { recursive: true });
  const manifest: Manifest = {
    product: 'aman',
    format: 1,
    createdAt: new Date().toISOString(),
    sealingFingerprint: sealingFingerprint(from),
    files: describeFiles(draft),
  };
  writeFileSync(join(draft, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const path of filesBelow(draft)) syncFile(join(draft, path));
  renameSync(draft, to);
  return manifest;
}

export function sealingFingerprint(folder: string): string {
  const file = join(folder, SEALING_SECRET);
  return existsSync(file) ? fingerprint(readFileSync(file)) : '';
}

function isKept(name: string): boolean {
  const isDatabase = DATABASES.some((database) => name.startsWith(database));
  return !(isDatabase || name === ADDRESS || name === SEALING_SECRET || name.endsWith('.tmp'));
}

function syncFile(path: string): void {
  const handle = openSync(path, 'r+');
  fsyncSync(handle);
  closeSync(handle);
}
