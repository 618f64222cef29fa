import { createHash } from 'node:crypto';
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

/** Files in a private bucket, keyed by the digest of their content. */
export function bucketAttachments(bucket: string, client = new S3Client()): Attachments {
  const key = (sha256: string) => ({ Bucket: bucket, Key: `${ATTACHMENTS_PREFIX}${sha256}` });
  const missing = (error: unknown): boolean => error instanceof NoSuchKey || error instanceof NotFound;
  return {
    async put(content, mediaType) {
      const sha256 = createHash('sha256').update(content).digest('hex');
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
