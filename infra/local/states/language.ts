import { z } from 'zod';
import { compile, expressionText } from './query.ts';

/*
 * Amazon States Language as far as the engine runs it, with JSONata only. Each object is strict: a field that is not
 * here, and so every form of JSONPath, is refused by name.
 */

/** AWS: the largest number of seconds a time limit or a wait may have. */
export const MAX_SECONDS = 99_999_999;

export const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Reports every expression in a value that does not parse, and what is left of the JSONPath forms. */
function checkTemplate(value: unknown, context: z.RefinementCtx, path: PropertyKey[] = []): void {
  const report = (message: string, at = path, code?: string): void =>
    context.addIssue({ code: 'custom', message, path: at, params: { code } });
  if (typeof value === 'string') {
    const fault = faultOf(value);
    if (fault !== null) report(fault.message, path, fault.code);
  } else if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) checkTemplate(each, context, [...path, index]);
  } else if (isMap(value)) {
    for (const [key, each] of Object.entries(value)) {
      if (key.endsWith('.$')) report(`The JSONPath field '${key}' is not supported`, [...path, key]);
      checkTemplate(each, context, [...path, key]);
    }
  }
}

function faultOf(value: string): { readonly message: string; readonly code?: string } | null {
  const code = 'INVALID_JSONATA_EXPRESSION';
  const text = expressionText(value);
  if (text === null)
    return /^\s*\{%|%\}\s*$/.test(value)
      ? { message: 'An expression must begin with {% and end with %}' }
      : null;
  if (/\$eval\s*\(/.test(text)) return { message: '$eval is not supported', code };
  try {
    compile(text);
    return null;
  } catch (error) {
    return { message: (error as Error).message ?? 'The expression cannot be parsed', code };
  }
}

const template = z.unknown().superRefine((value, context) => checkTemplate(value, context));

/** A constant that fits, or an expression that parses. */
function orExpression<T>(wanted: string, fits: (value: unknown) => boolean) {
  return z
    .custom<T>(
      (value) => fits(value) || expressionText(value) !== null,
      `Must be ${wanted}, or an expression`,
    )
    .superRefine((value, context) => checkTemplate(value, context));
}

const isWhole = (value: unknown, least: number): boolean =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= MAX_SECONDS;
const whole = (least: number) => z.int().min(least).max(MAX_SECONDS);
const wholeOrExpression = (least: number) =>
  orExpression<number | string>(`a whole number from ${least} to ${MAX_SECONDS}`, (value) =>
    isWhole(value, least),
  ).optional();
const text = z.string().superRefine((value, context) => checkTemplate(value, context));
const assign = z
  .record(z.string(), z.unknown())
  .superRefine((value, context) => checkTemplate(value, context));

const comment = { Comment: z.string().optional() };
/** Fields of every place that leaves a state: the state itself, a Choice rule, a Catch. */
const exit = { Output: template.optional(), Assign: assign.optional() };
const step = { ...exit, Next: z.string().optional(), End: z.boolean().optional() };
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

const Catcher = z.strictObject({ ...comment, ErrorEquals: errorEquals, Next: z.string(), ...exit });
const ChoiceRule = z.strictObject({
  ...comment,
  Condition: orExpression<string | boolean>('true or false', (value) => typeof value === 'boolean'),
  Next: z.string(),
  ...exit,
});

function checkStatesAll(
  handlers: readonly { readonly ErrorEquals: string[] }[],
  context: z.RefinementCtx,
): void {
  for (const [index, { ErrorEquals }] of handlers.entries()) {
    const isAlone = ErrorEquals.length === 1 && index === handlers.length - 1;
    if (isAlone || !ErrorEquals.includes('States.ALL')) continue;
    const message = 'States.ALL must stand alone and in the last entry';
    context.addIssue({ code: 'custom', message, path: [index, 'ErrorEquals'] });
  }
}

const handled = {
  Retry: z.array(Retrier).superRefine(checkStatesAll).optional(),
  Catch: z.array(Catcher).superRefine(checkStatesAll).optional(),
};

/** The Lambda call behind a Task's Resource, or null if the engine has no such integration. */
export type Integration =
  | { readonly kind: 'invoke'; readonly awaitsToken: boolean }
  | { readonly kind: 'function'; readonly awaitsToken: false };

const INVOKE = /^arn:aws[a-z-]*:states:::lambda:invoke(\.waitForTaskToken)?$/;
const FUNCTION = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9-_]+(:[A-Za-z0-9-_$]+)?$/;

/** Reads a Task's Resource. */
export function integrationOf(resource: string): Integration | null {
  const invoke = INVOKE.exec(resource);
  if (invoke !== null) return { kind: 'invoke', awaitsToken: invoke[1] !== undefined };
  return FUNCTION.test(resource) ? { kind: 'function', awaitsToken: false } : null;
}

