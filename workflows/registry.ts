import { officeBuild } from './office-build/track.ts';
import { registerKinds } from './register/kinds.ts';
import { safetyPlan } from './safety-plan/track.ts';
import type { EntryKind } from './track.ts';

/** Every kind of entry of this installation; a fourth track is one import and one line here. */
const KINDS: readonly EntryKind[] = [safetyPlan, officeBuild, ...registerKinds];

export interface Registry {
  readonly kinds: readonly EntryKind[];
  readonly tracks: readonly EntryKind[];
  kind(name: string): EntryKind | undefined;
  collection(name: string): EntryKind | undefined;
  /** The kind an id belongs to, by its two letters. */
  of(id: string): EntryKind | undefined;
}

export function createRegistry(kinds: readonly EntryKind[]): Registry {
  const byKind = new Map(kinds.map((kind) => [kind.kind, kind]));
  const byCollection = new Map(kinds.map((kind) => [kind.collection, kind]));
  const byPrefix = new Map(kinds.map((kind) => [kind.prefix, kind]));
  return {
    kinds,
    tracks: kinds.filter((kind) => kind.track !== null),
    kind: (name) => byKind.get(name),
    collection: (name) => byCollection.get(name),
    of: (id) => byPrefix.get(id.slice(0, 2)),
  };
}

export const registry: Registry = createRegistry(KINDS);
