import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll } from 'vitest';
import { bucketAttachments } from '../../shared/aws/bucket-attachments.ts';
import { folderAttachments } from '../../shared/aws/folder-attachments.ts';
import { attachmentsContract } from './attachments.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'aman-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

attachmentsContract('a folder', () => folderAttachments(join(folder, crypto.randomUUID())));

/** A bucket as far as the adapter uses one: keys, bodies, content types, and S3's own errors. */
attachmentsContract('a bucket', () => {
  const objects = new Map<string, { body: Uint8Array; type: string }>();
  const s3 = mockClient(S3Client);
  const $metadata = {};
  s3.on(PutObjectCommand).callsFake(({ Key, Body, ContentType }) =>
    objects.set(Key, { body: Body, type: ContentType }),
  );
  s3.on(GetObjectCommand).callsFake(({ Key }) => {
    const object = objects.get(Key);
    if (object === undefined) throw new NoSuchKey({ $metadata, message: 'no such key' });
    return { Body: { transformToByteArray: async () => object.body }, ContentType: object.type };
  });
  s3.on(HeadObjectCommand).callsFake(({ Key }) => {
    if (!objects.has(Key)) throw new NotFound({ $metadata, message: 'not found' });
    return {};
  });
  return bucketAttachments('files', new S3Client({ region: 'us-east-1' }));
});
