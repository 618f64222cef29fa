import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectLockRetention,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { TaskFunction } from './task-function.ts';

interface AnchorsProps {
  readonly retain: boolean;
}

/** Series that the front end may show; those of sealed kinds are for nobody but who adds to them. */
const SHOWN = 'open';

/**
 * What the history had become, day by day, where who writes the table cannot reach: objects locked for ten years, signed
 * by a key that never leaves KMS.
 */
export class AnchorStore extends Construct {
  readonly bucket: Bucket;
  readonly key: Key;
  private readonly exportName: string;
  private exported: string | undefined;

  constructor(scope: Construct, id: string, { retain }: AnchorsProps) {
    super(scope, id);
    this.exportName = `${Stack.of(this).stackName}-AnchorsArn`;
    const removalPolicy = retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.bucket = new Bucket(this, 'Bucket', {
      removalPolicy,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      // Ids and hashes, no content: a key of our own would only add somebody who can make them unreadable.
      encryption: BucketEncryption.S3_MANAGED,
      versioned: true,
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention.governance(Duration.days(retain ? 3650 : 1)),
    });
    acknowledge(this.bucket, {
      'AwsSolutions-S1':
        'One object a day, written by one function and locked; who reads it learns ids and hashes, nothing else.',
    });
    this.key = new Key(this, 'SigningKey', {
      description: 'Aman: signs the anchors of the audit chains',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy,
    });
  }

  /** Both series, and the key: for the one function that adds. */
  grantAdd(to: TaskFunction): void {
    this.allow(to, '', ['s3:GetObject', 's3:PutObject']);
    to.allow({ actions: ['kms:Sign', 'kms:GetPublicKey'], resources: [this.key.keyArn] });
  }

  grantRead(to: TaskFunction): void {
    this.allow(to, `${SHOWN}/`, ['s3:GetObject']);
  }

  private allow(to: TaskFunction, prefix: string, actions: readonly string[]): void {
    // Exported under a name of our own, so that the finding below can be acknowledged exactly.
    this.exported ??= Stack.of(this).exportValue(this.bucket.bucketArn, { name: this.exportName });
    const arn = this.exported;
    to.allow({ actions: [...actions], resources: [`${arn}/${prefix}*`] });
    to.allow({
      actions: ['s3:ListBucket'],
      resources: [arn],
      ...(prefix === '' ? {} : { conditions: { StringLike: { 's3:prefix': `${prefix}*` } } }),
    });
    acknowledge(to, {
      [`AwsSolutions-IAM5[Resource::${this.exportName}/${prefix}*]`]:
        'Anchors are named by their number, which counts up day by day.',
    });
  }
}
