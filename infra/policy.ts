import { join } from 'node:path';
import { policyRows } from '../functions/http/policy.ts';
import { csvOf } from '../workflows/policy-table.ts';
import { registry } from '../workflows/registry.ts';
import { writeIfChanged } from './write-if-changed.ts';

/** The table of permissions as a file, for whoever wants to read or compare it without the program. */
await writeIfChanged(
  join(import.meta.dirname, '../docs/policy.csv'),
  Buffer.from(csvOf(policyRows(registry))),
);
