import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

const ROOT = join(import.meta.dirname, '../..');

/** A committed table by its path in the project, as people wrote it: nothing here knows the program. */
export const readTable = <Column extends string>(path: string): Record<Column, string>[] =>
  parse(readFileSync(join(ROOT, path), 'utf8'), { columns: true });

export interface Row {
  readonly collection: string;
  readonly operation: string;
  readonly role: string;
  readonly scope: string;
  readonly marks: string;
  readonly stages: string;
}

export const policyFile = (): Row[] => readTable<keyof Row>('docs/policy.csv');
