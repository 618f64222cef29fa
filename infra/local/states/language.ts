import { z } from 'zod';
import { compile, expressionText } from './query.ts';

/*
 * Amazon States Language as far as the engine runs it, with JSONata only. Each object is strict: a field that is not
 * here, and so every form of JSONPath, is refused by name.
 */

/** AWS: the largest number of seconds a time limit or a wait may have. */
export const MAX_SECONDS = 99_999_999;

/** Refuses every expression in a value that does not parse, and what is left of the JSONPath forms. */
function checkExpressions(value: unknown, context: z.RefinementCtx, path: (string | number)[] = []): void {
  const refuse = (message: string, code?: string) =>
    context.addIssue({ code: 'custom', message, path, params: { code } });
  const field = String(path.at(-1));
  if (field.endsWith('.$')) refuse(`The JSONPath field '${field}' is not supported`);
  const text = expressionText(value);
  for (const fault of text === null ? [] : faultsOf(text)) refuse(fault, 'INVALID_JSONATA_EXPRESSION');
  if (text === null && typeof value === 'string' && /^\s*\{%|%\}\s*$/.test(value))
    refuse('An expression must begin with {% and end with %}');
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Array.isArray(value) ? value.entries() : Object.entries(value))
    checkExpressions(each, context, [...path, key]);
}

function* faultsOf(expression: string): Generator<string> {
  if (/\$eval\s*\(/.test(expression)) yield '$eval is not supported';
  try {
    compile(expression);
  } catch (error) {
    yield (error as Error).message;
  }
}

/** A field that may hold expressions, at any depth. */
const withExpressions = <Type extends z.ZodType>(type: Type) =>
  type.superRefine((value, context) => checkExpressions(value, context));

/** A constant of a type, or an expression that gives one. */
const orExpression = <Type extends z.ZodType>(wanted: string, type: Type) => {
  const expression = z.custom<string>((value) => expressionText(value) !== null);
  return withExpressions(z.union([type, expression], { error: `Must be ${wanted}, or an expression` }));
};

const whole = (least: number) => z.int().min(least).max(MAX_SECONDS);
const wholeOrExpression = (least: number) =>
  orExpression(`a whole number from ${least} to ${MAX_SECONDS}`, whole(least)).optional();
const template = withExpressions(z.unknown()).optional();
const text = withExpressions(z.string()).optional();
const name = z.string();

const comment = { Comment: z.string().optional() };
/** Fields of every place that leaves a state: the state itself, a Choice rule, a Catch. */
const exit = { Output: template, Assign: withExpressions(z.record(name, z.unknown())).optional() };
/** One of them; `at` is its place in the state. */
export type Exit = z.infer<z.ZodObject<typeof exit>> & { Next?: string | undefined; at?: string };

const errorEquals = z.array(z.string()).min(1);
const Retrier = z
  .strictObject({
    ...comment,
    ErrorEquals: errorEquals,
    IntervalSeconds: whole(1).optional(),
    BackoffRate: z.number().min(1).optional(),
    MaxAttempts: whole(0).optional(),
    MaxDelaySeconds: z.int().min(1).max(31_622_399).optional(),
    JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
  })
  .refine(({ MaxDelaySeconds = MAX_SECONDS, IntervalSeconds = 1 }) => MaxDelaySeconds > IntervalSeconds, {
    path: ['MaxDelaySeconds'],
    error: 'MaxDelaySeconds must be above IntervalSeconds',
  });
export type Retrier = z.infer<typeof Retrier>;

const Catcher = z.strictObject({ ...comment, ErrorEquals: errorEquals, Next: name, ...exit });
const Condition = orExpression('true or false', z.boolean());
const ChoiceRule = z.strictObject({ ...comment, Condition, Next: name, ...exit });

/** Retriers or catchers: the first that knows the error counts. */
const handlers = <Type extends z.ZodType<{ ErrorEquals: string[] }>>(type: Type) =>
  z
    .array(type)
    .superRefine((list, context) => {
      const index = list.findIndex(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'));
      if (index < 0 || (index === list.length - 1 && list[index]?.ErrorEquals.length === 1)) return;
      const message = 'States.ALL must stand alone and in the last entry';
      context.addIssue({ code: 'custom', message, path: [index, 'ErrorEquals'] });
    })
    .optional();
const handled = { Retry: handlers(Retrier), Catch: handlers(Catcher) };

const INVOKE = /^arn:aws[a-z-]*:states:::lambda:(invoke|invoke\.waitForTaskToken)$/;
const FUNCTION = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9-_]+(:[A-Za-z0-9-_$]+)?$/;
/** The integration of a task that only a callback finishes. */
export const AWAITS_TOKEN = 'invoke.waitForTaskToken';

/** What a Task's Resource calls: a function of its own ARN, `invoke` or AWAITS_TOKEN; null if the engine cannot. */
export function integrationOf(resource: string): string | null {
  return FUNCTION.test(resource) ? 'function' : (INVOKE.exec(resource)?.[1] ?? null);
}

/** What lambda:invoke takes; also checked when an expression has computed it. */
export const Invocation = z.strictObject({ FunctionName: z.string(), Payload: z.unknown().optional() });

// Only a plain Lambda ARN takes any argument.
function checkCall(task: { Resource: string; Arguments?: unknown }, context: z.RefinementCtx): void {
  const isInvoke = integrationOf(task.Resource)?.startsWith('invoke');
  if (!isInvoke || expressionText(task.Arguments) !== null) return;
  for (const issue of Invocation.safeParse(task.Arguments).error?.issues ?? [])
    context.issues.push({ ...issue, input: task, path: ['Arguments', ...issue.path] } as z.core.$ZodRawIssue);
}

const QueryLanguage = z.literal('JSONata');
const state = <Type extends string, Fields extends z.ZodRawShape>(type: Type, fields: Fields) =>
  z.strictObject({ Type: z.literal(type), ...comment, QueryLanguage: QueryLanguage.optional(), ...fields });

/** A state that goes on by itself. */
const step = <Type extends string, Fields extends z.ZodRawShape>(type: Type, fields: Fields) =>
  state(type, { ...fields, ...exit, Next: name.optional(), End: z.boolean().optional() }).refine(
    (given: { Next?: unknown; End?: unknown }) => (given.Next !== undefined) !== (given.End === true),
    'A state has either Next or "End": true',
  );

/** A machine, or a branch of one. */
export interface Branch {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: State };
}

