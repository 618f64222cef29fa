import { z } from 'zod';
import type { EngineClock } from '../engine-clock.ts';
import type { Engine } from './engine.ts';
import { parametersOf } from './parameters.ts';
import type { Store } from './store.ts';
import type { Tokens } from './tokens.ts';
import type { Writer } from './writer.ts';

/** What every operation works with. */
export interface Workbench {
  readonly store: Store;
  readonly clock: EngineClock;
  readonly engine: Engine;
  readonly writer: Writer;
  readonly tokens: Tokens;
  /** `region:account`, the middle of every ARN. */
  readonly place: string;
}

/** One operation of the API on what came over the wire. */
type Operation = (bench: Workbench, given: Readonly<Record<string, unknown>>) => unknown;

export type Operations = Readonly<Record<string, Operation>>;

/** An operation: the parameters it takes, and what it does with them. */
export function operation<Shape extends z.ZodRawShape>(
  takes: Shape,
  run: (bench: Workbench, given: z.infer<z.ZodObject<Shape>>) => unknown,
): Operation {
  const parameters = z.strictObject(takes);
  return (bench, given) => run(bench, parametersOf(parameters, given) as never);
}
