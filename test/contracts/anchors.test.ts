import { generateKeyPairSync, sign } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, expect, it } from 'vitest';
import { bucketAnchors } from '../../shared/aws/bucket-anchors.ts';
import { folderAnchors } from '../../shared/aws/folder-anchors.ts';
import { draftAnchor } from '../../shared/kernel/anchor.ts';
import { anchorsContract } from './anchors.contract.ts';

const folder = mkdtempSync(join(tmpdir(), 'aman-anchors-'));
afterAll(() => rmSync(folder, { recursive: true }));
const newFolder = (): string => join(folder, crypto.randomUUID());

anchorsContract('a folder', () => folderAnchors(newFolder()), null);

it('goes on after a line that a power cut tore', async () => {
  const place = newFolder();
  const first = await folderAnchors(place).add('open', draftAnchor(undefined, 'then', []));
  appendFileSync(join(place, 'anchors.ndjson'), '{"type":"anchor","numb');
  expect(await folderAnchors(place).read('open')).toEqual([first]);
  const second = await folderAnchors(place).add('open', draftAnchor(first, 'now', []));
  expect(await folderAnchors(place).read('open')).toEqual([first, second]);
});

it('keeps the key that signs for the owner alone', async () => {
  const place = newFolder();
  await folderAnchors(place).add('open', draftAnchor(undefined, 'then', []));
  expect(statSync(join(place, 'anchor-key')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(place, 'anchors.ndjson'), 'utf8')).not.toContain('PRIVATE');
});

/** A bucket and a key as far as the adapter uses them: conditional puts, lists in order, ECDSA over SHA-256. */
anchorsContract(
  'a bucket',
  () => {
    const objects = new Map<string, string>();
    const s3 = mockClient(S3Client);
    s3.on(PutObjectCommand).callsFake(({ Key, Body, IfNoneMatch }) => {
      if (IfNoneMatch === '*' && objects.has(Key)) throw new Error('PreconditionFailed');
      objects.set(Key, Body);
      return {};
    });
    s3.on(GetObjectCommand).callsFake(({ Key }) => ({
      Body: { transformToString: async () => objects.get(Key) },
    }));
    s3.on(ListObjectsV2Command).callsFake(({ Prefix }) => ({
      Contents: [...objects.keys()]
        .filter((key) => key.startsWith(Prefix))
        .sort()
        .map((Key) => ({ Key })),
    }));
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const kms = mockClient(KMSClient);
    kms
      .on(GetPublicKeyCommand)
      .resolves({ PublicKey: new Uint8Array(publicKey.export({ type: 'spki', format: 'der' })) });
    kms.on(SignCommand).callsFake(({ Message }) => ({ Signature: sign('sha256', Message, privateKey) }));
    const region = { region: 'us-east-1' };
    return bucketAnchors(
      { bucket: 'anchors', keyId: 'key' },
      { s3: new S3Client(region), kms: new KMSClient(region) },
    );
  },
  'sha256',
);

it('cannot be added to by who was given no key', async () => {
  await expect(
    bucketAnchors({ bucket: 'anchors', keyId: null }).add('open', draftAnchor(undefined, 'then', [])),
  ).rejects.toThrow('may read anchors');
});
