import { expect, it } from 'vitest';
import { GroupWriter } from '../../../../infra/local/states/writer.ts';

/** A database that notes what happens, and fails the transaction in which `bad` is written. */
function openWriter() {
  const log: string[] = [];
  const transaction = (work: () => void) => {
    log.push('begin');
    try {
      work();
    } catch (error) {
      log.push('rollback');
      throw error;
    }
    log.push('commit');
  };
  const writer = new GroupWriter(transaction);
  const write = (key: string, name: string) =>
    writer.submit(key, () => ({
      write() {
        log.push(name);
        if (name === 'bad') throw new Error('disk full');
      },
      committed: () => void log.push(`${name} answered`),
    }));
  return { log, write };
}

it('shares a commit among the keys of one turn, and answers only after it', async () => {
  const { log, write } = openWriter();
  await Promise.all([write('1', 'a'), write('2', 'b')]);
  expect(log).toEqual(['begin', 'a', 'b', 'commit', 'a answered', 'b answered']);
});

it('runs the jobs of one key one after another', async () => {
  const { log, write } = openWriter();
  await Promise.all([write('1', 'a'), write('1', 'b')]);
  expect(log).toEqual(['begin', 'a', 'commit', 'a answered', 'begin', 'b', 'commit', 'b answered']);
});

it('fails only the job that cannot be written', async () => {
  const { log, write } = openWriter();
  const both = await Promise.allSettled([write('1', 'a'), write('2', 'bad')]);
  expect(both.map((each) => each.status)).toEqual(['fulfilled', 'rejected']);
  expect(log.filter((entry) => entry.endsWith('answered'))).toEqual(['a answered']);
});
