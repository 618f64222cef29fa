import type { z } from 'zod';
import { type Branch, Machine } from './language.ts';

/** One thing wrong with a definition; `location` is a slash path from its root. */
const problem = (code: string, message: string, location: string) => ({ code, message, location });
type Problem = ReturnType<typeof problem>;

/** A definition ready to run. State names are unique in the whole machine, so one flat table serves. */
export type RunnableMachine = ReturnType<typeof runnable>;

/** Makes a checked definition runnable. */
export function runnable(text: string) {
  const definition = JSON.parse(text) as Machine;
  const states = new Map([...branchesOf(definition)].flatMap(({ States }) => Object.entries(States)));
  return { definition, states };
}

// AWS: a definition has at most 1 MB.
const MAX_LENGTH = 1_048_576;

/** Everything that keeps the engine from running a definition; an empty list means that it runs. */
export function problemsOf(text: string): Problem[] {
  if (text.length > MAX_LENGTH) return [problem('TOO_LONG', `More than ${MAX_LENGTH} characters`, '/')];
  try {
    const definition: unknown = JSON.parse(text);
    const issues = Machine.safeParse(definition).error?.issues ?? [];
    const names = new Set<string>();
    const walked = [...branchesOf(definition)].flatMap((branch) => [...checkBranch(branch, names)]);
    return [...issues.flatMap(toProblems), ...walked];
  } catch (error) {
    return [problem('INVALID_JSON_DESCRIPTION', String(error), '/')];
  }
}

function toProblems(issue: z.core.$ZodIssue): Problem[] {
  const code = String((issue.code === 'custom' && issue.params?.code) || 'SCHEMA_VALIDATION_FAILED');
  if (issue.code !== 'unrecognized_keys') return [problem(code, issue.message, locationOf(issue.path))];
  return issue.keys.map((key) =>
    problem(code, `The field '${key}' is not supported here`, locationOf([...issue.path, key])),
  );
}

function locationOf(path: readonly PropertyKey[]): string {
  const parts = path.map((part) => (typeof part === 'number' ? `[${part}]` : `/${String(part)}`));
  return parts.join('') || '/';
}

// What follows walks what may be malformed: a state with a wrong field still has targets worth checking.
const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const mapOf = (value: unknown) => (isMap(value) ? value : {});
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

type Place = Branch & { readonly at: string };

/** The machine and every branch inside it, as far as they are there; `at` is the place in the definition. */
function* branchesOf(value: unknown, at = ''): Generator<Place> {
  if (!isMap(value)) return;
  const States = mapOf(value.States);
  yield { StartAt: value.StartAt, States, at } as Place;
  for (const [name, state] of Object.entries(States)) {
    const { Branches, ItemProcessor } = mapOf(state);
    for (const [index, each] of listOf(Branches).entries())
      yield* branchesOf(each, `${at}/States/${name}/Branches[${index}]`);
    yield* branchesOf(ItemProcessor, `${at}/States/${name}/ItemProcessor`);
  }
}

/**
 * State names must be unique in the whole machine (`names` are those seen so far), every state be reached from StartAt,
 * every target be there, and one of the states be an end.
 */
function* checkBranch({ StartAt, States, at }: Place, names: Set<string>): Generator<Problem> {
  const own = Object.keys(States);
  for (const name of own.filter((name) => names.has(name)))
    yield problem('DUPLICATE_STATE_NAME', `The name ${name} is used twice`, `${at}/States/${name}`);
  for (const name of own) names.add(name);
  const reached = new Set<string>();
  function* reach(target: unknown, location: string): Generator<Problem> {
    if (typeof target !== 'string' || !Object.hasOwn(States, target)) {
      const message = `There is no state ${JSON.stringify(target) ?? '(none)'}`;
      yield problem('MISSING_TRANSITION_TARGET', message, location);
    } else if (!reached.has(target)) {
      reached.add(target);
      for (const [field, next] of targetsOf(States[target]))
        yield* reach(next, `${at}/States/${target}/${field}`);
    }
  }
  yield* reach(StartAt, `${at}/StartAt`);
  for (const name of own.filter((name) => !reached.has(name)))
    yield problem('UNREACHABLE_STATE', 'No transition leads to this state', `${at}/States/${name}`);
  const ends = [...reached].some((name) => {
    const { Type, End } = mapOf(States[name]);
    return End === true || Type === 'Succeed' || Type === 'Fail';
  });
  if (reached.size > 0 && !ends)
    yield problem('MISSING_END_STATE', 'No state that can be reached ends the machine', `${at}/States`);
}

/** The fields of a state that name another, and what they name. */
function* targetsOf(state: unknown): Generator<[string, unknown]> {
  const given = mapOf(state);
  for (const field of ['Next', 'Default']) if (field in given) yield [field, given[field]];
  for (const field of ['Choices', 'Catch'])
    for (const [index, each] of listOf(given[field]).entries())
      yield [`${field}[${index}]/Next`, mapOf(each).Next];
}
