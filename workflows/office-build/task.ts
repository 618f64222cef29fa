import type { Deadline } from '../../shared/kernel/deadline.ts';
import { mostUrgent } from '../../shared/kernel/deadline.ts';
import type { Addressee, Task } from '../../shared/kernel/entry.ts';
import { baghdadDate } from '../../shared/kernel/time.ts';
import type { CaseFile } from './case.ts';
import type { CommandName } from './commands.ts';

export interface Since {
  readonly since: number;
  readonly sinceAt: string;
}

interface Duties {
  readonly addressees: readonly Addressee[];
  readonly commands: readonly CommandName[];
  readonly since: Since;
  readonly deadline: Deadline | undefined;
  /** What of several: a milestone, a slot, a level. */
  readonly of?: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

export function task(build: CaseFile, name: string, duties: Duties): Task {
  const { addressees, commands, since, deadline, of, params } = duties;
  const key = `task.office-build.${name}`;
  return {
    key: [name, ...(of === undefined ? [] : [of]), since.since].join(':'),
    title: params === undefined ? { key } : { key, params },
    addressees,
    commands,
    since: since.since,
    sinceAt: since.sinceAt,
    dueOn: deadline?.dueOn ?? mostUrgent(Object.values(build.deadlines))?.dueOn ?? baghdadDate(since.sinceAt),
    level: deadline?.level ?? 0,
  };
}
