import { existsSync, mkdtempSync, readFileSync, rmSync, statfsSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DATABASE } from '../launch/data-folder.ts';
import { SEALING_SECRET, sealingFingerprint } from './backup.ts';
import { inspect } from './inspect.ts';
import { FINGERPRINT } from './manifest.ts';
import { takeSnapshot } from './snapshot.ts';

/** What is well and what is not, each in one sentence; a problem also says what to do. */
export interface Diagnosis {
  readonly facts: readonly string[];
  readonly problems: readonly string[];
}

const LITTLE_BYTES = 500 * 1024 * 1024;

/** Looks at a data folder, running or not, without changing it. */
export async function diagnose(dataDir: string): Promise<Diagnosis> {
  const folder = resolve(dataDir);
  if (!Object.values(DATABASE).some((name) => existsSync(join(folder, name))))
    return {
      facts: [],
      problems: [`${folder} holds no data of Aman. Set DATA_DIR, or run npm start to begin.`],
    };
  const facts: string[] = [];
  const problems: string[] = [
    ...permissions(folder),
    ...secrets(folder),
    ...sealing(folder),
    ...space(folder),
  ];
  const copy = mkdtempSync(join(tmpdir(), 'aman-doctor-'));
  try {
    facts.push(`databases read ${await takeSnapshot(folder, copy)}`);
    const found = inspect(copy);
    facts.push(...found.facts);
    problems.push(...found.problems.map((each) => withAdvice(each.replaceAll(copy, folder))));
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  facts.push(
    existsSync(join(folder, 'demo-loaded')) ? 'demonstration data: loaded' : 'demonstration data: none',
  );
  facts.push(...clockOf(folder));
  return { facts, problems };
}

/** States can be made again from the cases, so that file alone may simply go. */
function withAdvice(problem: string): string {
  const advice = problem.includes(DATABASE.states)
    ? `Stop Aman, move ${DATABASE.states} and its log away and start again: every open case gets a new driver.`
    : 'Stop Aman, move the data folder away and run: npm run restore -- BACKUP';
  return `${problem.replace(/ Restore it from a backup\.$/, '')} ${advice}`;
}

function permissions(folder: string): string[] {
  const isOpen = process.platform !== 'win32' && (statSync(folder).mode & 0o077) !== 0;
  return isOpen ? [`Others may read ${folder}. Run: chmod 700 ${folder}`] : [];
}

function secrets(folder: string): string[] {
  return ['secret', SEALING_SECRET].flatMap((name) => {
    const file = join(folder, name);
    if (existsSync(file) && readFileSync(file, 'utf8').trim().length >= 32) return [];
    return name === SEALING_SECRET
      ? [`${file} is missing or damaged: protected entries cannot be read. Put your own copy of it back.`]
      : [`${file} is missing or damaged. Delete it; everybody then has to sign in again.`];
  });
}

/** After a restore: is this the secret the data were sealed with? */
function sealing(folder: string): string[] {
  const [mark, file] = [join(folder, FINGERPRINT), join(folder, SEALING_SECRET)];
  if (!existsSync(mark) || !existsSync(file)) return [];
  if (readFileSync(mark, 'utf8').trim() === sealingFingerprint(folder)) return [];
  return [`${file} is not the one these data were sealed with. Put your own copy of it in its place.`];
}

function space(folder: string): string[] {
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.round((bavail * bsize) / 1024 / 1024);
  return bavail * bsize < LITTLE_BYTES ? [`Only ${free} MB are free on this disk. Free some space.`] : [];
}

function clockOf(folder: string): string[] {
  const file = join(folder, 'clock');
  const offset = existsSync(file) ? Number(readFileSync(file, 'utf8').trim() || Number.NaN) : 0;
  if (!Number.isSafeInteger(offset))
    return [`clock: damaged; delete ${file} to go on with the machine's own time`];
  return [
    offset === 0 ? 'clock: the machine’s own' : `clock: moved by ${Math.round(offset / 86_400_000)} days`,
  ];
}
