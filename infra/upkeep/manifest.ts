import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';

export const MANIFEST = 'manifest.json';
/** Left by a restore, until the sealing secret that belongs to it is there. */
export const FINGERPRINT = 'sealing-fingerprint';

/** What a backup says about itself; written last, so that half a backup has none. */
const Manifest = z.strictObject({
  product: z.literal('aman'),
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  /** Of the sealing secret, which is kept elsewhere: protected entries can be read with that one only. */
  sealingFingerprint: z.string(),
  files: z.record(z.string(), z.strictObject({ bytes: z.int(), sha256: z.string() })),
});
export type Manifest = z.infer<typeof Manifest>;

/** All files below the folder, as paths from it, in order. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => relative('.', path))
    .sort();
}

export const fingerprint = (content: Buffer | string): string =>
  createHash('sha256').update(content).digest('hex');

export function describeFiles(folder: string): Manifest['files'] {
  const paths = filesBelow(folder).filter((path) => path !== MANIFEST);
  return Object.fromEntries(
    paths.map((path) => {
      const content = readFileSync(join(folder, path));
      return [path, { bytes: content.length, sha256: fingerprint(content) }];
    }),
  );
}

/** The manifest of a backup whose files are exactly those it names. Throws a sentence. */
export function checkedManifest(backup: string): Manifest {
  const path = join(backup, MANIFEST);
  if (!existsSync(path))
    throw new Error(`${backup} is no backup of Aman, or one that was cut off: it has no ${MANIFEST}.`);
  const parsed = Manifest.safeParse(parse(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path} is damaged or of another program or version.`);
  const found = describeFiles(backup);
  const named = parsed.data.files;
  for (const name of new Set([...Object.keys(named), ...Object.keys(found)])) {
    if (found[name] === undefined) throw new Error(`${backup} is incomplete: ${name} is missing.`);
    if (named[name] === undefined)
      throw new Error(`${backup} holds ${name}, which its manifest does not name.`);
    if (found[name].sha256 !== named[name].sha256)
      throw new Error(`${backup} is damaged: ${name} is not what was backed up.`);
  }
  return parsed.data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
