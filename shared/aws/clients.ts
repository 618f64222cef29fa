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

export const documentClient = (): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(new DynamoDBClient(transport()), {
    marshallOptions: { removeUndefinedValues: true },
  });

export const statesClient = (): SFNClient => new SFNClient(transport());
