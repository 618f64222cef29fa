import type { CallKey, OpenCall } from './engine.ts';
import type { LambdaOutcome } from './task.ts';
import type { Activity } from './writer.ts';

/** Runs a Lambda function by name or ARN; never rejects. */
export interface LambdaInvoker {
  invoke(functionName: string, payload: unknown, context: { executionArn: string }): Promise<LambdaOutcome>;
}

export interface Dispatcher {
  /** Makes the committed calls, now or when fewer are under way. */
  push(keys: readonly CallKey[]): void;
  /** Makes no further calls. */
  stop(): void;
}

interface DispatcherOptions {
  readonly lambda: LambdaInvoker;
  readonly activity: Activity;
  /** What to call; undefined when it is no longer wanted. */
  find(key: CallKey): OpenCall | undefined;
  report(key: CallKey, outcome: LambdaOutcome): Promise<unknown>;
}

// The default concurrency of an AWS account.
const MAX_CALLS = 1000;

/** Makes the calls that executions wait for; each stays in its snapshot until `report` has committed its outcome. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { lambda, activity, find, report } = options;
  let waiting: CallKey[] = [];
  let running = 0;
  let stopped = false;

  async function call(key: CallKey): Promise<void> {
    // Found late: a call that waited for its turn may have timed out meanwhile, and payloads stay out of memory.
    const found = find(key);
    if (found === undefined) return;
    const { functionName, payload, executionArn } = found;
    const outcome = await lambda
      .invoke(functionName, JSON.parse(payload), { executionArn })
      .catch((error: unknown) => unknownFailure(error));
    // A full disk may be emptied: the outcome is offered again instead of leaving the execution waiting.
    while (!stopped && !(await written(key, outcome)))
      await new Promise((resolve) => setTimeout(resolve, 1000).unref());
  }

  async function written(key: CallKey, outcome: LambdaOutcome): Promise<boolean> {
    try {
      await report(key, outcome);
      return true;
    } catch (error) {
      console.error('states: a Lambda outcome could not be written, next try in a second', error);
      return false;
    }
  }

  function next(): void {
    while (!stopped && running < MAX_CALLS) {
      const key = waiting.shift();
      if (key === undefined) return;
      running += 1;
      void call(key)
        // It is still in the snapshot: the call is made again at the next start.
        .catch((error: unknown) => console.error('states: a Lambda call could not be read', error))
        .finally(() => {
          running -= 1;
          activity.done();
          next();
        });
    }
  }

  return {
    push(keys) {
      if (stopped) return;
      for (const _ of keys) activity.begin();
      waiting.push(...keys);
      next();
    },
    stop() {
      stopped = true;
      for (const _ of waiting) activity.done();
      waiting = [];
    },
  };
}

function unknownFailure(error: unknown): LambdaOutcome {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const cause = JSON.stringify({ errorType: name, errorMessage: message });
  return { ok: false, error: 'Lambda.Unknown', cause };
}
