import type { Activity } from './activity.ts';
import type { Sql } from './database.ts';
import { one, type TaskKey } from './rows.ts';
import type { LambdaOutcome } from './types.ts';

/** Runs a Lambda function by name or ARN; never rejects. */
export interface LambdaInvoker {
  invoke(functionName: string, payload: unknown, context: { executionArn: string }): Promise<LambdaOutcome>;
}

export interface Dispatcher {
  /** Makes the committed call, now or when fewer are under way. */
  push(key: TaskKey): void;
  /** Makes no further calls. */
  stop(): void;
}

interface CallRow {
  readonly functionName: string;
  readonly payload: string;
  readonly arn: string;
}

// The default concurrency of an AWS account.
const MAX_CALLS = 1000;

const CALL = `SELECT functionName, payload, arn FROM tasks JOIN executions ON executions.id = tasks.execution
  WHERE tasks.execution = ? AND frame = ? AND nonce = ?`;

/** Makes the calls of the task table; each call's row stays until `report` has committed its outcome. */
export function createDispatcher(options: {
  readonly sql: Sql;
  readonly lambda: LambdaInvoker;
  readonly activity: Activity;
  report(key: TaskKey, outcome: LambdaOutcome): Promise<void>;
}): Dispatcher {
  const { sql, lambda, activity, report } = options;
  const waiting: TaskKey[] = [];
  let running = 0;
  let stopped = false;

  async function call(key: TaskKey): Promise<void> {
    // Read late: a call that waited for its turn may have timed out meanwhile, and payloads stay out of memory.
    const row = one<CallRow>(sql, CALL, key.execution, key.frame, key.nonce);
    if (row === undefined) return;
    const context = { executionArn: row.arn };
    const outcome = await lambda
      .invoke(row.functionName, JSON.parse(row.payload), context)
      .catch(unknownFailure);
    await reportUntilWritten(key, outcome);
  }

  // A full disk may be emptied: the outcome is offered again instead of leaving the execution waiting.
  async function reportUntilWritten(key: TaskKey, outcome: LambdaOutcome): Promise<void> {
    while (!stopped) {
      try {
        await report(key, outcome);
        return;
      } catch (error) {
        console.error('states: a Lambda outcome could not be written, next try in a second', error);
        await new Promise((resolve) => setTimeout(resolve, 1000).unref());
      }
    }
  }

  function next(): void {
    while (!stopped && running < MAX_CALLS) {
      const key = waiting.shift();
      if (key === undefined) return;
      running += 1;
      void call(key)
        // The row is still there: the call is made again at the next start.
        .catch((error: unknown) => console.error('states: a Lambda call could not be read', error))
        .finally(() => {
          running -= 1;
          activity.done();
          next();
        });
    }
  }

  return {
    push(key) {
      if (stopped) return;
      activity.begin();
      waiting.push(key);
      next();
    },
    stop() {
      stopped = true;
      for (const _ of waiting.splice(0)) activity.done();
    },
  };
}

function unknownFailure(error: unknown): LambdaOutcome {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return {
    ok: false,
    error: 'Lambda.Unknown',
    cause: JSON.stringify({ errorType: name, errorMessage: message }),
  };
}
