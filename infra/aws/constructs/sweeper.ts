import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { TaskFunction } from './task-function.ts';

/** Events that neither the schedule nor the function could handle. */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(this.queue, {
      'Serverless-SQSRedrivePolicy': 'It is the dead-letter queue itself; what lies here raises an alarm.',
      'AwsSolutions-SQS3': 'It is the dead-letter queue itself; what lies here raises an alarm.',
    });
  }
}

interface SweeperProps {
  readonly sweep: TaskFunction;
  readonly deadLetters: Queue;
}

/** Every minute the watchdog; every hour it also compares running executions with open cases (P3). */
export class Sweeper extends Construct {
  constructor(scope: Construct, id: string, { sweep, deadLetters }: SweeperProps) {
    super(scope, id);
    const { functionArn } = sweep.function;
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] }));
    role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
    );
    const every = (name: string, rate: Duration, reconcile: boolean) =>
      new Schedule(this, name, {
        schedule: ScheduleExpression.rate(rate),
        target: {
          bind: () => ({
            arn: functionArn,
            role,
            input: ScheduleTargetInput.fromObject({ reconcile }),
            // The next tick makes up for a lost one; a late tick helps nobody.
            retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
            deadLetterConfig: { arn: deadLetters.queueArn },
          }),
        },
      });
    every('EveryMinute', Duration.minutes(1), false);
    every('EveryHour', Duration.hours(1), true);
  }
}
