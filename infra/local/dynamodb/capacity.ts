import { indexKeyOf } from './keys.ts';
import type { CapacityMode } from './requests.ts';
import type { IndexDefinition, TableDefinition } from './table.ts';
import { checkItem, type Item, pick } from './values.ts';
import type { Outcome } from './writes.ts';

const READ_BLOCK = 4096;
const WRITE_BLOCK = 1024;

interface TableUnits {
  base: number;
  readonly indexes: Map<string, number>;
}

/** Adds up the capacity units of one request, table by table, as AWS bills them. */
export class Consumption {
  readonly #mode: CapacityMode;
  readonly #kind: 'Read' | 'Write';
  readonly #isTransaction: boolean;
  readonly #tables = new Map<string, TableUnits>();

  constructor(mode: CapacityMode, kind: 'read' | 'write', isTransaction = false) {
    this.#mode = mode;
    this.#kind = kind === 'read' ? 'Read' : 'Write';
    this.#isTransaction = isTransaction;
  }

  read(table: TableDefinition, bytes: number, consistent = true, index?: IndexDefinition): void {
    if (this.#isWanted) this.#add(table, blocks(bytes, READ_BLOCK) * (consistent ? 1 : 0.5), index);
  }

  write({ write: { table }, old, next }: Outcome): void {
    if (!this.#isWanted) return;
    this.#add(table, blocks(Math.max(old?.size ?? 0, next?.size ?? 0), WRITE_BLOCK));
    for (const index of table.indexes) {
      const units = indexUnits(index, old?.item, next?.item);
      if (units > 0) this.#add(table, units, index);
    }
  }

  /** For operations on one table. */
  one(): { ConsumedCapacity?: unknown } {
    const [only] = this.#rendered();
    return only === undefined ? {} : { ConsumedCapacity: only };
  }

  /** For operations on several. */
  all(): { ConsumedCapacity?: unknown } {
    return this.#isWanted ? { ConsumedCapacity: this.#rendered() } : {};
  }

  get #isWanted(): boolean {
    return this.#mode === 'TOTAL' || this.#mode === 'INDEXES';
  }

  #add(table: TableDefinition, units: number, index?: IndexDefinition): void {
    const sums = this.#tables.get(table.name) ?? { base: 0, indexes: new Map<string, number>() };
    this.#tables.set(table.name, sums);
    const total = this.#isTransaction ? 2 * units : units;
    if (index === undefined) sums.base += total;
    else sums.indexes.set(index.name, (sums.indexes.get(index.name) ?? 0) + total);
  }

  #rendered(): unknown[] {
    return Array.from(this.#tables, ([TableName, { base, indexes }]) => {
      const total = [...indexes.values()].reduce((sum, units) => sum + units, base);
      const summary = { TableName, ...this.#units(total) };
      if (this.#mode === 'TOTAL') return summary;
      const each = Array.from(indexes, ([name, units]) => [name, this.#units(units)]);
      const GlobalSecondaryIndexes = indexes.size === 0 ? undefined : Object.fromEntries(each);
      return { ...summary, Table: this.#units(base), GlobalSecondaryIndexes };
    });
  }

  #units(CapacityUnits: number) {
    return { CapacityUnits, ...(this.#isTransaction && { [`${this.#kind}CapacityUnits`]: CapacityUnits }) };
  }
}

function blocks(bytes: number, block: number): number {
  return Math.max(1, Math.ceil(bytes / block));
}

/** An entry that moves is deleted and put: both count. One that only shows other attributes counts once. */
function indexUnits(index: IndexDefinition, ...items: readonly (Item | undefined)[]): number {
  const [old, next] = items.map((item) => {
    const key = item && indexKeyOf(index, item);
    if (item === undefined || key === undefined) return undefined;
    const shown = pick(item, index.shows ?? Object.keys(item).sort());
    return {
      key: JSON.stringify(key),
      text: JSON.stringify(shown),
      units: blocks(checkItem(shown), WRITE_BLOCK),
    };
  });
  if (old?.text === next?.text) return 0;
  const [before, after] = [old?.units ?? 0, next?.units ?? 0];
  return old?.key === next?.key ? Math.max(before, after) : before + after;
}
