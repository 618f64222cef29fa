import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { endWithStarter, runProgram } from './run-program.ts';
import { sentenceOf } from './sentence.ts';

const ROOT = join(import.meta.dirname, '../..');
const BUILD = join(ROOT, '.build');
const STAMP = join(BUILD, 'build.json');
const SYNTHS = join(BUILD, 'synth');
export const FUNCTIONS_FOLDER = join(BUILD, 'functions');

/** What the bundles are made of, and what the templates are made of. */
const BUILD_INPUTS = ['functions', 'workflows', 'shared', 'infra', 'package-lock.json'];
const SYNTH_INPUTS = ['infra/aws', 'workflows', 'shared', 'cdk.json', 'package-lock.json'];
const MAX_TRIES = 3;
/** The embedded runtime is in no bundle; leaving it out keeps its changes from building everything again. */
const NOT_INPUTS = ['local', 'sqlite', 'template', 'launch', 'upkeep'].map((name) => join('infra', name));

export interface Prepared {
  readonly functions: string;
  readonly templates: string;
}

/**
 * Bundles and templates that fit the sources, made only when these changed. The work is done by a child process, so
 * that neither CDK nor esbuild stay in the memory of the server.
 */
export async function prepare(report: (line: string) => void = () => undefined): Promise<Prepared> {
  for (let tries = 1; ; tries++) {
    const templates = templatesFolder();
    const isThere = existsSync(join(templates, 'manifest.json'));
    // Somebody who edits while this runs gets what was there a moment ago, and the rest at the next start.
    if (isThere && (isBuilt() || tries > MAX_TRIES)) return { functions: FUNCTIONS_FOLDER, templates };
    if (tries > MAX_TRIES) throw new Error('The sources change faster than they can be built.');
    if (tries === 1) report('building functions and templates …');
    await runSelf();
  }
}

async function runSelf(): Promise<void> {
  try {
    await runProgram(import.meta.filename);
  } catch (error) {
    throw new Error(`The build failed:\n${sentenceOf(error)}`);
  }
}

const templatesFolder = (): string => join(SYNTHS, hashOf(SYNTH_INPUTS).slice(0, 16));

function isBuilt(): boolean {
  try {
    return readFileSync(STAMP, 'utf8') === buildStamp();
  } catch {
    return false;
  }
}

/** Sources and results: a build by hand from other sources is noticed, too. */
function buildStamp(): string {
  const results = readdirSync(FUNCTIONS_FOLDER).map((name) => {
    const { size, mtimeMs } = statSync(join(FUNCTIONS_FOLDER, name, 'index.mjs'));
    return [name, size, mtimeMs];
  });
  return JSON.stringify({ sources: hashOf(BUILD_INPUTS), results });
}

function hashOf(inputs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap(filesOf)) hash.update(`${file}\0`).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

function filesOf(path: string): string[] {
  if (NOT_INPUTS.includes(path)) return [];
  const entry = statSync(join(ROOT, path), { throwIfNoEntry: false });
  if (entry === undefined) return [];
  if (!entry.isDirectory()) return [path];
  return readdirSync(join(ROOT, path))
    .sort()
    .flatMap((name) => filesOf(join(path, name)));
}

async function make(): Promise<void> {
  if (!isBuilt()) {
    const sources = hashOf(BUILD_INPUTS);
    const { build } = await import('../build.ts');
    await build();
    // A file saved meanwhile may or may not be in the bundles: without a stamp the next start builds again.
    if (sources === hashOf(BUILD_INPUTS)) writeFileSync(STAMP, buildStamp());
  }
  const templates = templatesFolder();
  if (!existsSync(join(templates, 'manifest.json'))) await synthesise(templates);
}

async function synthesise(folder: string): Promise<void> {
  const { createApp } = await import('../aws/app.ts');
  const draft = `${folder}.${process.pid}.tmp`;
  mkdirSync(draft, { recursive: true });
  createApp({ outdir: draft, stage: 'local' }).synth();
  publish(draft, folder);
  for (const other of readdirSync(SYNTHS).filter((name) => !name.endsWith('.tmp')))
    if (join(SYNTHS, other) !== folder) rmSync(join(SYNTHS, other), { recursive: true, force: true });
}

function publish(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another start was faster; the same sources gave the same templates.
    if (!existsSync(join(folder, 'manifest.json'))) throw error;
    rmSync(draft, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  endWithStarter();
  await make();
}
