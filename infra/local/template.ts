import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, type Names, resolveIntrinsics, type TemplateResource } from './intrinsics.ts';

export interface TableSpec {
  readonly name: string;
  readonly keySchema: unknown;
  readonly attributes: readonly AttributeDefinition[];
  readonly indexes: readonly IndexSpec[];
  /** The attribute that says when an item expires. */
  readonly ttlAttribute: string | undefined;
}

interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: string;
}

export interface IndexSpec {
  readonly IndexName: string;
  readonly KeySchema: unknown;
  readonly Projection: unknown;
}

export interface MachineSpec {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
}

export interface FunctionSpec {
  readonly name: string;
  /** The folder below `.build/functions` with its code. */
  readonly bundle: string;
  /** `file.export`, as Lambda writes it. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
}

export interface ScheduleSpec {
  readonly functionName: string;
  readonly everyMs: number;
  readonly input: unknown;
}

/** What the synthesised stacks ask for, as far as the embedded runtime provides it. */
export interface Plan {
  readonly tables: readonly TableSpec[];
  readonly machines: readonly MachineSpec[];
  readonly functions: readonly FunctionSpec[];
  readonly schedules: readonly ScheduleSpec[];
}

export interface Place {
  readonly region: string;
  readonly account: string;
}

type Resources = Readonly<Record<string, TemplateResource>>;

interface Stacks {
  readonly resources: Resources;
  readonly outputs: readonly Record<string, unknown>[];
}

/** Reads all templates of a cloud assembly. Throws when one asks for something that cannot be resolved. */
export function readPlan(folder: string, place: Place): Plan {
  const stacks = readStacks(folder);
  const names = namesOf(stacks, place);
  const resolved = (type: string) =>
    Object.entries(stacks.resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, { Properties }]) => ({
        id,
        properties: () => record(resolveIntrinsics(Properties, names)),
      }));
  const tables = [...resolved('AWS::DynamoDB::GlobalTable'), ...resolved('AWS::DynamoDB::Table')];
  const functions = resolved('AWS::Lambda::Function').flatMap(({ id, properties }) => {
    const bundle = bundleOf(stacks, id);
    // What CDK adds for its own purposes has no bundle of ours and nothing to do here.
    return bundle === undefined ? [] : [functionSpec(names.ref(id) ?? bundle, bundle, properties())];
  });
  return {
    tables: tables.map(({ id, properties }) => tableSpec(names.ref(id) ?? id, properties())),
    machines: resolved('AWS::StepFunctions::StateMachine').map(({ id, properties }) =>
      machineSpec(nameOf(stacks, id), properties()),
    ),
    functions,
    schedules: [...resolved('AWS::Scheduler::Schedule'), ...resolved('AWS::Events::Rule')].flatMap(
      ({ properties }) => scheduleSpecs(properties()),
    ),
  };
}

function readStacks(folder: string): Stacks {
  const templates = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => record(JSON.parse(readFileSync(join(folder, file), 'utf8'))));
  const resources = templates.flatMap((template) => Object.entries(record(template.Resources)));
  const twice = resources.find(([id], at) => resources.findIndex(([other]) => other === id) !== at);
  if (twice !== undefined)
    throw new Error(`Two stacks have a resource ${twice[0]}; the local host joins them`);
  return {
    resources: Object.fromEntries(resources) as Resources,
    outputs: templates.flatMap(({ Outputs }) => Object.values(record(Outputs)).map(record)),
  };
}

