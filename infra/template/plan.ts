import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Names, resolveIntrinsics } from './intrinsics.ts';

/** Fixed, because it is part of every ARN that is stored. */
export const PLACE = { region: 'us-east-1', account: '000000000000' };

// The properties that the embedded runtime provides; the others are AWS's own affair.
const Key = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const Index = z.object({
  IndexName: z.string(),
  KeySchema: Key,
  Projection: z.object({
    ProjectionType: z.string().default('ALL'),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
});
/** As CreateTable takes it and DescribeTable tells it. */
export const Table = z.object({
  KeySchema: Key,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  GlobalSecondaryIndexes: z.array(Index).default([]),
});
const Expiry = z.object({
  TimeToLiveSpecification: z.object({ AttributeName: z.string(), Enabled: z.boolean() }).optional(),
});
const Machine = z.object({
  DefinitionString: z.string('A state machine has no definition inside the template'),
  DefinitionSubstitutions: z.record(z.string(), z.string()).default({}),
  RoleArn: z.string(),
});
const LambdaFunction = z.object({
  Handler: z.string(),
  // What Lambda takes when a template says nothing.
  Timeout: z.number().default(3),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()) }).optional(),
});
const Target = z.object({ Arn: z.string(), Input: z.string().default('{}') });
const Schedule = z.object({
  ScheduleExpression: z.unknown(),
  Target: Target.optional(),
  Targets: z.array(Target).default([]),
});
const Resource = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.object({ 'aman:bundle': z.string().optional() }).default({}),
});
const Output = z.object({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() });
const Stack = z.object({
  Resources: z.record(z.string(), Resource).default({}),
  Outputs: z.record(z.string(), Output).default({}),
});

/** What the synthesised stacks ask for, as far as the embedded runtime provides it. */
export type Plan = ReturnType<typeof readPlan>;
export type IndexSpec = z.infer<typeof Index>;
export type TableSpec = Plan['tables'][number];
export type MachineSpec = Plan['machines'][number];
export type FunctionSpec = Plan['functions'][number];
export type ScheduleSpec = Plan['schedules'][number];

/** Reads all templates of a cloud assembly. Throws when one asks for something that cannot be resolved. */
export function readPlan(folder: string) {
  const stacks = readStacks(folder);
  const names = namesOf(stacks);
  const all = <T>(type: string, schema: z.ZodType<T>) =>
    Object.entries(stacks.resources)
      .filter(([, { Type }]) => Type === type)
      .map(([id, { Properties, Metadata }]) => ({
        name: nameOf(stacks, id),
        bundle: Metadata['aman:bundle'],
        // Only when asked for: what CDK adds for its own purposes may use what is not known here.
        properties: () => schema.parse(resolveIntrinsics(Properties, names)),
      }));
  const TableAndExpiry = Table.extend(Expiry.shape);
  return {
    tables: ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table']
      .flatMap((type) => all(type, TableAndExpiry))
      .map(({ name, properties }) => {
        const { TimeToLiveSpecification: ttl, ...table } = properties();
        // The attribute that says when an item expires.
        return { name, table, ttlAttribute: ttl?.Enabled ? ttl.AttributeName : undefined };
      }),
    machines: all('AWS::StepFunctions::StateMachine', Machine).map(({ name, properties }) => {
      const { DefinitionString, DefinitionSubstitutions, RoleArn: roleArn } = properties();
      const definition = DefinitionString.replace(
        /\$\{(\w+)\}/g,
        (whole, key) => DefinitionSubstitutions[key] ?? whole,
      );
      return { name, definition, roleArn };
    }),
    functions: all('AWS::Lambda::Function', LambdaFunction).flatMap(({ name, bundle, properties }) => {
      if (bundle === undefined) return [];
      const { Handler, Timeout: timeoutSeconds, Environment } = properties();
      // Lambda writes `file.export`.
      const [, handler = 'handler'] = Handler.split('.');
      return [{ name, bundle, handler, timeoutSeconds, environment: Environment?.Variables ?? {} }];
    }),
    schedules: ['AWS::Scheduler::Schedule', 'AWS::Events::Rule']
      .flatMap((type) => all(type, Schedule))
      .flatMap(({ properties }) => {
        const { ScheduleExpression, Target: one, Targets } = properties();
        const everyMs = intervalOf(ScheduleExpression);
        return [...(one === undefined ? [] : [one]), ...Targets].flatMap(({ Arn, Input }) => {
          const [, functionName] = /:function:([^:]+)/.exec(Arn) ?? [];
          return functionName === undefined
            ? []
            : { functionName, everyMs, input: JSON.parse(Input) as unknown };
        });
      }),
  };
}

