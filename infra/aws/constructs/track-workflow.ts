import { readFileSync } from 'node:fs';
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  type CfnStateMachine,
  DefinitionBody,
  LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { TaskFunction } from './task-function.ts';

export interface TrackDefinition {
  readonly track: string;
  /** Path of the state machine's JSON. */
  readonly file: string;
}

interface TrackWorkflowProps {
  readonly definition: TrackDefinition;
  readonly enterStage: TaskFunction;
  readonly expireStage: TaskFunction;
  readonly key: IKey;
}

/**
 * A physical name, argued: the functions a machine calls start and stop its executions themselves, so machine and
 * function would each need the other's ARN first. A name known beforehand cuts the knot. It costs nothing here,
 * because nothing but a new name or type makes CloudFormation replace a state machine.
 */
const machineName = (scope: Construct, track: string): string => `${Stack.of(scope).stackName}-${track}`;

export const machineArn = (scope: Construct, track: string): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: machineName(scope, track),
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** Every execution of a track's machine. */
export const executionArns = (scope: Construct, track: string): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${machineName(scope, track)}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

/** What cdk-nag calls the wildcard in `executionArns`. */
export const executionsFinding = (scope: Construct, track: string): string =>
  `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:${machineName(scope, track)}:*]`;

/** The state machine of one track, its log and its role. */
export class TrackWorkflow extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: TrackWorkflowProps) {
    super(scope, id);
    const { definition, enterStage, expireStage } = props;
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    const functions = [enterStage, expireStage].map((task) => task.function.functionArn);
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: functions }));
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName: machineName(this, definition.track),
      stateMachineType: StateMachineType.STANDARD,
      // Inline, so that tests and the engine on one machine read it from the template.
      definitionBody: DefinitionBody.fromString(compact(definition.file)),
      definitionSubstitutions: {
        EnterStageFunctionArn: enterStage.function.functionArn,
        ExpireStageFunctionArn: expireStage.function.functionArn,
      },
      role,
      tracingEnabled: true,
      logs: { destination: this.log(props.key), level: LogLevel.ERROR, includeExecutionData: false },
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    (this.machine.node.defaultChild as CfnStateMachine).addMetadata('aman:track', definition.track);
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]':
        'Vended log delivery and X-Ray know no resources: both can only be allowed on all of them.',
    });
    acknowledge(this.machine, {
      'AwsSolutions-SF1':
        'ERROR by design: every step is in the history of the case; ALL would log case ids twice.',
    });
  }

  private log(key: IKey): LogGroup {
    return new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_YEAR,
      encryptionKey: key,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}

const compact = (file: string): string => JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
