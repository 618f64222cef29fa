import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { EnvName, readEnv, readWebEnv } from '../../../shared/aws/env.ts';
import { indexes } from '../../../shared/aws/keys.ts';
import { registry } from '../../../workflows/registry.ts';
import { resourcesOf, synthesised } from './synthesised.ts';

// One file for both stacks: loading CDK takes longer than all these tests.
const dev = synthesised('dev', (both) => both);
const prod = synthesised('prod', (both) => both);
const registered = synthesised('dev', ({ platform }) => platform, { registered: true });

describe('the table', () => {
  const [table] = Object.values(resourcesOf(dev.storage, 'AWS::DynamoDB::Table'));

  it('is one, with pk and sk, billed by request, encrypted with our key and recoverable for 35 days', () => {
    dev.storage.resourceCountIs('AWS::DynamoDB::Table', 1);
    dev.storage.hasResourceProperties('AWS::DynamoDB::Table', {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: Match.anyValue() },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    });
  });

  const projections = table?.Properties.GlobalSecondaryIndexes as {
    IndexName: string;
    KeySchema: { AttributeName: string }[];
    Projection: { ProjectionType: string; NonKeyAttributes: string[] };
  }[];

  it('has exactly the indexes the store asks for', () => {
    expect(projections.map(({ IndexName }) => IndexName).sort()).toEqual(
      Object.values(indexes)
        .map(({ name }) => name)
        .sort(),
    );
  });

  it.each(projections)(
    'names the keys of $IndexName after it and repeats only some attributes, never a token',
    (index) => {
      const { IndexName, KeySchema, Projection } = index;
      expect(KeySchema.map(({ AttributeName }) => AttributeName)).toEqual([
        `${IndexName}Pk`,
        `${IndexName}Sk`,
      ]);
      expect(Projection.ProjectionType).toBe('INCLUDE');
      expect(Projection.NonKeyAttributes).not.toContain('driver');
      expect(Projection.NonKeyAttributes).not.toContain('doc');
    },
  );
});

describe('what people entrusted to us', () => {
  const kept = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::KMS::Key'];

  it.each(kept)('stays in production when the stack goes: %s', (type) => {
    for (const { DeletionPolicy } of Object.values(resourcesOf(prod.storage, type)))
      expect(DeletionPolicy).toBe('Retain');
  });

  it.each(kept)('goes with a development stack: %s', (type) => {
    for (const { DeletionPolicy } of Object.values(resourcesOf(dev.storage, type)))
      expect(DeletionPolicy).toBe('Delete');
  });

  it('cannot be deleted in production by one click', () => {
    prod.storage.hasResourceProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: true });
    dev.storage.hasResourceProperties('AWS::DynamoDB::Table', { DeletionProtectionEnabled: false });
  });
});

it('copies the table every night in production, into a vault that keeps what it got', () => {
  prod.storage.hasResourceProperties('AWS::Backup::BackupVault', {
    LockConfiguration: { MinRetentionDays: 35 },
  });
  const [plan] = Object.values(resourcesOf(prod.storage, 'AWS::Backup::BackupPlan'));
  expect(JSON.stringify(plan)).toContain('"DeleteAfterDays":365');
  dev.storage.resourceCountIs('AWS::Backup::BackupPlan', 0);
});

describe('the buckets', () => {
  it('are closed to the public and to plain HTTP', () => {
    const buckets = resourcesOf(dev.storage, 'AWS::S3::Bucket');
    for (const { Properties } of Object.values(buckets))
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    const policies = Object.values(resourcesOf(dev.storage, 'AWS::S3::BucketPolicy'));
    expect(policies).toHaveLength(Object.keys(buckets).length);
    for (const policy of policies) expect(JSON.stringify(policy)).toContain('"aws:SecureTransport":"false"');
  });

  it('keep every version of an attachment under our key and log who fetched it', () => {
    dev.storage.hasResourceProperties('AWS::S3::Bucket', {
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: Match.anyValue() } },
        ],
      },
      LoggingConfiguration: Match.anyValue(),
    });
  });
});

it('rotates the key', () => {
  dev.storage.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
});

it('gives the same templates for the same inputs', () => {
  expect(synthesised('dev', ({ text }) => text)).toBe(dev.text);
});

