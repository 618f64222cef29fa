import { indexKeyOf } from './keys.ts';
import { type IndexDefinition, projectedNames, type TableDefinition } from './table.ts';
import { attributeSize, type Item } from './values.ts';

export type CapacityMode = 'INDEXES' | 'TOTAL' | 'NONE' | undefined;

const READ_BLOCK = 4096;
const WRITE_BLOCK = 1024;

interface TableUnits {
  base: number;
  readonly indexes: Map<string, number>;
}

/** Adds up the capacity units of one request, table by table, as AWS bills them. */
export class Consumption {
  readonly #mode: CapacityMode;
  readonly #kind: 'read' | 'write';
  readonly #factor: number;
  readonly #tables = new Map<string, TableUnits>();

  constructor(mode: CapacityMode, kind: 'read' | 'write', transactional = false) {
    this.#mode = mode;
    this.#kind = kind;
    this.#factor = transactional ? 2 : 1;
  }

  read(table: TableDefinition, bytes: number, consistent = true, index?: IndexDefinition): void {
    if (this.#wanted) this.#add(table, blocks(bytes, READ_BLOCK) * (consistent ? 1 : 0.5), index);
  }

  write(
    table: TableDefinition,
    from: { item: Item; size: number } | undefined,
    to: { item: Item; size: number } | undefined,
  ): void {
    if (!this.#wanted) return;
    this.#add(table, blocks(Math.max(from?.size ?? 0, to?.size ?? 0), WRITE_BLOCK));
    for (const index of table.indexes) {
      const units = indexUnits(table, index, from?.item, to?.item);
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
    return this.#wanted ? { ConsumedCapacity: this.#rendered() } : {};
  }

  get #wanted(): boolean {
    return this.#mode === 'TOTAL' || this.#mode === 'INDEXES';
  }

  #add(table: TableDefinition, units: number, index?: IndexDefinition): void {
    const sums = this.#tables.get(table.name) ?? { base: 0, indexes: new Map<string, number>() };
    this.#tables.set(table.name, sums);
    const total = units * this.#factor;
    if (index === undefined) sums.base += total;
    else sums.indexes.set(index.name, (sums.indexes.get(index.name) ?? 0) + total);
  }

  #rendered(): unknown[] {
    return [...this.#tables].map(([TableName, { base, indexes }]) => {
      const total = base + [...indexes.values()].reduce((sum, units) => sum + units, 0);
      const summary = { TableName, ...this.#units(total) };
      if (this.#mode === 'TOTAL') return summary;
      const each = [...indexes].map(([name, units]) => [name, this.#units(units)]);
      const GlobalSecondaryIndexes = indexes.size === 0 ? undefined : Object.fromEntries(each);
      return { ...summary, Table: this.#units(base), GlobalSecondaryIndexes };
    });
  }

  #units(CapacityUnits: number) {
    if (this.#factor === 1) return { CapacityUnits };
    return this.#kind === 'read'
      ? { CapacityUnits, ReadCapacityUnits: CapacityUnits }
      : { CapacityUnits, WriteCapacityUnits: CapacityUnits };
  }
}

function blocks(bytes: number, block: number): number {
  return Math.max(1, Math.ceil(bytes / block));
}

/** An entry that moves is deleted and put: both count. One that only shows other attributes counts once. */
function indexUnits(
  table: TableDefinition,
  index: IndexDefinition,
  from: Item | undefined,
  to: Item | undefined,
): number {
  const old = from === undefined ? undefined : entryText(table, index, from);
  const next = to === undefined ? undefined : entryText(table, index, to);
  if (old?.text === next?.text) return 0;
  if (old?.key === next?.key) return blocks(Math.max(old?.size ?? 0, next?.size ?? 0), WRITE_BLOCK);
  const removed = old === undefined ? 0 : blocks(old.size, WRITE_BLOCK);
  return removed + (next === undefined ? 0 : blocks(next.size, WRITE_BLOCK));
}

function entryText(table: TableDefinition, index: IndexDefinition, item: Item) {
  const key = indexKeyOf(index, item);
  if (key === undefined) return undefined;
  const names = projectedNames(table, index);
  const shown = Object.entries(item).filter(([name]) => names?.has(name) ?? true);
  const size = shown.reduce((sum, [name, value]) => sum + attributeSize(name, value), 0);
  return { key: JSON.stringify(key), text: JSON.stringify(shown.sort()), size };
}
