import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const INFRA = join(import.meta.dirname, '../../../infra');
/** Whoever keeps the embedded services must be able to read them in an afternoon: fewer non-blank lines than these. */
const LIMITS = {
  // DynamoDB, Step Functions, Lambda, the wire, the clock, the start.
  local: 4500,
  // What they stand on and others use too: a durable file, and what the templates ask for.
  sqlite: 320,
  template: 380,
};
const LONGEST_FILE = 300;

function linesOf(folder: string): Map<string, number> {
  const files = readdirSync(join(INFRA, folder), { recursive: true, encoding: 'utf8' });
  const count = (name: string) =>
    readFileSync(join(INFRA, folder, name), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '').length;
  return new Map(files.filter((name) => /\.[a-z]*[jt]sx?$/.test(name)).map((name) => [name, count(name)]));
}

test.each(Object.entries(LIMITS))('infra/%s has fewer than %d lines', (folder, limit) => {
  const sum = [...linesOf(folder).values()].reduce((total, lines) => total + lines, 0);
  expect(sum).toBeLessThan(limit);
});

test.each(Object.keys(LIMITS))('each file of infra/%s can be read on its own', (folder) => {
  expect([...linesOf(folder)].filter(([, lines]) => lines > LONGEST_FILE)).toEqual([]);
});
