import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { CaseStore } from '../ports.ts';
import { epoch } from './items.ts';
import { keys } from './keys.ts';

/** Who brought a file, for as long as that lets him see it; forgotten by itself. */
export function claimStore(
  client: DynamoDBDocumentClient,
  table: string,
): Pick<CaseStore, 'claimFile' | 'fileClaim'> {
  return {
    async claimFile({ person, sha256, until }) {
      const Item = { ...keys.claim(person, sha256), until, expiresAt: epoch(until) };
      await client.send(new PutCommand({ TableName: table, Item }));
    },

    async fileClaim(person, sha256) {
      const { Item: item } = await client.send(
        new GetCommand({ TableName: table, Key: keys.claim(person, sha256), ConsistentRead: true }),
      );
      return item === undefined ? null : String(item.until);
    },
  };
}
