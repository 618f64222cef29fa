import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ATTACHMENTS_PREFIX } from '../../../shared/aws/env.ts';
import { acknowledge } from './acknowledge.ts';
import type { TaskFunction } from './task-function.ts';

interface AttachmentsBucketProps {
  readonly key: IKey;
  readonly retain: boolean;
}

/** Photos, letters and minutes, named by the SHA-256 of their content. */
export class AttachmentsBucket extends Construct {
  readonly bucket: Bucket;
  private readonly exportName: string;

  constructor(scope: Construct, id: string, { key, retain }: AttachmentsBucketProps) {
    super(scope, id);
    this.exportName = `${Stack.of(this).stackName}-AttachmentsArn`;
    const removalPolicy = retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    const guarded = {
      removalPolicy,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    };
    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...guarded,
      // S3 cannot deliver access logs under a key of our own.
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(365) }],
    });
    acknowledge(accessLogs, {
      'AwsSolutions-S1': 'It receives the access logs; logging the log bucket into itself would never end.',
    });
    this.bucket = new Bucket(this, 'Bucket', {
      ...guarded,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      versioned: true,
      // The class may leave a member undefined that its own interface requires.
      serverAccessLogsBucket: accessLogs as IBucket,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
  }

  /** Listing is what makes S3 answer 404, and not 403, for a file that is not there. */
  grant(to: TaskFunction): void {
    // Exported under a name of our own, so that the finding below can be acknowledged exactly.
    const arn = Stack.of(this).exportValue(this.bucket.bucketArn, { name: this.exportName });
    to.allow({ actions: ['s3:GetObject', 's3:PutObject'], resources: [`${arn}/${ATTACHMENTS_PREFIX}*`] });
    to.allow({ actions: ['s3:ListBucket'], resources: [arn] });
    acknowledge(to, {
      [`AwsSolutions-IAM5[Resource::${this.exportName}/${ATTACHMENTS_PREFIX}*]`]:
        'Files are named by the hash of their content, so only the prefix of their names is known beforehand.',
    });
  }
}
