import type { EventActor } from './actor.ts';
import type { EntryId } from './ids.ts';
import type { Instant } from './time.ts';

/** An accepted fact as rules see it: what `evolve` folds. */
export interface RecordedEvent<Type extends string = string, Data = Readonly<Record<string, unknown>>> {
  readonly seq: number;
  readonly type: Type;
  readonly at: Instant;
  readonly actor: EventActor;
  readonly onBehalfOf?: EntryId | undefined;
  readonly data: Data;
}

/**
 * An event in the store (design P10). `digests[field] = sha256(salt + canonical value)`; `hash` covers the
 * digests, never the data, so that a value and its salt can be erased and the chain still verifies.
 */
export interface ChainedEvent extends RecordedEvent {
  readonly salts: Readonly<Record<string, string>>;
  readonly digests: Readonly<Record<string, string>>;
  readonly prevHash: string;
  readonly hash: string;
}
