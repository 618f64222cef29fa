import { expect, it, vi } from 'vitest';
import { Jobs } from '../../../../infra/local/states/jobs.ts';
import { GroupCommit } from '../../../../infra/sqlite/group-commit.ts';

/** A database that notes what happens. */
function openWriter() {
  const log: string[] = [];
  const exec = (sql: string) => void log.push(sql.toLowerCase());
  const database = { isTransaction: true, exec, prepare: (sql: string) => ({ run: () => exec(sql) }) };
  const [jobs, commits] = [new Jobs(), new GroupCommit(database)];
  const write = (key: string, name: string, error?: Error) =>
    jobs.queue(key, async () => {
      await commits.run(() => {
        log.push(name);
        if (error !== undefined) throw error;
      });
      log.push(`${name} answered`);
    });
  const story = () => log.filter((entry) => !/savepoint|release/.test(entry));
  return { story, write };
}

it('shares a commit among the keys of one turn, and answers only after it', async () => {
  const { story, write } = openWriter();
  await Promise.all([write('1', 'a'), write('2', 'b')]);
  expect(story()).toEqual(['begin immediate', 'a', 'b', 'commit', 'a answered', 'b answered']);
});

it('runs the jobs of one key one after another', async () => {
  const { story, write } = openWriter();
  await Promise.all([write('1', 'a'), write('1', 'b')]);
  const [begin, commit] = ['begin immediate', 'commit'];
  expect(story()).toEqual([begin, 'a', commit, 'a answered', begin, 'b', commit, 'b answered']);
});

it('fails only the job that cannot be written', async () => {
  const { story, write } = openWriter();
  const both = await Promise.allSettled([write('1', 'a'), write('2', 'bad', new Error('no'))]);
  expect(both.map((each) => each.status)).toEqual(['fulfilled', 'rejected']);
  expect(story()).toEqual(['begin immediate', 'a', 'bad', 'rollback to one', 'commit', 'a answered']);
});

it('answers nobody of a group that the disk did not take', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { story, write } = openWriter();
  const full = Object.assign(new Error('disk full'), { errcode: 13 });
  const both = await Promise.allSettled([write('1', 'a'), write('2', 'b', full)]);
  expect(both.map((each) => each.status)).toEqual(['rejected', 'rejected']);
  expect(story()).toEqual(['begin immediate', 'a', 'b', 'rollback']);
});
