import type { Context } from 'hono';
import { AppError } from '../../shared/kernel/errors.ts';
import type { EntryKind } from '../../workflows/track.ts';
import type { Front } from './http-deps.ts';

/** Where the pages of what is sealed lie: addresses stand in the history of a browser and over a shoulder. */
export const DESK = '/desk';

/** The address of a kind's pages. */
export const pagePath = ({ collection, sealed }: EntryKind): string => (sealed ? DESK : `/${collection}`);

/** The kind behind the first step of a page's address; throws NotFound. */
export function kindOfPage(front: Front, c: Context): EntryKind {
  const step = c.req.param('collection') ?? '';
  const { registry } = front.workplace;
  const kind = `/${step}` === DESK ? registry.kinds.find(({ sealed }) => sealed) : registry.collection(step);
  if (kind === undefined) throw new AppError('NotFound', 'not-found');
  return kind;
}