const branch = {
  ...comment,
  StartAt: name,
  // The type is given where the language refers to itself.
  States: z.lazy((): z.ZodType<Branch['States']> => States),
};
const ProcessorConfig = z.strictObject({ Mode: z.literal('INLINE').optional() }).optional();

/** The table of state types: which there are, and what each may say. */
const State = z.discriminatedUnion(
  'Type',
  [
    step('Task', {
      Resource: z.string().refine((resource) => integrationOf(resource) !== null, 'Not a supported resource'),
      Arguments: template,
      TimeoutSeconds: wholeOrExpression(1),
      HeartbeatSeconds: wholeOrExpression(1),
      ...handled,
    })
      // An expression is not a number, and neither above nor below one.
      .refine(
        ({ TimeoutSeconds, HeartbeatSeconds }) => !(Number(HeartbeatSeconds) >= Number(TimeoutSeconds)),
        { path: ['HeartbeatSeconds'], error: 'HeartbeatSeconds must be below TimeoutSeconds' },
      )
      .superRefine(checkCall),
    state('Choice', { Choices: z.array(ChoiceRule).min(1), Default: name.optional(), ...exit }),
    step('Wait', { Seconds: wholeOrExpression(0), Timestamp: text }).refine(
      ({ Seconds, Timestamp }) => (Seconds === undefined) !== (Timestamp === undefined),
      'A Wait has either Seconds or Timestamp',
    ),
    step('Pass', {}),
    state('Succeed', { Output: template }),
    state('Fail', { Error: text, Cause: text }),
    step('Parallel', { Branches: z.array(z.strictObject(branch)).min(1), Arguments: template, ...handled }),
    step('Map', {
      ItemProcessor: z.strictObject({ ...branch, ProcessorConfig }),
      Items: orExpression('a list', z.array(z.unknown())).optional(),
      ItemSelector: template,
      MaxConcurrency: wholeOrExpression(0),
      ...handled,
    }),
  ],
  { error: 'Not an object with a supported Type' },
);
type State = z.infer<typeof State>;
export type StateType = State['Type'];
export type StateOf<Type extends StateType> = Extract<State, { Type: Type }>;

const States = z
  .record(z.string().max(80), State)
  .refine((states) => Object.keys(states).length > 0, 'At least one state');

/** A whole definition. Its TimeoutSeconds is a number: there is nothing yet that an expression could read. */
export const Machine = z.strictObject({
  QueryLanguage,
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: whole(1).optional(),
  ...branch,
});
export type Machine = z.infer<typeof Machine>;
