import type { PersonActor } from '../../../shared/kernel/actor.ts';
import type { ListRow } from '../../../shared/ports.ts';
import type { Option } from '../forms/drawing.ts';
import type { Ctx, Front } from '../http-deps.ts';
import type { Say } from '../wording.ts';
import type { Script } from './ceremony.tsx';

const AT_MOST = 100;

/** Entries of a kind this reader may choose from. */
export async function optionsOf(
  front: Front,
  { actor, say }: { actor: PersonActor; say: Say },
  name: string,
  fits: (row: ListRow) => boolean = () => true,
): Promise<Option[]> {
  const kind = front.workplace.registry.kind(name);
  if (kind === undefined) return [];
  const request = { filter: {}, page: { limit: AT_MOST, cursor: null } };
  const { items } = await front.casework.listEntries(front.workplace, kind, actor, request);
  return items.filter(fits).map(({ id, title, card }) => ({ id, label: say.title(title, card) }));
}

/** The file that lets people draw; it runs with the nonce of this answer. */
export const scriptFor = (front: Front, c: Ctx): Script => ({
  src: front.assets.assetPath('sign.js'),
  nonce: c.get('secureHeadersNonce') ?? '',
});
