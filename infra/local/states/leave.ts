import { evaluate } from './query.ts';
import {
  clear,
  enter,
  record,
  StateFailed,
  scopeOf,
  sized,
  stateOf,
  type Turn,
  UNTRUNCATED,
} from './turn.ts';
import type { Exit, Failure, Frame } from './types.ts';

/** How a state is left: `value` is the output unless the exit has its own; `reads` extends $states. */
export interface Departure {
  readonly exit: Exit;
  readonly at: string;
  readonly value: unknown;
  readonly reads: Readonly<Record<string, unknown>>;
}

/** Evaluates Output and Assign (both see the old variables), writes StateExited and moves on. */
export async function leave(turn: Turn, frame: Frame, departure: Departure): Promise<void> {
  const { exit, at, value, reads } = departure;
  const state = stateOf(turn, frame);
  let output = value;
  let assigned: Record<string, unknown> = {};
  if (exit.Output !== undefined || exit.Assign !== undefined) {
    const scope = scopeOf(turn, frame, reads);
    if (exit.Output !== undefined) output = await evaluate(state.template(`${at}Output`, exit.Output), scope);
    if (exit.Assign !== undefined) {
      assigned = (await evaluate(state.template(`${at}Assign`, exit.Assign), scope)) as typeof assigned;
    }
  }
  const text = sized(output, state.name);
  sized(assigned, state.name);
  clear(turn, frame.id);
  record(turn, frame, `${state.definition.Type}StateExited`, {
    name: state.name,
    output: text,
    outputDetails: UNTRUNCATED,
    ...variables(assigned),
  });
  frame.vars = { ...frame.vars, ...assigned };
  if (exit.Next === undefined) turn.work.push({ kind: 'done', frame, output });
  else enter(turn, frame, exit.Next, output);
}

/** Leaves a state the ordinary way, with the result of its work if it did any. */
export function leaveWithResult(turn: Turn, frame: Frame, result: unknown): Promise<void> {
  const exit = stateOf(turn, frame).definition;
  return leave(turn, frame, { exit, at: '', value: result, reads: { result } });
}

function variables(assigned: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(assigned).map(([name, value]) => [name, JSON.stringify(value)]);
  if (entries.length === 0) return {};
  return { assignedVariables: Object.fromEntries(entries), assignedVariablesDetails: UNTRUNCATED };
}

/** Fails the present state. */
export function fail(failure: Failure): never {
  throw new StateFailed(failure);
}
