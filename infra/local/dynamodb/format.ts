import type { Format } from '../sqlite/file.ts';

/** Tables, items, index entries (keys only) and the tokens of transactions; each row ends in its checksum. */
export const FORMAT: Format = {
  // "AmDy"
  id: 0x416d4479,
  version: 2,
  summed: ['tables', 'items', 'entries', 'tokens'],
  schema: `
    CREATE TABLE tables (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL,
      sum INTEGER NOT NULL) STRICT;
    CREATE TABLE items (id INTEGER PRIMARY KEY, t INTEGER NOT NULL, slot INTEGER NOT NULL, h BLOB NOT NULL,
      r BLOB NOT NULL, size INTEGER NOT NULL, due INTEGER, item TEXT NOT NULL, sum INTEGER NOT NULL) STRICT;
    CREATE UNIQUE INDEX items_by_key ON items (t, slot, h, r);
    CREATE INDEX items_by_due ON items (t, due) WHERE due IS NOT NULL;
    CREATE TABLE entries (x INTEGER NOT NULL, slot INTEGER NOT NULL, h BLOB NOT NULL, r BLOB NOT NULL,
      tslot INTEGER NOT NULL, th BLOB NOT NULL, tr BLOB NOT NULL, id INTEGER NOT NULL, sum INTEGER NOT NULL,
      PRIMARY KEY (x, slot, h, r, tslot, th, tr)) STRICT, WITHOUT ROWID;
    CREATE TABLE tokens (id INTEGER PRIMARY KEY, token TEXT NOT NULL, digest TEXT NOT NULL, at INTEGER NOT NULL,
      sum INTEGER NOT NULL) STRICT`,
};
