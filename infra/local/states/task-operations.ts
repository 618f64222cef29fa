import { AwsJsonError } from '../aws-json.ts';
import type { Operations, Workbench } from './operations.ts';
import { checkSize, type Given, invalid, json, optionalText, text } from './parameters.ts';
import type { EngineEvent } from './types.ts';

// AWS: longer texts are refused.
const MAX_ERROR = 256;
const MAX_CAUSE = 32_768;

export const taskOperations: Operations = {
  SendTaskSuccess: {
    takes: { taskToken: '!string', output: '!string' },
    run(bench, given) {
      const output = text(given, 'output');
      checkSize(output, 'output');
      const value = json(output, {
        code: 'InvalidOutput',
        message: `Invalid Output: 'The output is not JSON'`,
      });
      return send(bench, given, (target) => ({ type: 'success', ...target, output: value }));
    },
  },
  SendTaskFailure: {
    takes: { taskToken: '!string', error: 'string', cause: 'string' },
    run(bench, given) {
      const error = optionalText(given, 'error');
      const cause = optionalText(given, 'cause');
      if ((error?.length ?? 0) > MAX_ERROR)
        throw invalid(`'error' must be at most ${MAX_ERROR} characters long`);
      if ((cause?.length ?? 0) > MAX_CAUSE)
        throw invalid(`'cause' must be at most ${MAX_CAUSE} characters long`);
      return send(bench, given, (target) => ({ type: 'failure', ...target, error, cause }));
    },
  },
  SendTaskHeartbeat: {
    takes: { taskToken: '!string' },
    run: (bench, given) => send(bench, given, (target) => ({ type: 'heartbeat', ...target })),
  },
};

type Target = { readonly frame: string; readonly nonce: number };

async function send(
  bench: Workbench,
  given: Given,
  event: (target: Target) => EngineEvent,
): Promise<unknown> {
  const target = bench.tokens.read(text(given, 'taskToken'));
  if (target === null) throw new AwsJsonError('InvalidToken', `Invalid Token: 'Invalid token'`);
  const { execution, frame, nonce } = target;
  if (await bench.engine.submit(execution, event({ frame, nonce }))) return {};
  throw new AwsJsonError('TaskTimedOut', `Task Timed Out: 'Provided task does not exist anymore'`);
}
