import type { Accepted } from './answers.ts';
import type { Client, Reply } from './client.ts';
import type { Step } from './plan-script.ts';

export const PLANS = 'safety-plans';

export interface Course {
  /** Who is signed in. */
  as(person: string): Promise<Client>;
  /** Keys are `<prefix>-<n>`: the same prefix again repeats or resumes the same run. */
  readonly prefix: string;
  /** The plan, when it is open already. */
  readonly id?: string;
  /** Number of the first step, when others of this prefix went before. */
  readonly from?: number;
  /** Called with every accepted step. */
  readonly after?: (step: Step, id: string, n: number) => Promise<void>;
  /** Called before every step. */
  readonly before?: (step: Step, n: number) => void;
}

/** Lets the people of a script act one after another; gives the plan. Rejects at the first refusal. */
export async function runSteps(course: Course, steps: readonly Step[]): Promise<string> {
  let id = course.id ?? '';
  for (const [offset, step] of steps.entries()) {
    const n = (course.from ?? 0) + offset;
    course.before?.(step, n);
    const reply = await give(course, step, id, `${course.prefix}-${n}`);
    const { stage } = reply.body;
    if (reply.status >= 300 || stage !== step.stage)
      throw new Error(`${n} ${step.command} by ${step.by}: ${reply.status} ${stage} ${reply.text}`);
    id = reply.body.id ?? id;
    await course.after?.(step, id, n);
  }
  return id;
}

/** One step: an approving one says what it saw. */
export async function give(
  { as }: Pick<Course, 'as'>,
  step: Pick<Step, 'by' | 'command' | 'input' | 'approves'>,
  id: string,
  key: string,
): Promise<Reply<Partial<Accepted>>> {
  const person = await as(step.by);
  if (step.command === 'OpenPlan') return person.open(PLANS, step.input, { key });
  const path = { collection: PLANS, id, name: step.command };
  if (step.approves !== true) return person.command(path, step.input, { key });
  const seen = await person.one(PLANS, id);
  return person.command(path, step.input, { key, ifMatch: seen.headers.get('etag') ?? '' });
}

/** The id of a task without the version at its end. */
export const taskName = (id: string): string => id.replace(/:\d+$/, '');

/** Names of all tasks of a plan that stand in the work queues of these people, each once. */
export async function tasksInQueues(people: readonly Client[], id: string): Promise<string[]> {
  const ids = (await Promise.all(people.map((person) => person.tasks(id)))).flat().map((task) => task.id);
  return [...new Set(ids)].map(taskName).sort();
}
