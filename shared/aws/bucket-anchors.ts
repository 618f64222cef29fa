import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { type Anchor, anchorDigest } from '../kernel/anchor.ts';
import type { AnchorSeries, Anchors } from '../ports.ts';
import { systemCrypto } from './system.ts';

// Eight digits sort a daily anchor for 270,000 years.
const NUMBER_DIGITS = 8;
// Objects fetched at once when a series is read.
const AT_ONCE = 16;

interface Clients {
  readonly s3: S3Client;
  readonly kms: KMSClient;
}

/**
 * One object an anchor, in a bucket whose objects cannot be changed or deleted while their retention lasts, signed by
 * an asymmetric KMS key that never leaves it. Without a key they can be read, not added to.
 */
export function bucketAnchors(
  { bucket, keyId }: { readonly bucket: string; readonly keyId: string | null },
  { s3, kms }: Clients = { s3: new S3Client(), kms: new KMSClient() },
): Anchors {
  const nameOf = (series: AnchorSeries, number: number): string =>
    `${series}/${String(number).padStart(NUMBER_DIGITS, '0')}.json`;
  const get = async (key: string): Promise<Anchor> => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return JSON.parse((await Body?.transformToString()) ?? '') as Anchor;
  };
  return {
    async read(series) {
      const names: string[] = [];
      const pages = paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: `${series}/` });
      for await (const { Contents = [] } of pages)
        names.push(...Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
      const anchors: Anchor[] = [];
      for (let i = 0; i < names.length; i += AT_ONCE)
        anchors.push(...(await Promise.all(names.slice(i, i + AT_ONCE).map(get))));
      return anchors;
    },
    async add(series, draft) {
      if (keyId === null) throw new Error('this function may read anchors, not add to them');
      const digest = anchorDigest(draft, systemCrypto.sha256);
      const anchor: Anchor = { ...draft, digest, ...(await signed(kms, keyId, digest)) };
      await s3.send(
        new PutObjectCommand({
          Bucket: bucket,
          Key: nameOf(series, draft.number),
          Body: JSON.stringify(anchor),
          ContentType: 'application/json',
          // Two runs at once: the second finds the number taken.
          IfNoneMatch: '*',
          ChecksumAlgorithm: 'SHA256',
        }),
      );
      return anchor;
    },
  };
}

async function signed(
  kms: KMSClient,
  keyId: string,
  digest: string,
): Promise<Pick<Anchor, 'publicKey' | 'signature'>> {
  const [{ PublicKey }, { Signature }] = await Promise.all([
    kms.send(new GetPublicKeyCommand({ KeyId: keyId })),
    kms.send(
      new SignCommand({
        KeyId: keyId,
        Message: Buffer.from(digest),
        MessageType: 'RAW',
        SigningAlgorithm: 'ECDSA_SHA_256',
      }),
    ),
  ]);
  if (PublicKey === undefined || Signature === undefined) throw new Error('KMS gave no signature');
  return { publicKey: base64(PublicKey), signature: base64(Signature) };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
