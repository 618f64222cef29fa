import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const LOCAL = join(import.meta.dirname, '../../../infra/local');
/** Where the embedded services are meant to be: everything below `infra/local` in fewer lines than this. */
const GOAL = 4500;
/** What stands there now may only shrink on the way: lower these with every cut, and end at the goal. */
const CEILINGS = { '.': 1140, dynamodb: 2010, sqlite: 286, states: 1771 };
const LONGEST_FILE = 300;

function linesOf(folder: string): Map<string, number> {
  const files = readdirSync(join(LOCAL, folder)).filter((name) => /\.(ts|mjs|mts)$/.test(name));
  const count = (name: string) =>
    readFileSync(join(LOCAL, folder, name), 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '').length;
  return new Map(files.map((name) => [name, count(name)]));
}

const total = (folder: string) => [...linesOf(folder).values()].reduce((sum, lines) => sum + lines, 0);

test.each(Object.entries(CEILINGS))(
  'the embedded services do not grow: %s has at most %d lines',
  (folder, ceiling) => {
    expect(total(folder)).toBeLessThanOrEqual(ceiling);
  },
);

test.each(Object.keys(CEILINGS))('each file of %s can be read on its own', (folder) => {
  expect([...linesOf(folder)].filter(([, lines]) => lines > LONGEST_FILE)).toEqual([]);
});

test('no other folder hides lines from this count', () => {
  const folders = readdirSync(LOCAL, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(
    Object.keys(CEILINGS).filter((name) => name !== '.'),
  );
  const sum = Object.keys(CEILINGS).reduce((lines, folder) => lines + total(folder), 0);
  if (sum >= GOAL) console.log(`infra/local has ${sum} lines; the goal is fewer than ${GOAL}`);
});
