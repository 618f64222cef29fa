import { z } from 'zod';
import { AwsJsonError } from '../aws-json.ts';
import type { Engine } from './engine.ts';
import { type Operations, operation, optional, payload } from './parameters.ts';
import type { FrameEvent } from './reducer.ts';

const taskToken = z.string();
const output = payload('InvalidOutput', "Invalid Output: 'The output is not JSON'");
// AWS: longer texts are refused.
const reason = { error: optional(z.string().max(256)), cause: optional(z.string().max(32_768)) };

export const taskOperations: Operations = {
  SendTaskSuccess: operation({ taskToken, output }, (engine, given) =>
    send(engine, given.taskToken, (place) => ({
      type: 'success',
      ...place,
      output: JSON.parse(given.output),
    })),
  ),
  SendTaskFailure: operation({ taskToken, ...reason }, (engine, { error, cause, ...given }) =>
    send(engine, given.taskToken, (place) => ({ type: 'failure', ...place, error, cause })),
  ),
  SendTaskHeartbeat: operation({ taskToken }, (engine, given) =>
    send(engine, given.taskToken, (place) => ({ type: 'heartbeat', ...place })),
  ),
};

type Place = Pick<FrameEvent, 'frame' | 'nonce'>;

async function send(engine: Engine, token: string, event: (place: Place) => FrameEvent): Promise<object> {
  const target = engine.tokens.read(token);
  if (target === null) throw new AwsJsonError('InvalidToken', "Invalid Token: 'Invalid token'");
  const { execution, frame, nonce } = target;
  if (await engine.submit(execution, event({ frame, nonce }))) return {};
  throw new AwsJsonError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
}
