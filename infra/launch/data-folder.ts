import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

/** The files of the two engines. */
export const DATABASE = { dynamodb: 'dynamodb.sqlite', states: 'states.sqlite' };

/** Where one installation keeps everything; the databases themselves guard against a second process. */
export interface DataFolder {
  readonly path: string;
  readonly attachments: string;
  /** Signs sessions and cursors; made once. */
  readonly secret: string;
  /** Sealed entries can be read with it only; made once, kept apart from the data it protects in every backup. */
  readonly sealing: string;
  /** Nothing has been stored here before. */
  readonly isNew: boolean;
  /** The path of a file in it. */
  file(name: string): string;
  /** How far the clock was ahead of the machine's, in ms; kept so that a restart never goes back in time. */
  readOffset(): number;
  writeOffset(milliseconds: number): void;
  hasMark(name: string): boolean;
  mark(name: string): void;
}

/** Makes the folder, for its owner alone, when it is not there. Throws a sentence when it cannot be used. */
export function openDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  const file = (name: string) => join(path, name);
  makeFolders(path, file('attachments'));
  const isNew = !existsSync(file(DATABASE.dynamodb));
  return {
    path,
    attachments: file('attachments'),
    secret: secretIn(file('secret')),
    sealing: secretIn(file('sealing-secret')),
    isNew,
    file,
    readOffset: () => offsetIn(file('clock')),
    writeOffset: (milliseconds) => writeDurably(file('clock'), `${Math.round(milliseconds)}\n`),
    hasMark: (name) => existsSync(file(name)),
    mark: (name) => writeDurably(file(name), `${new Date().toISOString()}\n`),
  };
}

function makeFolders(...folders: readonly string[]): void {
  try {
    for (const folder of folders) mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new Error(`The data folder cannot be used: ${error instanceof Error ? error.message : error}`);
  }
}

function secretIn(file: string): string {
  if (!existsSync(file)) writeDurably(file, `${randomBytes(32).toString('hex')}\n`);
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < 32)
    throw new Error(`${file} is damaged. Delete it; everybody then has to sign in again.`);
  return secret;
}

function offsetIn(file: string): number {
  if (!existsSync(file)) return 0;
  const offset = Number(readFileSync(file, 'utf8').trim() || Number.NaN);
  if (!Number.isSafeInteger(offset))
    throw new Error(`${file} is damaged. Delete it to go on with the machine's own time.`);
  return offset;
}

/** The whole content or the old one, whenever the power fails; readable by the owner alone. */
function writeDurably(file: string, content: string): void {
  const draft = `${file}.tmp`;
  const handle = openSync(draft, 'w', 0o600);
  try {
    writeSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(draft, file);
}
