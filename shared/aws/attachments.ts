import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Attachments } from '../ports.ts';
import { ATTACHMENTS_PREFIX } from './env.ts';

const digestOf = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** Files in a private bucket, keyed by the digest of their content. */
export function bucketAttachments(bucket: string, client = new S3Client()): Attachments {
  const key = (sha256: string) => ({ Bucket: bucket, Key: `${ATTACHMENTS_PREFIX}${sha256}` });
  const missing = (error: unknown): boolean => error instanceof NoSuchKey || error instanceof NotFound;
  return {
    async put(content, mediaType) {
      const sha256 = digestOf(content);
      await client.send(new PutObjectCommand({ ...key(sha256), Body: content, ContentType: mediaType }));
      return { sha256, size: content.byteLength, mediaType };
    },
    async get(sha256) {
      try {
        const { Body, ContentType = 'application/octet-stream' } = await client.send(
          new GetObjectCommand(key(sha256)),
        );
        return Body === undefined
          ? null
          : { content: await Body.transformToByteArray(), mediaType: ContentType };
      } catch (error) {
        if (missing(error)) return null;
        throw error;
      }
    },
    async has(sha256) {
      try {
        await client.send(new HeadObjectCommand(key(sha256)));
        return true;
      } catch (error) {
        if (missing(error)) return false;
        throw error;
      }
    },
  };
}

/** The same in a folder: `<sha256>` holds the content, `<sha256>.type` its media type. */
export function folderAttachments(folder: string): Attachments {
  return {
    async put(content, mediaType) {
      const sha256 = digestOf(content);
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
