import type { AwsJsonService } from '../aws-json.ts';
import type { Chance } from '../unkind.ts';
import type { LambdaInvoker } from './engine.ts';

/** Runs a function one to three times, beside or behind each other, and now and then loses the reply. */
export function unkindLambda(lambda: LambdaInvoker, chance: Chance): LambdaInvoker {
  return {
    async invoke(...call) {
      const times = chance(3) === 0 ? 2 + chance(2) : 1;
      const isTogether = chance(2) === 0;
      const calls = [lambda.invoke(...call)];
      while (calls.length < times) {
        if (!isTogether) await calls.at(-1);
        calls.push(lambda.invoke(...call));
      }
      const outcomes = await Promise.all(calls);
      const cause = '{"errorType":"Lambda.SdkClientException","errorMessage":"The reply was lost"}';
      const lost = { ok: false, error: 'Lambda.SdkClientException', cause } as const;
      return chance(10) === 0 ? lost : (outcomes[chance(times)] ?? lost);
    },
  };
}

const DELIVERED_TWICE = ['StartExecution', 'StopExecution', 'SendTaskSuccess', 'SendTaskFailure'];

/** Takes what changes something twice now and then; a reply that was lost leaves the second one to its sender. */
export function unkindCall(call: AwsJsonService['call'], chance: Chance): AwsJsonService['call'] {
  return async (operation, input) => {
    if (!DELIVERED_TWICE.includes(operation) || chance(3) > 0) return call(operation, input);
    const answers = [call(operation, input), call(operation, input)] as const;
    await Promise.allSettled(answers);
    return answers[chance(2)];
  };
}