const functions = Object.values(resourcesOf(prod.platform, 'AWS::Lambda::Function'));
const functionNamed = (bundle: string) =>
  functions.find(({ Metadata }) => Metadata?.['aman:bundle'] === bundle);
const variablesOf = (bundle: string): string[] => {
  const environment = functionNamed(bundle)?.Properties.Environment as { Variables: object };
  return Object.keys(environment.Variables);
};

describe('the functions', () => {
  it('are the five bundles and nothing that CDK slipped in', () => {
    expect(functions.map(({ Metadata }) => Metadata?.['aman:bundle']).sort()).toEqual([
      'anchor',
      'enter-stage',
      'expire-stage',
      'http',
      'sweep',
    ]);
  });

  it.each(functions.map((each) => [String(each.Metadata?.['aman:bundle']), each.Properties] as const))(
    '%s runs Node 24 on arm64, traced, logging JSON, within stated limits',
    (bundle, properties) => {
      expect(properties).toMatchObject({
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
      expect(properties.MemorySize).toBeGreaterThan(0);
      // Only the daily anchor may take longer: it reads every chain that grew.
      expect(properties.Timeout).toBeLessThanOrEqual(bundle === 'anchor' ? 900 : 59);
      expect(properties.ReservedConcurrentExecutions).toBeGreaterThan(0);
    },
  );

  it('get the variables that the code reads, and no others', () => {
    const every = [EnvName.stage, EnvName.tableName, EnvName.attachmentsBucket, EnvName.stateMachines];
    const web = [
      EnvName.publicUrl,
      EnvName.sessionSecretArn,
      EnvName.sealingSecretArn,
      EnvName.userPoolId,
      EnvName.userPoolClientId,
      EnvName.signInUrl,
      EnvName.anchorsBucket,
      EnvName.changesPerMinute,
    ];
    const ours = (names: readonly string[]) => names.filter((name) => name !== 'NODE_OPTIONS').sort();
    for (const bundle of ['enter-stage', 'expire-stage', 'sweep'])
      expect(ours(variablesOf(bundle))).toEqual([...every].sort());
    expect(ours(variablesOf('http'))).toEqual([...every, ...web].sort());
    const signing = [EnvName.anchorsBucket, EnvName.anchorKeyId];
    expect(ours(variablesOf('anchor'))).toEqual([...every, ...signing].sort());
  });

  it('are never given a secret or the demo sign-in', () => {
    const given = new Set(
      functions.flatMap(({ Metadata }) => variablesOf(String(Metadata?.['aman:bundle']))),
    );
    expect(given).not.toContain(EnvName.sessionSecret);
    expect(given).not.toContain(EnvName.demoSignIn);
  });

  it('can read what they are given', () => {
    const given = Object.fromEntries(variablesOf('http').map((name) => [name, 'x']));
    const environment = {
      ...given,
      [EnvName.stateMachines]: '{"first":"arn:first"}',
      [EnvName.changesPerMinute]: '120',
    };
    expect(readEnv(environment)).toEqual({
      stage: 'x',
      tableName: 'x',
      attachments: { bucket: 'x' },
      stateMachines: { first: 'arn:first' },
    });
    expect(readWebEnv(environment)).toMatchObject({
      sessionSecret: { arn: 'x' },
      sealingSecret: { arn: 'x' },
      changesPerMinute: 120,
      cognito: { userPoolId: 'x', clientId: 'x', signInUrl: 'x' },
    });
  });
});

describe('the state machines', () => {
  const machines = Object.values(resourcesOf(prod.platform, 'AWS::StepFunctions::StateMachine'));

  it('are one for each track, standard, traced, logging errors without what people wrote', () => {
    expect(machines.map(({ Metadata }) => Metadata?.['aman:track'])).toEqual(['first', 'second']);
    for (const { Properties } of machines)
      expect(Properties).toMatchObject({
        StateMachineType: 'STANDARD',
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: { Level: 'ERROR', IncludeExecutionData: false },
      });
  });

  it('have the name that the functions were told beforehand', () => {
    expect(machines.map(({ Properties }) => Properties.StateMachineName)).toEqual([
      'Aman-prod-Platform-first',
      'Aman-prod-Platform-second',
    ]);
    const environment = functionNamed('http')?.Properties.Environment as {
      Variables: Record<string, unknown>;
    };
    const told = JSON.stringify(environment.Variables[EnvName.stateMachines]);
    for (const { Properties } of machines)
      expect(told).toContain(`:stateMachine:${Properties.StateMachineName}`);
  });

  it.each([
    ['the examples', machines],
    ['the registered tracks', Object.values(resourcesOf(registered, 'AWS::StepFunctions::StateMachine'))],
  ])('bear their definition in the template, every placeholder of it substituted: %s', (_, each) => {
    for (const { Properties } of each) {
      const definition = String(Properties.DefinitionString);
      expect(JSON.parse(definition)).toMatchObject({ QueryLanguage: 'JSONata' });
      const placeholders = [...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
      expect(placeholders).not.toHaveLength(0);
      expect(Object.keys(Properties.DefinitionSubstitutions as object)).toEqual(
        expect.arrayContaining(placeholders),
      );
    }
  });

  it('exist for every track of the registry', () => {
    const names = Object.values(resourcesOf(registered, 'AWS::StepFunctions::StateMachine')).map(
      ({ Metadata }) => Metadata?.['aman:track'],
    );
    expect(names).toEqual(registry.tracks.map(({ kind }) => kind));
  });
});

describe('the watchdog', () => {
  const schedules = Object.values(resourcesOf(prod.platform, 'AWS::Scheduler::Schedule'));

  it('runs every minute, compares every hour and anchors every day', () => {
    const rounds = schedules.map(({ Properties }) => {
      const { Input } = Properties.Target as { Input: string };
      return [Properties.ScheduleExpression, JSON.parse(Input)];
    });
    expect(rounds).toEqual([
      ['rate(1 minute)', { reconcile: false }],
      ['rate(1 hour)', { reconcile: true }],
      ['rate(1 day)', {}],
    ]);
  });

  it('leaves an event that failed where an alarm sees it', () => {
    for (const { Properties } of schedules)
      expect(Properties.Target).toMatchObject({ DeadLetterConfig: { Arn: expect.anything() } });
    prod.platform.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
  });
});

describe('the front door', () => {
  it('sends every request to the one function', () => {
    const routes = Object.values(resourcesOf(prod.platform, 'AWS::ApiGatewayV2::Route'));
    expect(routes.map(({ Properties }) => Properties.RouteKey)).toEqual(['$default']);
  });

  it('throttles and logs requests without their query', () => {
    const [stage] = Object.values(resourcesOf(prod.platform, 'AWS::ApiGatewayV2::Stage'));
    expect(stage?.Properties).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: {
        ThrottlingRateLimit: expect.any(Number),
        ThrottlingBurstLimit: expect.any(Number),
      },
    });
    const format = JSON.stringify(stage?.Properties.AccessLogSettings);
    expect(format).toContain('$context.path');
    expect(format).not.toMatch(/query/i);
  });

  it('lets nobody sign up, asks everybody for a second factor and has no secret', () => {
    prod.platform.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      DeletionProtection: 'ACTIVE',
    });
    prod.platform.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthFlowsUserPoolClient: true,
    });
    const [client] = Object.values(resourcesOf(prod.platform, 'AWS::Cognito::UserPoolClient'));
    expect(JSON.stringify(client?.Properties.CallbackURLs)).toContain('/sign-in/callback');
    const [pool] = Object.values(resourcesOf(prod.platform, 'AWS::Cognito::UserPool'));
    // A user name of its own, which an administrator sets; with UsernameAttributes it would be the address.
    expect(pool?.Properties).not.toHaveProperty('UsernameAttributes');
  });
});

it('keeps every log for a year, under our key', () => {
  const logs = Object.values(resourcesOf(prod.platform, 'AWS::Logs::LogGroup'));
  expect(logs).toHaveLength(8);
  for (const { Properties } of logs)
    expect(Properties).toMatchObject({ RetentionInDays: 365, KmsKeyId: expect.anything() });
});

it('tells the alarm topic about every alarm', () => {
  const alarms = Object.values(resourcesOf(prod.platform, 'AWS::CloudWatch::Alarm'));
  expect(alarms.length).toBeGreaterThan(10);
  for (const { Properties } of alarms) {
    expect(Properties.AlarmActions).toHaveLength(1);
    expect(String(Properties.AlarmName)).toMatch(/^Aman-prod-Platform-[a-z0-9-]+$/);
    expect(String(Properties.AlarmDescription).length).toBeGreaterThan(30);
  }
});
