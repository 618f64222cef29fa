import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Attachments } from '../ports.ts';

/** Files in a private folder, named by the digest of their content: `<sha256>` holds the content, `<sha256>.type` its media type. */
export function folderAttachments(folder: string): Attachments {
  return {
    async put(content, mediaType) {
      const sha256 = createHash('sha256').update(content).digest('hex');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeDurably(join(folder, `${sha256}.type`), new TextEncoder().encode(mediaType));
      await writeDurably(join(folder, sha256), content);
      return { sha256, size: content.byteLength, mediaType };
    },
    async get(sha256) {
      if (!(await this.has(sha256))) return null;
      const [content, mediaType] = await Promise.all([
        readFile(join(folder, sha256)),
        readFile(join(folder, `${sha256}.type`), 'utf8'),
      ]);
      return { content, mediaType };
    },
    async has(sha256) {
      // A digest is the only name there is; nothing else can leave the folder.
      if (!/^[0-9a-f]{64}$/.test(sha256)) return false;
      return stat(join(folder, sha256)).then(
        () => true,
        () => false,
      );
    },
  };
}

/** Whole or not at all, and on the disk before anybody is told: written aside, synced, then renamed. */
async function writeDurably(path: string, content: Uint8Array): Promise<void> {
  const aside = `${path}.${process.pid}.tmp`;
  const file = await open(aside, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(aside, path);
}
