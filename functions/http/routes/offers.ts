import type { PersonActor } from '../../../shared/kernel/actor.ts';
import { addresseeKey, type Task } from '../../../shared/kernel/entry.ts';
import { inboxKeys } from '../../../workflows/casework/authorise.ts';
import type { EntryView } from '../../../workflows/casework/read-entry.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import { fieldsOf, weightOf } from '../forms/fields.ts';
import { ownPageOf } from '../handover/own-pages.ts';
import type { Offer } from '../pages/entry.tsx';

// Forms heavier than this are drawn only when asked for, so that the page stays short on a phone.
const LIGHT = 4;

/** What this person may do, the most needed first and open. */
export function offersOf(
  kind: EntryKind,
  view: EntryView,
  actor: PersonActor,
  wanted: string | null,
): Offer[] {
  const needed = neededOf(view, actor);
  const offered = [...view.commands];
  const open = offered.some(({ name }) => name === wanted) ? wanted : (needed[0] ?? null);
  const rank = (name: string): number => {
    if (name === open) return -1;
    const at = needed.indexOf(name);
    return at === -1 ? needed.length : at;
  };
  return offered
    .sort((a, b) => rank(a.name) - rank(b.name))
    .flatMap(({ name, approves }) => {
      const spec = kind.commands[name];
      if (spec === undefined) return [];
      const weight = fieldsOf(spec.input).reduce((sum, field) => sum + weightOf(field), 0);
      return [
        {
          name,
          spec,
          approves,
          open: name === open,
          needed: rank(name) < needed.length,
          // Three of the forms of a protected concern offer everybody to choose from: one at a time, when it is asked for.
          drawn:
            ownPageOf(kind.kind, name) === null &&
            (kind.sealed ? name === wanted : name === open || weight <= LIGHT),
        },
      ];
    });
}

/** Commands my own tasks ask for, in the order of the tasks. */
function neededOf({ tasks, commands }: EntryView, actor: PersonActor): string[] {
  const keys = inboxKeys(actor);
  const isMine = (task: Task): boolean => task.addressees.some((to) => keys.includes(addresseeKey(to)));
  const asked = tasks.filter(isMine).flatMap((task) => task.commands);
  const isOffered = (name: string): boolean => commands.some((command) => command.name === name);
  return [...new Set(asked)].filter(isOffered);
}
