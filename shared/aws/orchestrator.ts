import {
  ListExecutionsCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Orchestrator } from '../ports.ts';

// TaskTimedOut also means "already closed"; all three say that this token moves nothing any more (P2).
const GONE = new Set(['TaskTimedOut', 'InvalidToken', 'TaskDoesNotExist']);

/** The state machines of the tracks, by the ARNs the stack handed to this function. */
export function orchestrator(client: SFNClient, machines: Readonly<Record<string, string>>): Orchestrator {
  const machine = (track: string): string => {
    const arn = machines[track];
    if (arn === undefined) throw new Error(`no state machine for ${track}`);
    return arn;
  };
  return {
    async start(track, name, input) {
      try {
        // The same bytes for every attempt: starting again while it runs is then a success (W18).
        await client.send(
          new StartExecutionCommand({ stateMachineArn: machine(track), name, input: JSON.stringify(input) }),
        );
        return 'started';
      } catch (error) {
        if ((error as Error).name === 'ExecutionAlreadyExists') return 'exists';
        throw error;
      }
    },

    async resume(taskToken, output) {
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }));
        return 'delivered';
      } catch (error) {
        if (GONE.has((error as Error).name)) return 'gone';
        throw error;
      }
    },

    async stop(executionArn) {
      try {
        await client.send(
          new StopExecutionCommand({
            executionArn,
            error: 'Superseded',
            cause: 'a newer run drives the case',
          }),
        );
      } catch (error) {
        if ((error as Error).name !== 'ExecutionDoesNotExist') throw error;
      }
    },

    async *running(track) {
      let nextToken: string | undefined;
      do {
        const page = await client.send(
          new ListExecutionsCommand({
            stateMachineArn: machine(track),
            statusFilter: 'RUNNING',
            maxResults: 1000,
            nextToken,
          }),
        );
        for (const { name, executionArn } of page.executions ?? []) {
          if (name !== undefined && executionArn !== undefined) yield { name, execution: executionArn };
        }
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
    },
  };
}
