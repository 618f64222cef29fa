import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { resourcesOf, synthesised } from './synthesised.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const all = synthesised('dev', ({ storage, platform }) => ({ storage, platform }));

const policies = [all.storage, all.platform].flatMap((template) =>
  Object.entries(resourcesOf(template, 'AWS::IAM::Policy')).map(([id, { Properties }]) => ({
    id,
    statements: (Properties.PolicyDocument as { Statement: Statement[] }).Statement,
  })),
);
const statements = policies.flatMap(({ id, statements: own }) =>
  own.map((statement) => ({ id, ...statement })),
);
const actionsOf = ({ Action }: Pick<Statement, 'Action'>): string[] => [Action].flat();
const resourcesIn = ({ Resource }: Pick<Statement, 'Resource'>): unknown[] => [Resource].flat();
const rightsOf = (owner: string): string[] =>
  statements.filter(({ id }) => id.startsWith(`Functions${owner}`)).flatMap(actionsOf);

/** What AWS can only allow on all resources: traces of functions, traces of machines, delivery of the machines' logs. */
const EVERYWHERE: readonly string[] = [
  ...['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
  ...['xray:GetSamplingRules', 'xray:GetSamplingTargets'],
  ...['Create', 'Delete', 'Get', 'List', 'Update'].map(
    (verb) => `logs:${verb}LogDeliver${verb === 'List' ? 'ies' : 'y'}`,
  ),
  ...['logs:DescribeLogGroups', 'logs:DescribeResourcePolicies', 'logs:PutResourcePolicy'],
];

const COMMIT = [
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:UpdateItem',
];
const ANSWER = ['states:SendTaskFailure', 'states:SendTaskSuccess'];
const DRIVE = [...ANSWER, 'states:StartExecution', 'states:StopExecution'];
const UNDER_EVERY_FUNCTION = /^(xray|logs|kms):/;

describe('rights', () => {
  it('are only ever granted, never for all actions of a service', () => {
    for (const statement of statements) {
      expect(statement.Effect).toBe('Allow');
      for (const action of actionsOf(statement)) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
    }
  });

  it('reach everything only where a service knows no resources', () => {
    const everywhere = statements.filter((statement) => resourcesIn(statement).includes('*'));
    expect(everywhere.length).toBeGreaterThan(0);
    expect(everywhere.flatMap(actionsOf).filter((action) => !EVERYWHERE.includes(action))).toEqual([]);
  });

  it('have a star inside a resource only for executions, files and anchors, which are named when they come about', () => {
    const starred = statements
      .flatMap((statement) => resourcesIn(statement).map((resource) => JSON.stringify(resource)))
      .filter((resource) => resource.includes('*') && resource !== '"*"');
    for (const resource of starred)
      expect(resource).toMatch(
        /:execution:Aman-dev-Platform-\w+:\*|\/attachments\/\*|Storage-AnchorsArn"\},"\/(open\/)?\*/,
      );
  });

  it('come from no managed policy', () => {
    for (const template of [all.storage, all.platform])
      for (const { Properties } of Object.values(resourcesOf(template, 'AWS::IAM::Role')))
        expect(Properties).not.toHaveProperty('ManagedPolicyArns');
  });

  it.each([
    [
      'Http',
      [...COMMIT, ...DRIVE, 's3:GetObject', 's3:ListBucket', 's3:PutObject', 'secretsmanager:GetSecretValue'],
    ],
    ['EnterStage', ['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem', ...ANSWER]],
    ['ExpireStage', [...COMMIT, ...DRIVE]],
    [
      'Sweep',
      [
        ...COMMIT,
        ...DRIVE,
        'states:ListExecutions',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:SendMessage',
      ],
    ],
    // The only one that can sign, and it can write nothing in the table.
    [
      'Anchor',
      [
        'dynamodb:GetItem',
        'dynamodb:Query',
        's3:GetObject',
        's3:ListBucket',
        's3:PutObject',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:SendMessage',
      ],
    ],
  ])('of %s are these and no others', (owner, expected) => {
    const rights = [...new Set(rightsOf(owner))].filter((action) => !UNDER_EVERY_FUNCTION.test(action));
    expect(rights.sort()).toEqual([...expected].sort());
  });

  it('to delete are bound to partitions', () => {
    const deleting = statements.filter((statement) => actionsOf(statement).includes('dynamodb:DeleteItem'));
    expect(deleting).toHaveLength(3);
    const commit = ['CASE#*', 'UNIQUE#*', 'OUTBOX#*'];
    for (const { id, Condition } of deleting)
      expect(Condition).toEqual({
        'ForAllValues:StringLike': {
          'dynamodb:LeadingKeys': id.startsWith('FunctionsHttp') ? [...commit, 'SESSION#*'] : commit,
        },
      });
  });

  it('to the key hold only through the services that keep our data', () => {
    const keyed = statements.filter((statement) =>
      actionsOf(statement).some((action) => action.startsWith('kms:')),
    );
    const ofFunctions = keyed.filter(({ id }) => id.startsWith('Functions'));
    const [signing = [], functions = []] = [true, false].map((signs) =>
      ofFunctions.filter((statement) => actionsOf(statement).includes('kms:Sign') === signs),
    );
    expect(signing.map(({ id, Action }) => [id.replace(/Role.*/, ''), Action])).toEqual([
      ['FunctionsAnchor', ['kms:GetPublicKey', 'kms:Sign']],
    ]);
    expect(functions).toHaveLength(5);
    for (const { Condition } of functions)
      expect(Condition).toHaveProperty(['StringEquals', 'kms:ViaService']);
  });

  it('cover every call that the adapters make', () => {
    const granted = new Set(['Http', 'Sweep', 'Anchor'].flatMap(rightsOf));
    const missing = commandsUsed()
      .flatMap(actionsNeeded)
      .filter((action) => !granted.has(action));
    expect(missing).toEqual([]);
  });
});

const ADAPTERS = join(import.meta.dirname, '../../../shared/aws');

function commandsUsed(): string[] {
  const sources = readdirSync(ADAPTERS).map((file) => readFileSync(join(ADAPTERS, file), 'utf8'));
  return [
    ...new Set(
      sources.flatMap((text) => [...text.matchAll(/new (\w+)Command\(/g)].map(([, name]) => name ?? '')),
    ),
  ];
}

const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  Get: ['dynamodb:GetItem'],
  Query: ['dynamodb:Query'],
  Put: ['dynamodb:PutItem'],
  Update: ['dynamodb:UpdateItem'],
  Delete: ['dynamodb:DeleteItem'],
  TransactWrite: [
    'dynamodb:ConditionCheckItem',
    'dynamodb:DeleteItem',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
  ],
  TransactGet: ['dynamodb:GetItem'],
  BatchGet: ['dynamodb:BatchGetItem'],
  HeadObject: ['s3:GetObject', 's3:ListBucket'],
  GetObject: ['s3:GetObject'],
  PutObject: ['s3:PutObject'],
  GetSecretValue: ['secretsmanager:GetSecretValue'],
  Sign: ['kms:Sign'],
  GetPublicKey: ['kms:GetPublicKey'],
};

const actionsNeeded = (command: string): readonly string[] => ACTIONS[command] ?? [`states:${command}`];

describe('cdk-nag', () => {
  const report = synthesised('prod', ({ app }) => {
    const reasons = app.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.values(data as Record<string, unknown>));
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
    let failure: unknown = null;
    try {
      app.synth({ force: true });
    } catch (error) {
      failure = error;
    }
    return { reasons, failure };
  });

  it('has no finding that is not acknowledged', () => {
    expect(report.failure).toBeNull();
  });

  it('is answered with a reason a reviewer can weigh', () => {
    expect(report.reasons.length).toBeGreaterThan(0);
    for (const reason of report.reasons) expect(String(reason).length).toBeGreaterThanOrEqual(40);
  });
});
