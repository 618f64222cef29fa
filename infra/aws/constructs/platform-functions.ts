import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EnvName } from '../../../shared/aws/env.ts';
import type { StorageStack } from '../stacks/storage-stack.ts';
import { acknowledge } from './acknowledge.ts';
import { TaskFunction, type TaskFunctionProps } from './task-function.ts';
import { executionArns, executionsFinding, machineArn } from './track-workflow.ts';

interface PlatformFunctionsProps {
  readonly stage: string;
  readonly storage: StorageStack;
  readonly tracks: readonly string[];
  readonly functions: string;
  /** What only the front end is told. */
  readonly webEnvironment: TaskFunctionProps['environment'];
  readonly deadLetters: Queue;
}

/**
 * Partitions in which a commit deletes: tasks, links and parts of a case, uniqueness it gave up, messages delivered.
 * IAM cannot tell an event from a task of the same case; the store never deletes one, and the audit chain would show it.
 */
const COMMIT_DELETES = ['CASE#*', 'UNIQUE#*', 'OUTBOX#*'];
const COMMIT_ACTIONS = ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'ConditionCheckItem'] as const;

/** The five functions, each with the rights it uses and no other. */
export class PlatformFunctions extends Construct {
  readonly http: TaskFunction;
  readonly enterStage: TaskFunction;
  readonly expireStage: TaskFunction;
  readonly sweep: TaskFunction;
  readonly anchor: TaskFunction;
  private readonly props: PlatformFunctionsProps;

  constructor(scope: Construct, id: string, props: PlatformFunctionsProps) {
    super(scope, id);
    this.props = props;
    this.http = this.createHttp();
    this.enterStage = this.createEnterStage();
    this.expireStage = this.createExpireStage();
    this.sweep = this.createSweep();
    this.anchor = this.createAnchor();
  }

  private createHttp(): TaskFunction {
    const { storage, webEnvironment } = this.props;
    const http = this.task('Http', {
      bundle: 'http',
      description: 'Pages and JSON API',
      memoryMb: 1024,
      // The gateway gives up after 30 s.
      timeout: Duration.seconds(20),
      concurrency: 50,
      environment: {
        ...webEnvironment,
        [EnvName.anchorsBucket]: storage.anchors.bucket.bucketName,
      },
    });
    storage.cases.grant(http, {
      actions: COMMIT_ACTIONS,
      // `wake` for the counts of /readyz.
      indexes: ['inbox', 'list', 'link', 'wake'],
      deletes: [...COMMIT_DELETES, 'SESSION#*'],
    });
    storage.attachments.grant(http);
    storage.anchors.grantRead(http);
    http.allowKey(storage.key, ['dynamodb', 's3', 'secretsmanager']);
    http.allow({
      actions: ['secretsmanager:GetSecretValue'],
      resources: [storage.sessionSecret.secretArn, storage.sealingSecret.secretArn],
    });
    this.allowDriving(http);
    return http;
  }

  /** Keeps a token on a case or answers it; decides nothing, so it writes nothing else. */
  private createEnterStage(): TaskFunction {
    const { storage } = this.props;
    const enter = this.task('EnterStage', {
      bundle: 'enter-stage',
      description: 'A state machine arrived at a wait',
      memoryMb: 512,
      timeout: Duration.seconds(10),
      concurrency: 20,
      environment: {},
    });
    storage.cases.grant(enter, { actions: ['GetItem', 'Query', 'UpdateItem'] });
    enter.allowKey(storage.key, ['dynamodb']);
    this.allowAnswering(enter);
    return enter;
  }

  /** Gives the timer's command, with everything a command may change. */
  private createExpireStage(): TaskFunction {
    const { storage } = this.props;
    const expire = this.task('ExpireStage', {
      bundle: 'expire-stage',
      description: 'A wait ran out',
      memoryMb: 512,
      timeout: Duration.seconds(20),
      concurrency: 20,
      environment: {},
    });
    storage.cases.grant(expire, {
      actions: COMMIT_ACTIONS,
      // A command may start a job over many cases, whose first page is done at once.
      indexes: ['list', 'link'],
      deletes: COMMIT_DELETES,
    });
    expire.allowKey(storage.key, ['dynamodb']);
    this.allowDriving(expire);
    return expire;
  }

  private createSweep(): TaskFunction {
    const { storage, tracks, deadLetters } = this.props;
    const sweep = this.task('Sweep', {
      bundle: 'sweep',
      description: 'Every minute: undelivered messages, reminders, cases without a driver',
      memoryMb: 512,
      // The next one starts after a minute; two may overlap for the hourly comparison.
      timeout: Duration.seconds(55),
      concurrency: 2,
      environment: {},
      deadLetters,
    });
    storage.cases.grant(sweep, {
      actions: COMMIT_ACTIONS,
      indexes: ['list', 'link', 'wake'],
      deletes: COMMIT_DELETES,
    });
    sweep.allowKey(storage.key, ['dynamodb']);
    this.allowDriving(sweep);
    if (tracks.length > 0) sweep.allow({ actions: ['states:ListExecutions'], resources: this.machines() });
    return sweep;
  }

  /** Reads every chain and writes nothing but anchors: the only one that can sign. */
  private createAnchor(): TaskFunction {
    const { storage, deadLetters } = this.props;
    const anchor = this.task('Anchor', {
      bundle: 'anchor',
      description: 'Every day: what the audit chains have grown by, signed, outside the table',
      memoryMb: 512,
      timeout: Duration.minutes(15),
      concurrency: 1,
      environment: {
        [EnvName.anchorsBucket]: storage.anchors.bucket.bucketName,
        [EnvName.anchorKeyId]: storage.anchors.key.keyId,
      },
      deadLetters,
    });
    storage.cases.grant(anchor, { actions: ['GetItem', 'Query'], indexes: ['list'] });
    anchor.allowKey(storage.key, ['dynamodb']);
    storage.anchors.grantAdd(anchor);
    return anchor;
  }

  private task(
    id: string,
    { environment, ...props }: Omit<TaskFunctionProps, 'key' | 'functions'>,
  ): TaskFunction {
    const { stage, storage, functions } = this.props;
    return new TaskFunction(this, id, {
      ...props,
      functions,
      key: storage.key,
      environment: {
        [EnvName.stage]: stage,
        [EnvName.tableName]: storage.cases.table.tableName,
        [EnvName.attachmentsBucket]: storage.attachments.bucket.bucketName,
        [EnvName.stateMachines]: this.machinesByTrack(),
        ...environment,
      },
    });
  }

  private machines(): string[] {
    return this.props.tracks.map((track) => machineArn(this, track));
  }

  private machinesByTrack(): string {
    return JSON.stringify(
      Object.fromEntries(this.props.tracks.map((track) => [track, machineArn(this, track)])),
    );
  }

  /** Answer a waiting state. */
  private allowAnswering(to: TaskFunction): void {
    if (this.props.tracks.length === 0) return;
    to.allow({ actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'], resources: this.machines() });
  }

  /** Answer waiting states, start executions and stop outlived ones. */
  private allowDriving(to: TaskFunction): void {
    const { tracks } = this.props;
    if (tracks.length === 0) return;
    this.allowAnswering(to);
    to.allow({ actions: ['states:StartExecution'], resources: this.machines() });
    to.allow({
      actions: ['states:StopExecution'],
      resources: tracks.map((track) => executionArns(this, track)),
    });
    for (const track of tracks)
      acknowledge(to, {
        [executionsFinding(this, track)]:
          'The name of an execution is made from case and run when it starts; the machine itself is named exactly.',
      });
  }
}
