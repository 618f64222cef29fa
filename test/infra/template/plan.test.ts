import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readPlan, sharedEnvironment } from '../../../infra/template/plan.ts';

const lambda = 'arn:aws:lambda:us-east-1:000000000000:function:sweep';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aman-plan-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (stack: string, template: object) =>
  writeFileSync(join(folder, `${stack}.template.json`), JSON.stringify(template));
const resource = (Type: string, Properties: object, Metadata = {}) => ({ Type, Properties, Metadata });

const storage = {
  Resources: {
    CasesTable: resource('AWS::DynamoDB::Table', {
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    }),
  },
  Outputs: { Table: { Value: { Ref: 'CasesTable' }, Export: { Name: 'storage:Table' } } },
};
const platform = {
  Resources: {
    Sweep: resource(
      'AWS::Lambda::Function',
      {
        Handler: 'index.handler',
        Timeout: 55,
        Environment: {
          Variables: {
            TABLE_NAME: { 'Fn::ImportValue': 'storage:Table' },
            STATE_MACHINES: { 'Fn::Join': ['', ['{"plan":"', { Ref: 'Machine' }, '"}']] },
          },
        },
      },
      { 'aman:bundle': 'sweep' },
    ),
    Provider: resource('AWS::Lambda::Function', { Handler: 'x', Environment: { 'Fn::FindInMap': [] } }),
    Role: resource('AWS::IAM::Role', {}),
    Machine: resource('AWS::StepFunctions::StateMachine', {
      StateMachineName: 'plan',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the syntax of DefinitionSubstitutions
      DefinitionString: '{"Arguments":{"FunctionName":"${SweepArn}"},"Output":"${kept}"}',
      DefinitionSubstitutions: { SweepArn: { 'Fn::GetAtt': ['Sweep', 'Arn'] } },
      RoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] },
    }),
    Hourly: resource('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 hour)',
      Target: { Arn: { 'Fn::GetAtt': ['Sweep', 'Arn'] }, Input: '{"reconcile":true}' },
    }),
  },
};

describe('the plan in the templates', () => {
  test('joins the stacks of an assembly', () => {
    write('storage', storage);
    write('platform', platform);
    const plan = readPlan(folder);
    expect(plan.tables).toEqual([expect.objectContaining({ name: 'CasesTable', ttlAttribute: 'expiresAt' })]);
    expect(plan.functions).toEqual([
      {
        name: 'sweep',
        bundle: 'sweep',
        handler: 'handler',
        timeoutSeconds: 55,
        environment: {
          TABLE_NAME: 'CasesTable',
          STATE_MACHINES: '{"plan":"arn:aws:states:us-east-1:000000000000:stateMachine:plan"}',
        },
      },
    ]);
    expect(plan.schedules).toEqual([
      { functionName: 'sweep', everyMs: 3_600_000, input: { reconcile: true } },
    ]);
  });

  test('puts the functions into a definition, and leaves what is not named', () => {
    write('storage', storage);
    write('platform', platform);
    const [machine] = readPlan(folder).machines;
    expect(JSON.parse(machine?.definition ?? '')).toEqual({
      Arguments: { FunctionName: lambda },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: no substitution has this name
      Output: '${kept}',
    });
  });

  test('refuses two stacks that use one name', () => {
    write('storage', storage);
    write('again', storage);
    expect(() => readPlan(folder)).toThrow(/Two stacks have a resource CasesTable/);
  });

  test('refuses an export that nobody makes', () => {
    write('platform', platform);
    expect(() => readPlan(folder)).toThrow(/storage:Table/);
  });

  test('refuses two functions that disagree on a variable', () => {
    const of = (name: string, TABLE: string) => ({
      ...{ name, bundle: name, handler: 'handler', timeoutSeconds: 3 },
      environment: { TABLE },
    });
    expect(sharedEnvironment([of('one', 'a'), of('two', 'a')])).toEqual({ TABLE: 'a' });
    const disagreeing = () => sharedEnvironment([of('one', 'a'), of('two', 'b')]);
    expect(disagreeing).toThrow('one and two disagree on the variable TABLE');
  });
});
