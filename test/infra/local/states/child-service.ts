import { writeSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { awsJsonServer } from '../../../../infra/local/aws-json.ts';
import { openStepFunctions } from '../../../../infra/local/states/service.ts';

// Told synchronously: what a worker was handed must be known even if the process dies in the next line.
function tell(line: object): void {
  writeSync(1, `${JSON.stringify(line)}\n`);
}

const [, , file = ''] = process.argv;
const service = openStepFunctions({
  file,
  clock: { now: () => Date.now() },
  lambda: {
    async invoke(functionName, payload, { executionArn }) {
      tell({ call: functionName, executionArn, ...(payload as object) });
      return { ok: true, payload: null };
    },
  },
});
await service.start();
const server = awsJsonServer([service]);
server.listen(0, '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port }));
