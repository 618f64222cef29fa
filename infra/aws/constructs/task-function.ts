import { join } from 'node:path';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type PolicyStatementProps, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  ApplicationLogLevel,
  Architecture,
  type CfnFunction,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { EnvName } from '../../../shared/aws/env.ts';
import { acknowledge } from './acknowledge.ts';

export interface TaskFunctionProps {
  /** Name of the bundle, `<functions>/<bundle>/index.mjs`. */
  readonly bundle: string;
  /** Folder of the bundles, see infra/build.ts. */
  readonly functions: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeout: Duration;
  /** How many may run at once, set aside from the account's limit so that no other function starves it. */
  readonly concurrency: number;
  readonly environment: Readonly<Partial<Record<EnvName, string>>>;
  readonly key: IKey;
  /** For a function invoked asynchronously: where an event goes that failed. */
  readonly deadLetters?: IQueue;
}

/** A Lambda function with a role of its own that starts with no rights but its log and its traces. */
export class TaskFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: TaskFunctionProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_YEAR,
      encryptionKey: props.key,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.function = new LambdaFunction(this, 'Function', {
      ...this.runtime(props),
      role: this.role,
      logGroup: this.logGroup,
      ...(props.deadLetters === undefined
        ? {}
        : {
            onFailure: new SqsDestination(props.deadLetters),
            retryAttempts: 0,
            maxEventAge: Duration.minutes(1),
          }),
    });
    // Infra on one machine finds the bundle by it.
    (this.function.node.defaultChild as CfnFunction).addMetadata('aman:bundle', props.bundle);
    this.allow({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [this.logGroup.logGroupArn],
    });
    this.acknowledgeFindings(props);
  }

  /** One more right, exactly as written. */
  allow(statement: PolicyStatementProps): void {
    this.role.addToPolicy(new PolicyStatement(statement));
  }

  /** The key, only through the services that keep our data. */
  allowKey(key: IKey, services: readonly string[]): void {
    const { region } = Stack.of(this);
    this.allow({
      actions: [
        'kms:Decrypt',
        'kms:DescribeKey',
        'kms:Encrypt',
        'kms:GenerateDataKey',
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ],
      resources: [key.keyArn],
      conditions: {
        StringEquals: { 'kms:ViaService': services.map((service) => `${service}.${region}.amazonaws.com`) },
      },
    });
  }

  private runtime(props: TaskFunctionProps) {
    return {
      description: props.description,
      code: Code.fromAsset(join(props.functions, props.bundle)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      reservedConcurrentExecutions: props.concurrency,
      environment: { NODE_OPTIONS: '--enable-source-maps', ...props.environment },
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN,
    };
  }

  private acknowledgeFindings({ deadLetters }: TaskFunctionProps): void {
    acknowledge(this.role, {
      'AwsSolutions-IAM5[Resource::*]':
        'X-Ray knows no resources: xray:Put* can only be allowed on all of them.',
    });
    acknowledge(this.function, {
      'Serverless-LambdaDLQ':
        deadLetters === undefined
          ? 'Invoked synchronously: the caller sees the failure and retries it, no event is lost.'
          : 'An event that failed goes to the destination on failure, which tells more than a dead-letter queue.',
    });
  }
}
