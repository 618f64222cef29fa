import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Anchor, anchorDigest } from '../kernel/anchor.ts';
import type { AnchorSeries, Anchors } from '../ports.ts';
import { systemCrypto } from './system.ts';

const FILES = { open: 'anchors.ndjson', sealed: 'anchors-sealed.ndjson' } as const;
const KEY = 'anchor-key';

/** One line an anchor, in files beside the database, signed with an Ed25519 key made at the first anchor. */
export function folderAnchors(folder: string): Anchors {
  const read = async (series: AnchorSeries): Promise<Anchor[]> => {
    const text = await readFile(join(folder, FILES[series]), 'utf8').catch(absent);
    return wholeLines(text).map((line) => JSON.parse(line) as Anchor);
  };
  return {
    read,
    async add(series, draft) {
      const last = (await read(series)).at(-1)?.number ?? 0;
      if (draft.number !== last + 1) throw new Error(`anchor ${draft.number} is there already`);
      const key = await keyIn(folder);
      const digest = anchorDigest(draft, systemCrypto.sha256);
      const anchor: Anchor = {
        ...draft,
        digest,
        publicKey: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
        signature: sign(null, Buffer.from(digest), key).toString('base64'),
      };
      await appendLine(join(folder, FILES[series]), JSON.stringify(anchor));
      return anchor;
    },
  };
}

function absent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}

/** A line without its end was cut off by a power cut: it was never acknowledged, and is written again. */
const wholeLines = (text: string): string[] => text.split('\n').slice(0, -1);

async function appendLine(path: string, line: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(absent);
  const whole = Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1));
  const file = await open(path, text === '' ? 'a' : 'r+', 0o600);
  try {
    if (text !== '') await file.truncate(whole);
    await file.write(`${line}\n`, whole);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function keyIn(folder: string): Promise<KeyObject> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, KEY);
  const known = await readFile(path, 'utf8').catch(absent);
  if (known !== '') return createPrivateKey(known);
  const { privateKey } = generateKeyPairSync('ed25519');
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    await file.sync();
  } finally {
    await file.close();
  }
  return privateKey;
}
