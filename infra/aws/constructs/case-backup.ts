import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { BackupPlan, BackupPlanRule, BackupResource, BackupVault } from 'aws-cdk-lib/aws-backup';
import { Schedule } from 'aws-cdk-lib/aws-events';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { CaseTable } from './case-table.ts';

interface CaseBackupProps {
  readonly key: IKey;
  readonly cases: CaseTable;
}

// 03:00 in Baghdad, when nobody decides anything.
const NIGHT = { hour: '0', minute: '0' };

/** Copies outside the table: every night for 35 days, every month for a year. Point-in-time recovery covers the hours. */
export class CaseBackup extends Construct {
  constructor(scope: Construct, id: string, { key, cases }: CaseBackupProps) {
    super(scope, id);
    const backupVault = new BackupVault(this, 'Vault', {
      encryptionKey: key,
      // Governance, not compliance: a wrong setting could otherwise never be corrected.
      lockConfiguration: { minRetention: Duration.days(35) },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    const plan = new BackupPlan(this, 'Plan', {
      backupVault,
      backupPlanRules: [
        new BackupPlanRule({
          ruleName: 'nightly',
          scheduleExpression: Schedule.cron(NIGHT),
          deleteAfter: Duration.days(35),
        }),
        new BackupPlanRule({
          ruleName: 'monthly',
          scheduleExpression: Schedule.cron({ ...NIGHT, day: '1' }),
          deleteAfter: Duration.days(365),
        }),
      ],
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSBackupServiceRolePolicyForBackup'),
      ],
    });
    acknowledge(role, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]':
        "AWS Backup's own policy for its own service; a copy by hand would fail silently when the service changes.",
    });
    plan.addSelection('Cases', { role, resources: [BackupResource.fromDynamoDbTable(cases.table)] });
  }
}
