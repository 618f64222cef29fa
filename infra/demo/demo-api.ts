import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Actor } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { contentTag } from '../../workflows/casework/etag.ts';
import { loadActor } from '../../workflows/casework/sign-in.ts';
import { submitCommand } from '../../workflows/casework/submit-command.ts';
import type { Workplace } from '../../workflows/casework/workplace.ts';
import { type DemoApi, loadDemo } from './load.ts';

/** Load the demonstration once; `file` remembers since when and how far, so that a load that was cut off goes on. */
export async function loadDemoOnce(workplace: Workplace, file: string): Promise<'loaded' | 'was there'> {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  if (lines.includes(DONE)) return 'was there';
  const [since = workplace.clock.now()] = lines;
  if (lines.length === 0) writeFileSync(file, `${since}\n`);
  await loadDemo(demoApi(workplace, file, lines.filter((line) => line === STEP).length), since);
  appendFileSync(file, `${DONE}\n`);
  return 'loaded';
}

const STEP = '.';
const DONE = 'done';

/** The steps go through the same commands as everybody's, some backdated; the first `done` of them are skipped. */
function demoApi(workplace: Workplace, file: string, done: number): DemoApi {
  let step = 0;

  async function once(work: () => Promise<unknown>): Promise<void> {
    step += 1;
    if (step <= done) return;
    try {
      await work();
    } catch (error) {
      // The step that was done when the load was cut off, but not noted, is refused by its own rules.
      const inDoubt = step === done + 1 && done > 0;
      if (!inDoubt || !(error instanceof AppError))
        throw new Error(`demonstration step ${step}`, { cause: error });
    }
    appendFileSync(file, `${STEP}\n`);
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
    attach: async (content, mediaType) => (await workplace.attachments.put(content, mediaType)).sha256,
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
