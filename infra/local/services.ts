import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DATABASE } from '../launch/data-folder.ts';
import { isInUse, patiently } from '../launch/patience.ts';
import { endOnFault } from '../launch/process-life.ts';
import { openDynamoDb } from './dynamodb/service.ts';
import type { EngineClock } from './engine-clock.ts';
import { type LambdaInvoker, openStepFunctions } from './states/service.ts';

const EXPIRY_MS = 60_000;
const CALLS_MS = 1000;

/** Opens both engines over their files in a folder; `closing` then closes them. */
export async function openServices(
  folder: string,
  { clock, lambda }: { readonly clock: EngineClock; readonly lambda: LambdaInvoker },
  closing: AsyncDisposableStack,
) {
  const common = { clock, onFault: endOnFault };
  const dynamodb = await patiently(
    () => openDynamoDb({ ...common, file: join(folder, DATABASE.dynamodb) }),
    isInUse,
  );
  closing.defer(() => dynamodb.close());
  const failed = (error: unknown) => console.error('expired items were not removed:', error);
  const expiry = setInterval(() => void dynamodb.sweepTtl().catch(failed), EXPIRY_MS).unref();
  closing.defer(() => clearInterval(expiry));
  const states = await patiently(
    () => openStepFunctions({ ...common, file: join(folder, DATABASE.states), lambda }),
    isInUse,
  );
  closing.defer(async () => {
    // Calls under way may finish; the others are made again at the next start.
    await Promise.race([states.idle(), pause(CALLS_MS)]);
    await states.close();
  });
  return { dynamodb, states };
}
