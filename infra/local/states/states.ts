import { runMap, runParallel } from './fan.ts';
import { MAX_SECONDS, type StateOf, type StateType } from './language.ts';
import { evaluateAs } from './query.ts';
import { runTask } from './task.ts';
import { type Frame, fail, type Turn } from './turn.ts';

type Run<Type extends StateType> = (turn: Turn, frame: Frame, state: StateOf<Type>) => Promise<void>;

/** What each type of state does when it is entered, or tried again. */
const RUN: { readonly [Type in StateType]: Run<Type> } = {
  Pass: (turn, frame, state) => turn.leave(frame, state),
  Succeed: (turn, frame, state) => turn.leave(frame, state),
  Fail: runFail,
  Choice: runChoice,
  Wait: runWait,
  Task: runTask,
  Parallel: runParallel,
  Map: runMap,
};

/** Does what the frame's state does. */
export function runState(turn: Turn, frame: Frame): Promise<void> {
  const state = turn.stateOf(frame);
  return (RUN[state.Type] as Run<StateType>)(turn, frame, state);
}

async function runChoice(turn: Turn, frame: Frame, { Choices, Default, ...exit }: StateOf<'Choice'>) {
  const scope = turn.scopeOf(frame);
  for (const [index, rule] of Choices.entries()) {
    const by = `Choices[${index}]/`;
    if (await evaluateAs('boolean', rule.Condition, `${by}Condition`, scope))
      return turn.leave(frame, rule, { by });
  }
  if (Default !== undefined) return turn.leave(frame, { ...exit, Next: Default });
  const cause = `No choice of the state '${frame.state}' matched and it has no Default.`;
  return fail('States.NoChoiceMatched', cause);
}

async function runWait(turn: Turn, frame: Frame, state: StateOf<'Wait'>): Promise<void> {
  const delay = await delayOf(turn, frame, state);
  if (delay <= 0) return turn.leave(frame, state);
  turn.setTimer(frame, 'wait', delay);
}

// ISO 8601 with a capital T and an offset, the only form AWS takes.
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

async function delayOf(turn: Turn, frame: Frame, { Seconds, Timestamp }: StateOf<'Wait'>): Promise<number> {
  const scope = turn.scopeOf(frame);
  if (Timestamp === undefined) {
    const seconds = await evaluateAs('number', Seconds, 'Seconds', scope);
    if (seconds >= 0 && seconds <= MAX_SECONDS) return seconds;
    return fail('States.Runtime', `The Seconds of a Wait must be 0 to ${MAX_SECONDS}, but were ${seconds}`);
  }
  const instant = await evaluateAs('string', Timestamp, 'Timestamp', scope);
  const millis = INSTANT.test(instant) ? Date.parse(instant) : Number.NaN;
  if (!Number.isNaN(millis)) return (millis - turn.inputs.now) / 1000;
  return fail('States.QueryEvaluationError', `Unable to parse the Timestamp: ${instant}`);
}

async function runFail(turn: Turn, frame: Frame, { Error: error, Cause }: StateOf<'Fail'>): Promise<void> {
  const scope = turn.scopeOf(frame);
  const text = async (given: string | undefined, field: string) =>
    given === undefined ? null : evaluateAs('string', given, field, scope);
  return fail(await text(error, 'Error'), await text(Cause, 'Cause'));
}
