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

interface SchedulesProps {
  readonly sweep: TaskFunction;
  readonly anchor: TaskFunction;
  readonly deadLetters: Queue;
}

/** Every minute the watchdog; every hour it also compares running executions with open cases (P3); every day an anchor. */
export class Schedules extends Construct {
  private readonly deadLetters: Queue;
  private readonly role: Role;

  constructor(scope: Construct, id: string, { sweep, anchor, deadLetters }: SchedulesProps) {
    super(scope, id);
    this.deadLetters = deadLetters;
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    const targets = [sweep, anchor].map(({ function: { functionArn } }) => functionArn);
    this.role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: targets }));
    this.role.addToPolicy(
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [deadLetters.queueArn] }),
    );
    this.every('EveryMinute', Duration.minutes(1), { target: sweep, input: { reconcile: false } });
    this.every('EveryHour', Duration.hours(1), { target: sweep, input: { reconcile: true } });
    this.every('EveryDay', Duration.days(1), { target: anchor, input: {} });
  }

  private every(
    name: string,
    rate: Duration,
    { target, input }: { target: TaskFunction; input: Readonly<Record<string, unknown>> },
  ): void {
    new Schedule(this, name, {
      schedule: ScheduleExpression.rate(rate),
      target: {
        bind: () => ({
          arn: target.function.functionArn,
          role: this.role,
          input: ScheduleTargetInput.fromObject(input),
          // The next tick makes up for a lost one; a late tick helps nobody.
          retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
          deadLetterConfig: { arn: this.deadLetters.queueArn },
        }),
      },
    });
  }
}
