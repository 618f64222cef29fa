import type { Answer } from './wire.ts';

type Outcome = Answer['outcome'];
/** What an item shows: its version, or null where there is none. */
export type State = string | null;

interface Transfer {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  outcome: Outcome;
}

/** What a reader from outside sees. */
export interface Found {
  /** Each item of the first table: its key, version and owner. */
  readonly items: readonly { readonly key: string; readonly version: string; readonly owner: string }[];
  /** The same, as the index shows it. */
  readonly entries: readonly { readonly key: string; readonly version: string; readonly owner: string }[];
  /** Balances, in the second table. */
  readonly accounts: readonly { readonly name: string; readonly balance: number }[];
  /** Ids of transfers written down, in the second table. */
  readonly ledger: readonly string[];
}

/**
 * The truth as the answers tell it: acknowledged is there exactly once, refused is not there, unknown may be either.
 * Knows nothing of the platform.
 */
export class Truth {
  readonly #states = new Map<string, Set<State>>();
  readonly #transfers = new Map<string, Transfer>();
  readonly #opening: number;
  readonly count: Record<Outcome, number> = { ok: 0, refused: 0, unknown: 0 };

  /** Every account opens with this balance. */
  constructor(opening: number) {
    this.#opening = opening;
  }

  /** A write that would make the item's state what `change` says. */
  wrote(key: string, change: (state: State) => State, outcome: Outcome): void {
    this.count[outcome] += 1;
    const before = this.#states.get(key) ?? new Set([null]);
    const after = [...before].map(change);
    if (outcome === 'ok') this.#states.set(key, new Set(after));
    if (outcome === 'unknown') this.#states.set(key, new Set([...before, ...after]));
    if (outcome === 'refused') this.#states.set(key, before);
  }

  /** A transfer under its id; sent again under the same token it is still the one transfer. */
  transferred(id: string, transfer: Omit<Transfer, 'outcome'>, outcome: Outcome): void {
    this.count[outcome] += 1;
    const known = this.#transfers.get(id)?.outcome;
    this.#transfers.set(id, { ...transfer, outcome: known === 'ok' ? known : outcome });
  }

  /** Transfers nobody knows the outcome of. */
  get open(): readonly (readonly [string, Transfer])[] {
    return [...this.#transfers].filter(([, { outcome }]) => outcome === 'unknown');
  }

  /** Every broken promise, in words; what was found is then certain. */
  faultsIn(found: Found): string[] {
    const faults = [...this.#itemFaults(found), ...indexFaults(found), ...this.#moneyFaults(found)];
    for (const key of this.#states.keys()) this.#states.set(key, new Set([null]));
    for (const { key, version } of found.items) this.#states.set(key, new Set([version]));
    return faults;
  }

  #itemFaults({ items }: Found): string[] {
    const seen = new Map<string, string>();
    const faults = items.flatMap(({ key, version }) => {
      const again = seen.has(key);
      seen.set(key, version);
      if (again) return [`${key} is there twice`];
      return this.#states.has(key) ? [] : [`${key} was never written`];
    });
    for (const [key, possible] of this.#states) {
      const state = seen.get(key) ?? null;
      if (!possible.has(state)) faults.push(`${key} is ${state}, not ${[...possible].join(' or ')}`);
    }
    return faults;
  }

  #moneyFaults({ accounts, ledger }: Found): string[] {
    const written = new Set(ledger);
    const faults = written.size === ledger.length ? [] : ['a transfer is written down twice'];
    const balances = new Map(accounts.map(({ name }) => [name, this.#opening]));
    for (const [id, { from, to, amount, outcome }] of this.#transfers) {
      if (outcome === 'ok' && !written.has(id)) faults.push(`transfer ${id} was acknowledged and is lost`);
      if (outcome === 'refused' && written.has(id)) faults.push(`transfer ${id} was refused and is there`);
      if (!written.has(id)) continue;
      balances.set(from, (balances.get(from) ?? 0) - amount);
      balances.set(to, (balances.get(to) ?? 0) + amount);
    }
    for (const id of written) if (!this.#transfers.has(id)) faults.push(`transfer ${id} was never sent`);
    for (const { name, balance } of accounts)
      if (balance !== balances.get(name))
        faults.push(`${name} holds ${balance}, its transfers make ${balances.get(name)}`);
    return faults;
  }
}

function indexFaults({ items, entries }: Found): string[] {
  const shown = (each: Found['items']) =>
    each.map(({ key, version, owner }) => `${key} ${version} ${owner}`).sort();
  const [inTable, inIndex] = [shown(items), shown(entries)];
  const missing = inTable.filter((each) => !inIndex.includes(each)).map((each) => `the index lacks ${each}`);
  const ghosts = inIndex
    .filter((each) => !inTable.includes(each))
    .map((each) => `the index has a ghost ${each}`);
  return [
    ...missing,
    ...ghosts,
    ...(inIndex.length > inTable.length ? ['the index shows an item twice'] : []),
  ];
}
