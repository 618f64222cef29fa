import type { Format } from '../../sqlite/file.ts';

/** Tables, items, index entries (keys only) and the tokens of transactions; each row ends in its checksum. */
export const FORMAT: Format = {
  // "AmDy"
  id: 0x416d4479,
  version: 3,
  cacheMb: 64,
  summed: ['tables', 'items', 'entries', 'tokens'],
  schema: `
    CREATE TABLE tables (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, definition TEXT NOT NULL,
      sum INTEGER NOT NULL) STRICT;
    CREATE TABLE items (t INTEGER NOT NULL, place BLOB NOT NULL, size INTEGER NOT NULL, due INTEGER,
      item TEXT NOT NULL, sum INTEGER NOT NULL) STRICT;
    CREATE UNIQUE INDEX items_by_place ON items (t, place);
    CREATE INDEX items_by_due ON items (t, due) WHERE due IS NOT NULL;
    CREATE TABLE entries (x TEXT NOT NULL, place BLOB NOT NULL, tplace BLOB NOT NULL, sum INTEGER NOT NULL,
      PRIMARY KEY (x, place, tplace)) STRICT, WITHOUT ROWID;
    CREATE TABLE tokens (token TEXT PRIMARY KEY, digest TEXT NOT NULL, at INTEGER NOT NULL, sum INTEGER NOT NULL)
      STRICT, WITHOUT ROWID`,
};