/** What lambda:invoke takes; also checked when an expression has computed it. */
export const Invocation = z.strictObject({ FunctionName: z.string(), Payload: z.unknown().optional() });

// Only a plain Lambda ARN takes any argument.
function checkCall(task: { Resource: string; Arguments?: unknown }, context: z.RefinementCtx): void {
  if (integrationOf(task.Resource)?.kind !== 'invoke' || expressionText(task.Arguments) !== null) return;
  for (const issue of Invocation.safeParse(task.Arguments).error?.issues ?? [])
    context.issues.push({ ...issue, input: task, path: ['Arguments', ...issue.path] } as z.core.$ZodRawIssue);
}

function checkLimits(task: { TimeoutSeconds?: unknown; HeartbeatSeconds?: unknown }): boolean {
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = task;
  return typeof timeout !== 'number' || typeof heartbeat !== 'number' || heartbeat < timeout;
}

const goesOnOrEnds = ({ Next, End }: { Next?: string | undefined; End?: boolean | undefined }): boolean =>
  (Next !== undefined) !== (End === true);
const NEXT_OR_END = 'A state has either Next or "End": true';

const state = <Type extends string, Fields extends z.ZodRawShape>(type: Type, fields: Fields) =>
  z.strictObject({
    Type: z.literal(type),
    ...comment,
    QueryLanguage: z.literal('JSONata').optional(),
    ...fields,
  });

/** A machine, or a branch of one. */
export interface Branch {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: State };
}

const branch = {
  ...comment,
  StartAt: z.string(),
  // The type is given where the language refers to itself.
  States: z.lazy((): z.ZodType<Branch['States']> => States),
};

/** The table of state types: which there are, and what each may say. */
export const State = z.discriminatedUnion(
  'Type',
  [
    state('Task', {
      Resource: z.string().refine((resource) => integrationOf(resource) !== null, 'Not a supported resource'),
      Arguments: template.optional(),
      TimeoutSeconds: wholeOrExpression(1),
      HeartbeatSeconds: wholeOrExpression(1),
      ...handled,
      ...step,
    })
      .refine(goesOnOrEnds, NEXT_OR_END)
      .refine(checkLimits, {
        path: ['HeartbeatSeconds'],
        error: 'HeartbeatSeconds must be below TimeoutSeconds',
      })
      .superRefine(checkCall),
    state('Choice', { Choices: z.array(ChoiceRule).min(1), Default: z.string().optional(), ...exit }),
    state('Wait', { Seconds: wholeOrExpression(0), Timestamp: text.optional(), ...step })
      .refine(goesOnOrEnds, NEXT_OR_END)
      .refine(
        ({ Seconds, Timestamp }) => (Seconds === undefined) !== (Timestamp === undefined),
        'A Wait has either Seconds or Timestamp',
      ),
    state('Pass', step).refine(goesOnOrEnds, NEXT_OR_END),
    state('Succeed', { Output: template.optional() }),
    state('Fail', { Error: text.optional(), Cause: text.optional() }),
    state('Parallel', {
      Branches: z.array(z.strictObject(branch)).min(1),
      Arguments: template.optional(),
      ...handled,
      ...step,
    }).refine(goesOnOrEnds, NEXT_OR_END),
    state('Map', {
      ItemProcessor: z.strictObject({
        ...branch,
        ProcessorConfig: z.strictObject({ Mode: z.literal('INLINE').optional() }).optional(),
      }),
      Items: orExpression<unknown>('a list', Array.isArray).optional(),
      ItemSelector: template.optional(),
      MaxConcurrency: wholeOrExpression(0),
      ...handled,
      ...step,
    }).refine(goesOnOrEnds, NEXT_OR_END),
  ],
  { error: 'Not an object with a supported Type' },
);

const States = z
  .record(z.string().max(80), State)
  .refine((states) => Object.keys(states).length > 0, 'At least one state');

export type State = z.infer<typeof State>;
export type StateType = State['Type'];
export type StateOf<Type extends StateType> = Extract<State, { Type: Type }>;
export type Retrier = z.infer<typeof Retrier>;
export interface Exit {
  readonly Next?: string | undefined;
  readonly Output?: unknown;
  readonly Assign?: Readonly<Record<string, unknown>> | undefined;
}

/** A whole definition. Its TimeoutSeconds is a number: there is nothing yet that an expression could read. */
export const Machine = z.strictObject({
  QueryLanguage: z.literal('JSONata'),
  Version: z.literal('1.0').optional(),
  TimeoutSeconds: whole(1).optional(),
  ...branch,
});
export type Machine = z.infer<typeof Machine>;
