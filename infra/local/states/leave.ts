import type { Exit } from './language.ts';
import { evaluate } from './query.ts';
import { enter, type Frame, record, scopeOf, sized, stateOf, type Turn } from './turn.ts';

/** How a state is left: by which of its exits, and with which value unless the exit has its own. */
interface Departure {
  readonly by?: string;
  readonly value?: unknown;
  /** Further members of $states. */
  readonly reads?: Readonly<Record<string, unknown>>;
}

/** Evaluates Output and Assign (both see the old variables), writes StateExited and moves on. */
export async function leave(
  turn: Turn,
  frame: Frame,
  exit: Exit,
  { by = '', value = frame.input, reads = {} }: Departure = {},
): Promise<void> {
  const { Output, Assign = {} } = exit;
  const scope = scopeOf(turn, frame, reads);
  const output = Output === undefined ? value : await evaluate(Output, `${by}Output`, scope);
  const assigned = (await evaluate(Assign, `${by}Assign`, scope)) as Readonly<Record<string, unknown>>;
  const text = sized(output, frame);
  sized(assigned, frame);
  const { Type } = stateOf(turn, frame);
  record(turn, frame, `${Type}StateExited`, { name: frame.state, output: text, ...variables(assigned) });
  frame.vars = { ...frame.vars, ...assigned };
  if (exit.Next !== undefined) enter(turn, frame, exit.Next, output);
  else turn.steps.push({ kind: 'done', frame, output });
}

/** Leaves a state the ordinary way, with the result of its work. */
export function leaveWithResult(turn: Turn, frame: Frame, result: unknown): Promise<void> {
  return leave(turn, frame, stateOf(turn, frame) as Exit, { value: result, reads: { result } });
}

function variables(assigned: Readonly<Record<string, unknown>>): object {
  const entries = Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]);
  return entries.length === 0 ? {} : { assignedVariables: Object.fromEntries(entries) };
}
