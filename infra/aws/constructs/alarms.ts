import { Duration, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { TaskFunction } from './task-function.ts';

interface AlarmsProps {
  readonly key: IKey;
  readonly api: HttpApi;
  readonly functions: Readonly<Record<string, TaskFunction>>;
  readonly machines: Readonly<Record<string, StateMachine>>;
  readonly table: Table;
  readonly deadLetters: Queue;
}

interface Watch {
  readonly metric: IMetric;
  /** What went wrong and what to do first; the runbook's heading is the alarm's name. */
  readonly because: string;
  readonly threshold: number;
  /** How many of the last five periods. Default 1. */
  readonly times?: number;
  /** Silence is itself the fault. */
  readonly silence?: boolean;
}

const FIVE_MINUTES = { period: Duration.minutes(5), statistic: 'Sum' } as const;

/** One topic, and an alarm for everything somebody must look at. */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { masterKey: props.key, enforceSSL: true });
    this.watchFrontDoor(props);
    this.watchSweeper(props);
    for (const [name, task] of Object.entries(props.functions)) this.watchFunction(name, task);
    for (const [track, machine] of Object.entries(props.machines)) this.watchMachine(track, machine);
    this.watchTable(props);
    this.watchTrail(props);
  }

  private watchFrontDoor({ api }: AlarmsProps): void {
    const requests = api.metricCount(FIVE_MINUTES);
    const failures = api.metricServerError(FIVE_MINUTES);
    this.watch('http-5xx', {
      metric: new MathExpression({
        expression: '100 * failures / MAX([requests, 1])',
        usingMetrics: { failures, requests },
        period: Duration.minutes(5),
      }),
      because: 'More than 1 % of the requests failed within five minutes.',
      threshold: 1,
    });
    this.watch('http-slow', {
      metric: api.metricLatency({ period: Duration.minutes(5), statistic: 'p95' }),
      because: 'One request in twenty took longer than 3 s.',
      threshold: 3000,
      times: 3,
    });
  }

  private watchSweeper({ functions, deadLetters }: AlarmsProps): void {
    const { sweep } = functions;
    if (sweep !== undefined)
      this.watch('sweeper-silent', {
        metric: sweep.function.metricInvocations(FIVE_MINUTES),
        because: 'The watchdog has not run for five minutes: messages and lost cases wait.',
        threshold: 1,
        silence: true,
      });
    this.watch('dead-letters', {
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ ...FIVE_MINUTES, statistic: 'Maximum' }),
      because: 'An event of the schedule could not be handled.',
      threshold: 0,
    });
    this.watch('outbox-stuck', {
      metric: this.logged('outbox.postponed', functions),
      because:
        'Messages could not be delivered in most of the last 25 minutes: state machines may be unreachable.',
      threshold: 0,
      times: 4,
    });
    this.watch('driver-alarm', {
      metric: this.logged('driver.alarm', functions),
      because: 'A case lost its execution more than five times in a day and is not replaced any more.',
      threshold: 0,
    });
  }

  private watchTrail({ functions: { anchor } }: AlarmsProps): void {
    if (anchor === undefined) return;
    this.watch('trail-fault', {
      metric: this.logged('trail.fault', { anchor }),
      because: 'A history is shorter or other than what was anchored: an old backup, or somebody changed it.',
      threshold: 0,
    });
  }

  /** How often the functions logged this code (shared/aws/log.ts). */
  private logged(code: string, functions: AlarmsProps['functions']): Metric {
    for (const [name, { logGroup }] of Object.entries(functions))
      new MetricFilter(this, `${code}-${name}`, {
        logGroup,
        filterPattern: FilterPattern.stringValue('$.message', '=', code),
        metricNamespace: Stack.of(this).stackName,
        metricName: code,
      });
    return new Metric({ namespace: Stack.of(this).stackName, metricName: code, ...FIVE_MINUTES });
  }

  private watchFunction(name: string, { function: task }: TaskFunction): void {
    this.watch(`${name}-errors`, {
      metric: task.metricErrors(FIVE_MINUTES),
      because: 'The function ended with an error nobody expected.',
      threshold: 0,
    });
    this.watch(`${name}-throttled`, {
      metric: task.metricThrottles(FIVE_MINUTES),
      because: 'More calls at once than the function is set aside for.',
      threshold: 0,
      times: 2,
    });
  }

  private watchMachine(track: string, machine: StateMachine): void {
    const failed = machine.metricFailed(FIVE_MINUTES);
    const timedOut = machine.metricTimedOut(FIVE_MINUTES);
    this.watch(`${track}-failed`, {
      metric: new MathExpression({
        expression: 'failed + timedOut',
        usingMetrics: { failed, timedOut },
        period: Duration.minutes(5),
      }),
      because: 'An execution failed; the watchdog starts the next one within the hour.',
      threshold: 0,
    });
  }

  private watchTable({ table }: AlarmsProps): void {
    const dimensionsMap = { TableName: table.tableName };
    const of = (metricName: string) =>
      new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap, ...FIVE_MINUTES });
    this.watch('table-throttled', {
      metric: new MathExpression({
        expression: 'reads + writes',
        usingMetrics: { reads: of('ReadThrottleEvents'), writes: of('WriteThrottleEvents') },
        period: Duration.minutes(5),
      }),
      because: 'The table refused requests for their number: a hot partition or a limit of the account.',
      threshold: 0,
      times: 2,
    });
    this.watch('table-conflicts', {
      metric: of('TransactionConflict'),
      because: 'More than a hundred writes collided within five minutes.',
      threshold: 100,
    });
  }

  private watch(name: string, { metric, because, threshold, times = 1, silence = false }: Watch): void {
    const alarm = new Alarm(this, name, {
      // A physical name: the runbook and the duty officer's telephone know it.
      alarmName: `${Stack.of(this).stackName}-${name}`,
      alarmDescription: because,
      metric,
      threshold,
      evaluationPeriods: times === 1 ? 1 : 5,
      datapointsToAlarm: times,
      comparisonOperator: silence
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: silence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
  }
}