function namesOf(stacks: Stacks, { region, account }: Place): Names {
  const pseudo: Record<string, string> = {
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const arn = (id: string): string => {
    const type = stacks.resources[id]?.Type ?? '';
    const [, service = '', kind = ''] = type.toLowerCase().split('::');
    const name = nameOf(stacks, id);
    if (type === 'AWS::Lambda::Function') return `arn:aws:lambda:${region}:${account}:function:${name}`;
    if (type === 'AWS::StepFunctions::StateMachine')
      return `arn:aws:states:${region}:${account}:stateMachine:${name}`;
    return `arn:aws:${service}:${region}:${account}:${kind}/${name}`;
  };
  const refersToArn = (type: string) =>
    type === 'AWS::StepFunctions::StateMachine' || type === 'AWS::SNS::Topic';
  return {
    ref(id) {
      const type = stacks.resources[id]?.Type;
      if (type === undefined) return pseudo[id] ?? parameterOf(id);
      return refersToArn(type) ? arn(id) : nameOf(stacks, id);
    },
    attribute(id, attribute) {
      if (stacks.resources[id] === undefined) return undefined;
      if (attribute.endsWith('Arn')) return arn(id);
      return attribute === 'Name' ? nameOf(stacks, id) : `${nameOf(stacks, id)}.${attribute}`;
    },
    exported: (name) => stacks.outputs.find(({ Export }) => record(Export).Name === name)?.Value,
  };
}

/** Parameters carry what only a deployment knows (bootstrap version, addresses); nothing here runs on them. */
const parameterOf = (id: string): string => `parameter-${id}`;

/** The physical name if the template gives one, else the bundle for functions, else the logical id. */
function nameOf(stacks: Stacks, id: string): string {
  const { Type, Properties = {} } = stacks.resources[id] ?? {};
  const kind = Type?.split('::').at(-1) ?? '';
  const given = Properties[kind === 'GlobalTable' ? 'TableName' : `${kind}Name`];
  if (typeof given === 'string') return given;
  return (Type === 'AWS::Lambda::Function' && bundleOf(stacks, id)) || id;
}

function bundleOf({ resources }: Stacks, id: string): string | undefined {
  const bundle = resources[id]?.Metadata?.['aman:bundle'];
  return typeof bundle === 'string' ? bundle : undefined;
}

function tableSpec(name: string, properties: Record<string, unknown>): TableSpec {
  const ttl = record(properties.TimeToLiveSpecification);
  return {
    name,
    keySchema: properties.KeySchema,
    attributes: properties.AttributeDefinitions as readonly AttributeDefinition[],
    indexes: listOf(properties.GlobalSecondaryIndexes).map(({ IndexName, KeySchema, Projection }) => ({
      IndexName: String(IndexName),
      KeySchema,
      Projection,
    })),
    ttlAttribute: ttl.Enabled === true ? String(ttl.AttributeName) : undefined,
  };
}

function machineSpec(name: string, properties: Record<string, unknown>): MachineSpec {
  if (typeof properties.DefinitionString !== 'string')
    throw new Error(`The state machine ${name} has no definition inside the template`);
  const substitutions = Object.entries(record(properties.DefinitionSubstitutions));
  const definition = substitutions.reduce(
    (text, [key, value]) => text.replaceAll(`\${${key}}`, String(value)),
    properties.DefinitionString,
  );
  return { name, definition, roleArn: String(properties.RoleArn) };
}

function functionSpec(name: string, bundle: string, properties: Record<string, unknown>): FunctionSpec {
  const variables = Object.entries(record(record(properties.Environment).Variables));
  return {
    name,
    bundle,
    handler: String(properties.Handler),
    // What Lambda takes when a template says nothing.
    timeoutSeconds: Number(properties.Timeout ?? 3),
    environment: Object.fromEntries(variables.map(([key, value]) => [key, String(value)])),
  };
}

function scheduleSpecs(properties: Record<string, unknown>): ScheduleSpec[] {
  const everyMs = intervalOf(properties.ScheduleExpression);
  return [record(properties.Target), ...listOf(properties.Targets)]
    .filter(({ Arn }) => String(Arn).includes(':function:'))
    .map(({ Arn, Input }) => ({
      functionName: String(Arn).split(':function:')[1]?.split(':')[0] ?? '',
      everyMs,
      input: typeof Input === 'string' ? JSON.parse(Input) : {},
    }));
}

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** `rate(1 minute)` in milliseconds. */
export function intervalOf(expression: unknown): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(expression)) ?? [];
  const everyMs = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (!(everyMs > 0)) throw new Error(`The local host knows only rate(…) schedules, not ${expression}`);
  return everyMs;
}

const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {});

const listOf = (value: unknown): Record<string, unknown>[] => (Array.isArray(value) ? value.map(record) : []);
