import type { Commit } from '../../../shared/ports.ts';

type Event = Commit['writes'][number]['events'][number];
type Holder = { readonly kind: string; readonly id: string };

/** One asset as its events alone tell it; written here, not imported, so that the rules are compared with something. */
interface Account {
  readonly hops: { readonly from: string | null; readonly to: string; readonly at: string }[];
  readonly numbers: Map<string, string>;
  make: string;
  model: string;
}

const tagOf = ({ kind, id }: Holder): string => `${kind} ${id}`;

const LETTERS: readonly [RegExp, string][] = [
  [/[٠-٩]/g, ''],
  [/[\s_./-]/g, ''],
  [/O/g, '0'],
];

/** As numbers are compared: capital letters, Latin digits, O as 0, no spaces. */
function plain(text: string): string {
  const latin = text.replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660));
  return LETTERS.reduce((some, [from, to]) => some.replace(from, to), latin.toUpperCase());
}

export class Ledger {
  private readonly accounts = new Map<string, Account>();
  readonly faults: string[] = [];

  /** Book one commit: everything in it happens at once. */
  book({ writes }: Pick<Commit, 'writes'>): void {
    for (const { after, events } of writes)
      if (after.kind === 'asset') for (const event of events) this.tell(after.id, event);
    this.compareNumbers();
  }

  holder(id: string): string | undefined {
    return this.accounts.get(id)?.hops.at(-1)?.to;
  }

  get size(): number {
    return this.accounts.size;
  }

  private tell(id: string, { type, at, data }: Event): void {
    if (type === 'AssetRegistered') {
      if (this.accounts.has(id)) this.faults.push(`${id} registered twice`);
      const numbers = new Map<string, string>();
      const { holder, make, model } = data as { holder: Holder; make: string; model: string };
      this.accounts.set(id, { hops: [{ from: null, to: tagOf(holder), at }], numbers, make, model });
    }
    const account = this.accounts.get(id);
    if (account === undefined) {
      this.faults.push(`${id}: ${type} before it was registered`);
      return;
    }
    this.renumber(account, type === 'IdentityCorrected' ? (data.changes as object) : numbersIn(type, data));
    for (const hop of hopsIn(type, data)) {
      const last = account.hops.at(-1);
      const from = hop.from === null ? (last?.to ?? '') : tagOf(hop.from);
      if (from !== last?.to) this.faults.push(`${id}: moved from ${from}, stood with ${last?.to}`);
      if (last !== undefined && at < last.at) this.faults.push(`${id}: moved before it came`);
      account.hops.push({ from, to: tagOf(hop.to), at });
    }
  }

  private renumber(account: Account, numbers: object): void {
    for (const [name, value] of Object.entries(numbers)) {
      if (name === 'make') account.make = String(value);
      else if (name === 'model') account.model = String(value);
      else if (typeof value === 'string') account.numbers.set(name, plain(value));
    }
  }

  private compareNumbers(): void {
    const seen = new Map<string, string>();
    for (const [id, { numbers, make, model }] of this.accounts)
      for (const [name, value] of numbers) {
        const tag = name === 'serial' ? `serial ${plain(make)} ${plain(model)} ${value}` : `${name} ${value}`;
        const other = seen.get(tag);
        if (other !== undefined) this.faults.push(`${tag}: ${other} and ${id}`);
        seen.set(tag, id);
      }
  }
}

function numbersIn(type: string, data: Event['data']): object {
  if (type === 'PlateRecorded') return { plate: data.plate };
  if (type !== 'AssetRegistered') return {};
  return Object.fromEntries(['vin', 'serial', 'plate'].map((name) => [name, data[name]]));
}

function hopsIn(type: string, data: Event['data']): { from: Holder | null; to: Holder }[] {
  if (type === 'CustodyTransferred') return [{ from: data.from as Holder, to: data.to as Holder }];
  if (type === 'CustodyHandedOver')
    return (data.hops as Holder[]).map((to, n) => ({ from: n === 0 ? (data.from as Holder) : null, to }));
  if (type !== 'PostPassedOn') return [];
  const person = (id: unknown): Holder => ({ kind: 'person', id: String(id) });
  return [{ from: person(data.from), to: person(data.to) }];
}
