import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import type { Actor } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { contentTag } from '../../workflows/casework/etag.ts';
import { loadActor } from '../../workflows/casework/sign-in.ts';
import { submitCommand } from '../../workflows/casework/submit-command.ts';
import type { Workplace } from '../../workflows/casework/workplace.ts';

/** What the demonstration data are loaded through: the same commands as everybody's, some of them backdated. */
export interface DemoApi {
  open(kind: string, id: EntryId, input: object, at?: string): Promise<void>;
  command(
    kind: string,
    id: EntryId,
    name: string,
    input: object,
    as: EntryId | 'system',
    at?: string,
  ): Promise<void>;
}

/**
 * `progress` is a file with a line for each step done, so that a load that was cut off goes on where it stood. The
 * one step that may have been done without being noted is recognised by the rules refusing it.
 */
export function demoApi(workplace: Workplace, progress: string): DemoApi {
  const done = existsSync(progress) ? readFileSync(progress, 'utf8').split('\n').length - 1 : 0;
  let step = 0;

  async function once(work: () => Promise<unknown>): Promise<void> {
    step += 1;
    if (step <= done) return;
    try {
      await work();
    } catch (error) {
      const inDoubt = step === done + 1 && done > 0;
      if (!inDoubt || !(error instanceof AppError))
        throw new Error(`demonstration step ${step}`, { cause: error });
    }
    appendFileSync(progress, '.\n');
  }

  const kindOf = (name: string) => {
    const kind = workplace.registry.kind(name);
    if (kind === undefined) throw new Error(`no kind ${name}`);
    return kind;
  };
  const actorOf = async (as: EntryId | 'system', there: Workplace): Promise<Actor> => {
    if (as === 'system') return { kind: 'system', job: 'demo' };
    const actor = await loadActor(there, as);
    if (actor === null) throw new Error(`${as} cannot sign in`);
    return actor;
  };

  return {
    open: (name, id, input, at) =>
      once(async () => {
        const kind = kindOf(name);
        if ((await workplace.store.load(name, id)) !== null) return;
        await submitCommand(backdated(workplace, at), {
          kind,
          id: null,
          openAs: id,
          name: kind.opens,
          input,
          actor: { kind: 'system', job: 'demo' },
          idempotencyKey: null,
          ifMatch: null,
        });
      }),
    command: (...[name, id, command, input, as, at]) =>
      once(async () => {
        const kind = kindOf(name);
        const there = backdated(workplace, at);
        const entry = await there.store.load(name, id);
        const approves = kind.commands[command]?.approves === true && entry !== null;
        await submitCommand(there, {
          kind,
          id,
          name: command,
          input,
          actor: await actorOf(as, there),
          idempotencyKey: null,
          ifMatch: approves ? contentTag(there.crypto, kind, entry) : null,
        });
      }),
  };
}

const backdated = (workplace: Workplace, at: string | undefined): Workplace =>
  at === undefined ? workplace : { ...workplace, clock: { now: () => at } };
