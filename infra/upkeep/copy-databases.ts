import { constants, copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Copies the databases with their logs. Always a process of its own: if the process that holds a database opened its
 * file once more, closing that would give up the lock.
 */
const [from = '', to = '', ...names] = process.argv.slice(2);
mkdirSync(to, { recursive: true, mode: 0o700 });
for (const name of names)
  for (const end of ['', '-wal'])
    if (existsSync(join(from, name + end)))
      copyFileSync(join(from, name + end), join(to, name + end), constants.COPYFILE_FICLONE);
