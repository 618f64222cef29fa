import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { TaskFunction } from './task-function.ts';

interface OverviewProps {
  readonly api: HttpApi;
  readonly functions: Readonly<Record<string, TaskFunction>>;
  readonly machines: Readonly<Record<string, StateMachine>>;
  readonly table: Table;
}

const PERIOD = { period: Duration.minutes(5) };

/** One page for the question "is it well?": people, functions, workflows, table. */
export class Overview extends Construct {
  constructor(scope: Construct, id: string, { api, functions, machines, table }: OverviewProps) {
    super(scope, id);
    const tasks = Object.entries(functions);
    const tracks = Object.entries(machines);
    const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 8 });
    new Dashboard(this, 'Dashboard', {
      defaultInterval: Duration.days(1),
      widgets: [
        [
          graph('Requests and failures', [api.metricCount(PERIOD), api.metricServerError(PERIOD)]),
          graph('Answer time', [
            api.metricLatency({ ...PERIOD, statistic: 'p50', label: 'p50' }),
            api.metricLatency({ ...PERIOD, statistic: 'p95', label: 'p95' }),
          ]),
          graph(
            'Errors of functions',
            tasks.map(([label, { function: task }]) => task.metricErrors({ ...PERIOD, label })),
          ),
        ],
        [
          graph(
            'Duration of functions, p95',
            tasks.map(([label, { function: task }]) =>
              task.metricDuration({ ...PERIOD, statistic: 'p95', label }),
            ),
          ),
          graph(
            'Workflows started and failed',
            tracks.flatMap(([track, machine]) => [
              machine.metricStarted({ ...PERIOD, label: `${track} started` }),
              machine.metricFailed({ ...PERIOD, label: `${track} failed` }),
            ]),
          ),
          graph('Capacity used by the table', [
            table.metricConsumedReadCapacityUnits(PERIOD),
            table.metricConsumedWriteCapacityUnits(PERIOD),
          ]),
        ],
      ],
    });
  }
}