type Stacks = ReturnType<typeof readStacks>;

function readStacks(folder: string) {
  const stacks = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => Stack.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))));
  const resources = new Map<string, z.infer<typeof Resource>>();
  for (const [id, resource] of stacks.flatMap(({ Resources }) => Object.entries(Resources))) {
    if (resources.has(id)) throw new Error(`Two stacks have a resource ${id}; the local host joins them`);
    resources.set(id, resource);
  }
  const outputs = stacks.flatMap(({ Outputs }) => Object.values(Outputs));
  return { resources: Object.fromEntries(resources), outputs };
}

/** Service and path of the ARNs that do not follow from the type. */
const ARNS: Readonly<Record<string, readonly [string, string]>> = {
  'AWS::Lambda::Function': ['lambda', 'function:'],
  'AWS::StepFunctions::StateMachine': ['states', 'stateMachine:'],
};

function namesOf(stacks: Stacks): Names {
  const { region, account } = PLACE;
  const pseudo: Readonly<Record<string, string>> = {
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
  };
  const arn = (id: string): string => {
    const type = stacks.resources[id]?.Type ?? '';
    const [, service = '', kind = ''] = type.toLowerCase().split('::');
    const [prefix, path] = ARNS[type] ?? [service, `${kind}/`];
    return `arn:aws:${prefix}:${region}:${account}:${path}${nameOf(stacks, id)}`;
  };
  return {
    ref(id) {
      const type = stacks.resources[id]?.Type;
      // Parameters carry what only a deployment knows (bootstrap version, addresses); nothing here runs on them.
      if (type === undefined) return pseudo[id] ?? `parameter-${id}`;
      const isArn = type === 'AWS::StepFunctions::StateMachine' || type === 'AWS::SNS::Topic';
      return isArn ? arn(id) : nameOf(stacks, id);
    },
    attribute(id, attribute) {
      if (stacks.resources[id] === undefined) return undefined;
      if (attribute.endsWith('Arn')) return arn(id);
      return attribute === 'Name' ? nameOf(stacks, id) : `${nameOf(stacks, id)}.${attribute}`;
    },
    exported: (name) => stacks.outputs.find(({ Export }) => Export?.Name === name)?.Value,
  };
}

/** The physical name if the template gives one, else the bundle for functions, else the logical id. */
function nameOf({ resources }: Stacks, id: string): string {
  const { Type = '', Properties = {}, Metadata } = resources[id] ?? {};
  const kind = Type.split('::').at(-1) ?? '';
  const given = Properties[kind === 'GlobalTable' ? 'TableName' : `${kind}Name`];
  return typeof given === 'string' ? given : (Metadata?.['aman:bundle'] ?? id);
}

/** One process has one environment: the functions get the union. Throws when two want a variable to differ. */
export function sharedEnvironment(functions: readonly FunctionSpec[]): Record<string, string> {
  const shared = new Map<string, { readonly owner: string; readonly value: string }>();
  for (const { name, environment } of functions)
    for (const [variable, value] of Object.entries(environment)) {
      const known = shared.get(variable);
      if (known !== undefined && known.value !== value)
        throw new Error(`The functions ${known.owner} and ${name} disagree on the variable ${variable}`);
      shared.set(variable, { owner: name, value });
    }
  return Object.fromEntries([...shared].map(([variable, { value }]) => [variable, value]));
}

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** `rate(1 minute)` in milliseconds. */
export function intervalOf(expression: unknown): number {
  const [, count, unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(String(expression)) ?? [];
  const everyMs = Number(count) * (UNITS[unit] ?? Number.NaN);
  if (!(everyMs > 0)) throw new Error(`The local host knows only rate(…) schedules, not ${expression}`);
  return everyMs;
}
