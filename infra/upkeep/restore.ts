import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { inspect } from './inspect.ts';
import { checkedManifest, FINGERPRINT, MANIFEST, type Manifest } from './manifest.ts';
import { DATABASES } from './snapshot.ts';

/** Makes a data folder from a backup after looking at all of it. Throws a sentence, and then nothing was changed. */
export function restore(backup: string, dataDir: string): Manifest {
  const [from, to] = [resolve(backup), resolve(dataDir)];
  const manifest = checkedManifest(from);
  if (existsSync(to) && readdirSync(to).length > 0)
    throw new Error(`${to} is not empty. Move it away first; nothing is overwritten.`);
  lookAt(from);
  const draft = `${to}.partial`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(from, draft, { recursive: true });
  chmodSync(draft, 0o700);
  rmSync(join(draft, MANIFEST));
  writeFileSync(join(draft, FINGERPRINT), `${manifest.sealingFingerprint}\n`);
  rmSync(to, { recursive: true, force: true });
  renameSync(draft, to);
  return manifest;
}

/** The hashes say that nothing changed since; this says that it was sound. On a copy: looking at it writes. */
function lookAt(backup: string): void {
  const copy = mkdtempSync(join(tmpdir(), 'aman-restore-'));
  try {
    for (const name of DATABASES)
      if (existsSync(join(backup, name))) cpSync(join(backup, name), join(copy, name));
    const { problems } = inspect(copy);
    if (problems.length > 0) throw new Error(`${backup} cannot be restored: ${problems.join(' ')}`);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
