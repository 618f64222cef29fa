import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * The host of a process may bring its own transport (an embedded runtime hands over in-process calls); everything
 * else about the clients, the endpoint included, is the SDK's own configuration from the environment.
 */
const TRANSPORT = Symbol.for('aman.requestHandler');

function transport(): object {
  const requestHandler = (globalThis as { [TRANSPORT]?: object })[TRANSPORT];
  // Within one process there is nobody to sign for, and signing is a seventh of what a command costs.
  return requestHandler === undefined
    ? {}
    : { requestHandler, signer: { sign: async (request: object) => request } };
}

/**
 * Single writes meet the transactions of others: DynamoDB refuses them (TransactionConflictException), nothing has
 * happened, and the next try succeeds. The SDK does not try again by itself; a state machine's Lambda would fail.
 */
export function documentClient(): DynamoDBDocumentClient {
  const client = new DynamoDBClient(transport());
  client.middlewareStack.add(
    (next) => (request) =>
      next(request).catch((error: Error) => {
        throw error.name === 'TransactionConflictException'
          ? Object.assign(error, { $retryable: {} })
          : error;
      }),
    { step: 'finalizeRequest', priority: 'low', name: 'retryConflicts' },
  );
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

export const statesClient = (): SFNClient => new SFNClient(transport());
