import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from '../constructs/acknowledge.ts';
import { AnchorStore } from '../constructs/anchors.ts';
import { AttachmentsBucket } from '../constructs/attachments-bucket.ts';
import { CaseBackup } from '../constructs/case-backup.ts';
import { CaseTable } from '../constructs/case-table.ts';
import { EncryptionKey } from '../constructs/encryption-key.ts';

interface StorageStackProps extends StackProps {
  /** What people entrusted to us outlives the stack. */
  readonly retain: boolean;
}

/** What must survive every deployment: cases, files, anchors, keys and secrets. */
export class StorageStack extends Stack {
  readonly key: IKey;
  readonly cases: CaseTable;
  readonly attachments: AttachmentsBucket;
  readonly anchors: AnchorStore;
  readonly sessionSecret: Secret;
  readonly sealingSecret: Secret;

  constructor(scope: Construct, id: string, { retain, ...props }: StorageStackProps) {
    super(scope, id, props);
    const { key } = new EncryptionKey(this, 'Encryption', { retain });
    this.key = key;
    this.cases = new CaseTable(this, 'Cases', { key, retain });
    if (retain) new CaseBackup(this, 'Backup', { key, cases: this.cases });
    this.attachments = new AttachmentsBucket(this, 'Attachments', { key, retain });
    this.anchors = new AnchorStore(this, 'Anchors', { retain });
    this.sessionSecret = new Secret(this, 'SessionSecret', {
      description: 'Signs sessions and cursors',
      encryptionKey: key,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    acknowledge(this.sessionSecret, {
      'AwsSolutions-SMG4':
        'Rotated by hand with the runbook: a rotation signs everybody out, so it follows an incident, not a calendar.',
    });
    this.sealingSecret = new Secret(this, 'SealingSecret', {
      description: 'Keys of protected concerns are derived from it',
      encryptionKey: key,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    acknowledge(this.sealingSecret, {
      'AwsSolutions-SMG4':
        'Never rotated by a calendar: every sealed entry must be sealed anew with it, which is a deliberate job with two people.',
    });
  }
}
