import type { EngineClock } from '../engine-clock.ts';
import type { Sql } from './database.ts';
import type { Engine } from './engine.ts';
import type { GroupWriter } from './group-writer.ts';
import type { Given, Shape } from './parameters.ts';
import type { Tokens } from './tokens.ts';

/** What every operation works with. */
export interface Workbench {
  readonly sql: Sql;
  readonly clock: EngineClock;
  readonly engine: Engine;
  readonly writer: GroupWriter;
  readonly tokens: Tokens;
  /** `region:account`, the middle of every ARN. */
  readonly place: string;
}

/** One operation: the parameters it takes, and what it does. */
interface Operation {
  readonly takes: Shape;
  run(bench: Workbench, given: Given): Promise<unknown> | unknown;
}

export type Operations = Readonly<Record<string, Operation>>;
