import type { FieldProblem } from '../../shared/kernel/errors.ts';
import type { StoredEntry } from '../../shared/ports.ts';
import type { EntryKind } from '../track.ts';
import { contentTag } from './etag.ts';
import type { Workplace } from './workplace.ts';

const PAGE = 100;
// More than this is no longer read but read anew.
const AT_MOST = 12;
const LONGEST = 120;

/**
 * What is different from the content that was seen, by its digest: the history is told again until it shows that
 * content. Empty when it never did, or when values of it have been erased (P9, P10, G-12).
 */
export async function whatChanged(
  workplace: Workplace,
  kind: EntryKind,
  now: StoredEntry,
  seen: string,
): Promise<FieldProblem[]> {
  if (kind.track === null) return [];
  const then = await seenContent(workplace, kind, now, seen).catch(() => undefined);
  if (then === undefined) return [];
  return differences(then, kind.track.content(now.state)).slice(0, AT_MOST);
}

async function seenContent(
  { store, crypto }: Workplace,
  kind: EntryKind,
  now: StoredEntry,
  seen: string,
): Promise<unknown> {
  let state: unknown = null;
  let found: unknown;
  for (let after = 0; after < now.version; ) {
    const events = await store.history(now.id, { after, limit: PAGE });
    for (const event of events) {
      state = kind.evolve(state, event);
      if (contentTag(crypto, kind, { ...now, state }) === seen) found = kind.track?.content(state);
    }
    const last = events.at(-1);
    if (last === undefined) break;
    after = last.seq;
  }
  return found;
}

/** By field, deepest first named: added, removed, or another value. */
function differences(then: unknown, now: unknown, pointer = ''): FieldProblem[] {
  if (isTree(then) && isTree(now)) {
    const names = [...new Set([...Object.keys(then), ...Object.keys(now)])];
    return names.flatMap((name) => differences(then[name], now[name], `${pointer}/${name}`));
  }
  if (JSON.stringify(then) === JSON.stringify(now)) return [];
  if (then === undefined || then === null) return [{ pointer, code: 'added', params: { after: brief(now) } }];
  if (now === undefined || now === null)
    return [{ pointer, code: 'removed', params: { before: brief(then) } }];
  return [{ pointer, code: 'changed', params: { before: brief(then), after: brief(now) } }];
}

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function brief(value: unknown): string | number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
