import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EnvName } from '../../../shared/aws/env.ts';
import { Alarms } from '../constructs/alarms.ts';
import { HttpFrontDoor } from '../constructs/http-front-door.ts';
import { Overview } from '../constructs/overview.ts';
import { PlatformFunctions } from '../constructs/platform-functions.ts';
import { DeadLetters, Schedules } from '../constructs/schedules.ts';
import { SignIn } from '../constructs/sign-in.ts';
import { type TrackDefinition, TrackWorkflow } from '../constructs/track-workflow.ts';
import type { StorageStack } from './storage-stack.ts';

interface PlatformStackProps extends StackProps {
  readonly stage: string;
  readonly retain: boolean;
  readonly storage: StorageStack;
  readonly tracks: readonly TrackDefinition[];
  /** Folder of the bundles. */
  readonly functions: string;
}

// Two a second for a whole minute: more than anybody types (reliability notes, D-5).
const CHANGES_PER_MINUTE = 120;

/** What can be thrown away and deployed again: functions, state machines, front door, watchdog, alarms. */
export class PlatformStack extends Stack {
  constructor(scope: Construct, id: string, props: PlatformStackProps) {
    const { stage, retain, storage, tracks, functions: bundles, ...stackProps } = props;
    super(scope, id, stackProps);
    const { key } = storage;
    const frontDoor = new HttpFrontDoor(this, 'FrontDoor', { key });
    const signIn = new SignIn(this, 'SignIn', { stage, retain, publicUrl: frontDoor.url });
    const deadLetters = new DeadLetters(this, 'DeadLetters').queue;
    const functions = new PlatformFunctions(this, 'Functions', {
      stage,
      storage,
      tracks: tracks.map(({ track }) => track),
      functions: bundles,
      deadLetters,
      webEnvironment: {
        [EnvName.publicUrl]: frontDoor.url,
        [EnvName.sessionSecretArn]: storage.sessionSecret.secretArn,
        [EnvName.sealingSecretArn]: storage.sealingSecret.secretArn,
        [EnvName.userPoolId]: signIn.pool.userPoolId,
        [EnvName.userPoolClientId]: signIn.client.userPoolClientId,
        [EnvName.signInUrl]: signIn.url,
        [EnvName.changesPerMinute]: String(CHANGES_PER_MINUTE),
      },
    });
    frontDoor.send(functions.http);
    new Schedules(this, 'Schedules', { sweep: functions.sweep, anchor: functions.anchor, deadLetters });
    const machines = Object.fromEntries(
      tracks.map((definition) => [definition.track, this.workflow(definition, functions, storage)]),
    );
    const watched = {
      api: frontDoor.api,
      functions: {
        http: functions.http,
        'enter-stage': functions.enterStage,
        'expire-stage': functions.expireStage,
        sweep: functions.sweep,
        anchor: functions.anchor,
      },
      machines,
      table: storage.cases.table,
    };
    const { topic } = new Alarms(this, 'Alarms', { ...watched, key, deadLetters });
    new Overview(this, 'Overview', watched);
    new CfnOutput(this, 'AlarmTopic', { value: topic.topicArn });
  }

  private workflow(definition: TrackDefinition, functions: PlatformFunctions, { key }: StorageStack) {
    const { enterStage, expireStage } = functions;
    return new TrackWorkflow(this, `Track-${definition.track}`, { definition, enterStage, expireStage, key })
      .machine;
  }
}
