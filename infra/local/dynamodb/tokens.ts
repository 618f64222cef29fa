import type { Store } from './store.ts';

/** How long a ClientRequestToken is remembered. */
const LIFE_MS = 10 * 60 * 1000;

interface Used {
  readonly digest: string;
  readonly at: number;
}

/**
 * The tokens of the last ten minutes: found in memory, kept in the store. Rows are only appended, and deleted from the
 * front, so that a transaction touches one page for its token.
 */
export class Tokens {
  readonly #store: Store;
  readonly #used = new Map<string, Used>();
  #lastId = 0;

  constructor(store: Store) {
    this.#store = store;
    this.load();
  }

  /** Reads the store again, after a rollback. */
  load(): void {
    this.#used.clear();
    const sql = 'SELECT id, token, digest, at FROM tokens ORDER BY id';
    for (const [id, token, digest, at] of this.#store.all<[number, string, string, number]>(sql)) {
      this.#lastId = id;
      this.#used.set(token, { digest, at });
    }
  }

  /** The digest of the request that used the token, if it is still remembered. */
  digestOf(token: string, now: number): string | undefined {
    const used = this.#used.get(token);
    return used === undefined || used.at <= now - LIFE_MS ? undefined : used.digest;
  }

  remember(token: string, digest: string, now: number): void {
    this.#forget(now - LIFE_MS);
    this.#lastId += 1;
    this.#store.insert('tokens', this.#lastId, token, digest, now);
    this.#used.delete(token);
    this.#used.set(token, { digest, at: now });
  }

  #forget(before: number): void {
    const [oldest] = this.#used.values();
    // Rarely and many at once: one delete per transaction would cost more than it frees.
    if (oldest === undefined || oldest.at > before - LIFE_MS) return;
    this.#store.run('DELETE FROM tokens WHERE at <= ?', before);
    for (const [token, { at }] of this.#used) if (at <= before) this.#used.delete(token);
  }
}
