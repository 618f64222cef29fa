// Runs before every script, on whatever Node the newcomer has: plain JavaScript, no packages.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { explainFailure, explainTooOld, installState, lockStamp } from './install-state.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LOCK_FOLDER = join(ROOT, '.build', 'install-lock');
const MESSAGE_LINES = 12;
const STAMP = join(ROOT, 'node_modules', '.aman-lock');

try {
  await ensureInstalled();
} catch (error) {
  console.error(`\nAman: ${error.message}`);
  process.exitCode = 1;
}

async function ensureInstalled() {
  if (currentState() === 'ready') return;
  const tooOld = explainTooOld(process.version, process.env.npm_config_user_agent);
  if (tooOld !== undefined) throw new Error(tooOld);
  await holdLock();
  try {
    // Somebody else may have installed while this process waited.
    const state = currentState();
    if (state === 'install') await npmCi();
    if (state !== 'ready') writeFileSync(STAMP, lockStamp(read('package-lock.json')));
  } finally {
    rmSync(LOCK_FOLDER, { recursive: true, force: true });
  }
}

function currentState() {
  return installState({
    lock: read('package-lock.json'),
    stamp: read('node_modules/.aman-lock'),
    installed: read('node_modules/.package-lock.json'),
    platform: `${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
  });
}

function read(path) {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return undefined;
  }
}

async function npmCi() {
  console.log('Aman: Installing what is missing (once, about a minute) …');
  const [program, ...script] = npmCommand();
  // Whatever the user's settings leave out, the build needs it; the warnings about Node 20 would only frighten.
  const options = [
    'ci',
    '--include=dev',
    '--include=optional',
    '--loglevel=error',
    '--no-audit',
    '--no-fund',
  ];
  const child = spawn(program, [...script, ...options], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'pipe'],
    shell: program === 'npm.cmd',
  });
  let output = '';
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).catch((error) => {
    throw new Error(`npm cannot be started (${error.message}). It comes with Node: https://nodejs.org`);
  });
  if (code !== 0) {
    // npm begins with what went wrong and goes on with pages of help.
    console.error(output.split('\n').slice(0, MESSAGE_LINES).join('\n'));
    throw new Error(explainFailure(output));
  }
  console.log('Aman: Installed.');
}

/** The npm that runs this script, else the one on the path; never the Node inside the folder npm is about to empty. */
function npmCommand() {
  const npm = process.env.npm_execpath;
  if (npm !== undefined && basename(npm).startsWith('npm-cli'))
    return [process.env.npm_node_execpath ?? process.execPath, npm];
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

/** One installation at a time: a folder made by exactly one process, taken over when that process is gone. */
async function holdLock() {
  mkdirSync(join(ROOT, '.build'), { recursive: true });
  for (let waited = false; ; waited = true) {
    try {
      mkdirSync(LOCK_FOLDER);
      writeFileSync(join(LOCK_FOLDER, 'pid'), String(process.pid));
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isAbandoned()) rmSync(LOCK_FOLDER, { recursive: true, force: true });
    if (!waited) console.log('Aman: another start is installing; waiting for it …');
    await pause(300);
  }
}

function isAbandoned() {
  const holder = read('.build/install-lock/pid');
  if (holder !== undefined && holder !== '') return !isAlive(Number(holder));
  // Killed between making the folder and writing the number: 10 s is far longer than that takes.
  const made = statSync(LOCK_FOLDER, { throwIfNoEntry: false });
  return made !== undefined && Date.now() - made.mtimeMs > 10_000;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
