import type { Locale } from '../../shared/i18n/languages.ts';
import type { Actor } from '../../shared/kernel/actor.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import type { Front } from './http-deps.ts';
import { createSay, type Say } from './wording.ts';

// A page names few others; more would make it slow, and the number itself is still shown.
const AT_MOST = 40;

/** Titles of the entries named anywhere in these values, as far as the reader may see them. */
export async function titlesOf(
  front: Front,
  actor: Actor,
  locale: Locale,
  values: readonly unknown[],
): Promise<ReadonlyMap<string, string>> {
  const say = createSay(locale);
  const ids = new Set<string>();
  for (const value of values) collectIds(value, ids);
  const found = await Promise.all(
    [...ids]
      .slice(0, AT_MOST)
      .map(async (id): Promise<[string, string | null]> => [id, await titleOf({ front, actor, say }, id)]),
  );
  return new Map(found.filter((entry): entry is [string, string] => entry[1] !== null));
}

function collectIds(value: unknown, ids: Set<string>): void {
  if (typeof value === 'string') {
    if (EntryId.safeParse(value).success) ids.add(value);
  } else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) collectIds(inner, ids);
}

interface Reading {
  readonly front: Front;
  readonly actor: Actor;
  readonly say: Say;
}

async function titleOf({ front, actor, say }: Reading, text: string): Promise<string | null> {
  const kind = front.workplace.registry.of(text);
  const id = EntryId.safeParse(text);
  // A title of something sealed says nothing, and looking for it would be a reading to record.
  if (kind === undefined || kind.sealed || !id.success) return null;
  // Who acted is no secret of the person's entry: everybody who reads a case sees who decided.
  if (kind.kind === 'person') return (await front.casework.loadActor(front.workplace, id.data))?.name ?? null;
  try {
    const { title, state } = await front.casework.readEntry(front.workplace, kind, id.data, actor);
    return say.title(title, state);
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
