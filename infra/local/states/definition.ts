import type { z } from 'zod';
import { type Branch, isMap, Machine, type State } from './language.ts';

/** One thing wrong with a definition; `location` is a slash path from its root. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly location: string;
}

/** A definition ready to run. State names are unique in the whole machine, so one flat table serves. */
export interface RunnableMachine {
  readonly definition: Machine;
  readonly states: ReadonlyMap<string, State>;
}

/** Makes a checked definition runnable. */
export function runnable(text: string): RunnableMachine {
  const definition = JSON.parse(text) as Machine;
  const states = new Map<string, State>();
  for (const { branch } of branchesOf(definition))
    for (const [name, state] of Object.entries(branch.States)) states.set(name, state);
  return { definition, states };
}

// AWS: a definition has at most 1 MB.
const MAX_LENGTH = 1_048_576;

/** Everything that keeps the engine from running a definition; an empty list means that it runs. */
export function problemsOf(text: string): Problem[] {
  if (text.length > MAX_LENGTH)
    return [{ code: 'TOO_LONG', message: `More than ${MAX_LENGTH} characters`, location: '/' }];
  try {
    return checkDefinition(JSON.parse(text));
  } catch (error) {
    return [{ code: 'INVALID_JSON_DESCRIPTION', message: String(error), location: '/' }];
  }
}

/** As problemsOf, of the parsed text. */
export function checkDefinition(definition: unknown): Problem[] {
  const issues = Machine.safeParse(definition).error?.issues ?? [];
  const names = new Set<string>();
  const walked = [...branchesOf(definition)].flatMap((place) => [
    ...checkNames(place, names),
    ...checkTargets(place),
  ]);
  return [...issues.flatMap(toProblems), ...walked];
}

function toProblems(issue: z.core.$ZodIssue): Problem[] {
  const code = (issue.code === 'custom' && issue.params?.code) || 'SCHEMA_VALIDATION_FAILED';
  if (issue.code !== 'unrecognized_keys')
    return [{ code, message: issue.message, location: locationOf(issue.path) }];
  return issue.keys.map((key) => {
    const message = `The field '${key}' is not supported here`;
    return { code, message, location: locationOf([...issue.path, key]) };
  });
}

function locationOf(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `/${String(part)}`));
  return parts.join('') || '/';
}

interface Place {
  readonly branch: Branch;
  readonly at: string;
}

// What follows walks what may be malformed: a state with a wrong field still has targets worth checking.
const mapOf = (value: unknown): Readonly<Record<string, unknown>> => (isMap(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The machine and every branch inside it, as far as they are there. */
function* branchesOf(value: unknown, at = ''): Generator<Place> {
  if (!isMap(value)) return;
  const branch = { StartAt: value.StartAt, States: mapOf(value.States) } as Branch;
  yield { branch, at };
  for (const [name, state] of Object.entries(branch.States)) {
    const place = `${at}/States/${name}`;
    const { Branches, ItemProcessor } = mapOf(state);
    for (const [index, each] of listOf(Branches).entries())
      yield* branchesOf(each, `${place}/Branches[${index}]`);
    yield* branchesOf(ItemProcessor, `${place}/ItemProcessor`);
  }
}

/** State names must be unique in the whole machine; `names` are those seen so far. */
function checkNames({ branch: { States }, at }: Place, names: Set<string>): Problem[] {
  const own = Object.keys(States);
  const twice = own.filter((name) => names.has(name));
  for (const name of own) names.add(name);
  return twice.map((name) => ({
    code: 'DUPLICATE_STATE_NAME',
    message: `The name ${name} is used twice`,
    location: `${at}/States/${name}`,
  }));
}

function checkTargets({ branch: { StartAt, States }, at }: Place): Problem[] {
  const problems: Problem[] = [];
  const reached = new Set<string>();
  const reach = (target: unknown, location: string): void => {
    if (typeof target !== 'string' || !Object.hasOwn(States, target)) {
      const message = `There is no state ${JSON.stringify(target) ?? '(none)'}`;
      problems.push({ code: 'MISSING_TRANSITION_TARGET', message, location });
    } else if (!reached.has(target)) {
      reached.add(target);
      for (const [field, next] of targetsOf(States[target])) reach(next, `${at}/States/${target}/${field}`);
    }
  };
  reach(StartAt, `${at}/StartAt`);
  for (const name of Object.keys(States)) {
    if (reached.has(name)) continue;
    const message = 'No transition leads to this state';
    problems.push({ code: 'UNREACHABLE_STATE', message, location: `${at}/States/${name}` });
  }
  if (reached.size > 0 && ![...reached].some((name) => endsMachine(States[name])))
    problems.push({
      code: 'MISSING_END_STATE',
      message: 'No state that can be reached ends the machine',
      location: `${at}/States`,
    });
  return problems;
}

function endsMachine(state: unknown): boolean {
  const { Type, End } = mapOf(state);
  return End === true || Type === 'Succeed' || Type === 'Fail';
}

function targetsOf(state: unknown): [string, unknown][] {
  const given = mapOf(state);
  const direct = ['Next', 'Default'].filter((field) => field in given);
  const listed = ['Choices', 'Catch'].flatMap((field) =>
    listOf(given[field]).map((each, index): [string, unknown] => [
      `${field}[${index}]/Next`,
      mapOf(each).Next,
    ]),
  );
  return [...direct.map((field): [string, unknown] => [field, given[field]]), ...listed];
}
