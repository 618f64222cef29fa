import { join } from 'node:path';
import type { DataFolder } from '../launch/data-folder.ts';
import { runProgram } from '../launch/run-program.ts';
import { sentenceOf } from '../launch/sentence.ts';

const LOADER = join(import.meta.dirname, 'load-demonstration.ts');
const LOADED = 'demo-loaded';

/**
 * Loads the demonstration data where they are missing or were cut off. A process of its own does it over the wire: the
 * server need not keep the product in memory twice. Gives whether the data are there now.
 */
export async function ensureDemonstration(
  folder: DataFolder,
  options: { readonly wanted: boolean; readonly offset: number; readonly log: (line: string) => void },
): Promise<boolean> {
  if (folder.hasMark(LOADED)) return true;
  if (!options.wanted) return false;
  options.log('loading demonstration data …');
  try {
    await runProgram(LOADER, [folder.file('demo'), String(options.offset)]);
    folder.mark(LOADED);
  } catch (error) {
    // Most of it is there and useful; every start tries to go on.
    options.log(`the demonstration data are incomplete: ${sentenceOf(error)}`);
  }
  return true;
}

/** One person of each role, as lines for the start banner. */
export async function peopleLines(): Promise<string[]> {
  const { demoPeople } = await import('./people.ts');
  const roles = new Set<string>();
  const first = demoPeople.filter(({ role }) => !roles.has(role) && roles.add(role));
  const width = Math.max(...first.map(({ id }) => id.length));
  const lines = first.map(
    ({ id, name, role, place }) =>
      `  ${id.padEnd(width)}  ${[name, role, place].filter(Boolean).join(' · ')}`,
  );
  return [...lines, `  … and ${demoPeople.length - first.length} more on the sign-in page`];
}
