import { type KeyAttribute, type KeySchema, namesOf } from './keys.ts';
import type { CreateTableInput } from './requests.ts';
import { type Item, own } from './values.ts';

export interface Throughput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

/** A global secondary index; `x` is its number in the store. */
export interface IndexDefinition extends KeySchema {
  readonly x: number;
  readonly name: string;
  readonly projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  readonly include: readonly string[];
  readonly throughput: Throughput;
}

/** A table as kept in the store; `id` is its number there. */
export interface TableDefinition extends KeySchema {
  readonly id: number;
  readonly name: string;
  readonly tableId: string;
  readonly createdAt: number;
  readonly attributes: readonly KeyAttribute[];
  readonly indexes: readonly IndexDefinition[];
  readonly billingMode: NonNullable<CreateTableInput['BillingMode']>;
  readonly throughput: Throughput;
  readonly tableClass: string;
  readonly encrypted: boolean;
  readonly deletionProtection: boolean;
  readonly ttlAttribute?: string | undefined;
}

const MAX_TTL_AGE_S = 5 * 365 * 24 * 3600;

/** The second at which the item expires, if its TTL attribute says so. */
export function dueSecond({ ttlAttribute }: TableDefinition, item: Item): number | null {
  const value = ttlAttribute === undefined ? undefined : own(item, ttlAttribute);
  const due = value !== undefined && 'N' in value ? Math.floor(Number(value.N)) : Number.NaN;
  return Number.isSafeInteger(due) ? due : null;
}

/** Items overdue between these seconds are deleted; older dates are taken for mistakes, as AWS does. */
export function expiredBetween(nowMs: number): readonly [number, number] {
  const now = Math.floor(nowMs / 1000);
  return [now - MAX_TTL_AGE_S, now];
}

/** Names of the attributes an index shows, or undefined for all. */
export function projectedNames(
  table: TableDefinition,
  index: IndexDefinition | undefined,
): ReadonlySet<string> | undefined {
  if (index === undefined || index.projection === 'ALL') return undefined;
  return new Set([...namesOf(table), ...namesOf(index), ...index.include]);
}
