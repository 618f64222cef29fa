import type { EngineClock } from '../engine-clock.ts';
import { constraint, notFound } from './errors.ts';
import type { Store } from './store.ts';
import type { TableDefinition } from './table.ts';
import type { Tokens } from './tokens.ts';

/** What every operation works on. `tables` and `tokens` mirror the store and are loaded again after a rollback. */
export interface Context {
  readonly store: Store;
  readonly clock: EngineClock;
  readonly tables: Map<string, TableDefinition>;
  readonly tokens: Tokens;
}

const NAME = /^[a-zA-Z0-9_.-]{3,255}$/;
const ARN = /^arn:aws[\w-]*:dynamodb:[\w-]+:\d{12}:table\//;

/** The table of this name or ARN. Throws ResourceNotFoundException. */
export function tableOf(context: Context, given: string, detail?: (name: string) => string): TableDefinition {
  const name = context.tables.has(given) ? given : checkedName(given.replace(ARN, ''));
  const table = context.tables.get(name);
  if (table === undefined) throw notFound(detail?.(name));
  return table;
}

/** The name if a table may bear it. */
export function checkedName(name: string): string {
  if (NAME.test(name)) return name;
  const rule =
    'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+ and have length between 3 and 255';
  throw constraint(`'${name}'`, 'TableName', rule);
}
