import { z } from 'zod';
import {
  type Actor,
  type PersonActor,
  type Placement,
  type Role,
  rolesTowards,
} from '../../shared/kernel/actor.ts';
import type { NewEvent } from '../../shared/kernel/decision.ts';
import type { RecordedEvent } from '../../shared/kernel/event.ts';

/** One line of text, without space around it. */
export const line = (max: number) => z.string().trim().min(1).max(max);

/** A few sentences. */
export const Prose = line(2000);
export const Reason = line(500);

/** A name in the three languages of the programme. */
export const Names = z.strictObject({ en: line(120), ar: line(120), ckb: line(120) });
export type Names = z.infer<typeof Names>;

/** OCHA P-code of a governorate, or our own code where there is none yet: `IQG15`, `IQ-HALABJA` (DF-48). */
export const GovernorateCode = z.string().regex(/^IQ(G\d{2}|-[A-Z]{3,7})$/);

/** The same for a district: `IQG15Q03`. */
export const PlaceCode = z.string().regex(/^IQ(G\d{2}(Q\d{2})?|-[A-Z]{3,7})$/);

/** Commands from a table of input schemas, by name. */
export type CommandsOf<Inputs extends Record<string, z.ZodType>> = {
  [Name in keyof Inputs & string]: { readonly type: Name } & z.infer<Inputs[Name]>;
}[keyof Inputs & string];

/** Events from a table of data, by name. */
export type EventsOf<Data extends Record<string, NewEvent['data']>> = {
  [Name in keyof Data & string]: { readonly type: Name; readonly data: Data[Name] };
}[keyof Data & string];

/** Recorded events of a union, each type with its own data. */
export type Recorded<Event extends NewEvent> = Event extends NewEvent
  ? RecordedEvent<Event['type'], Event['data']>
  : never;

/** The state of an entry that has been opened; anything else is a broken history. */
export function opened<State>(state: State | null): State {
  if (state === null) throw new Error('the history does not begin with an opening event');
  return state;
}

/** Does the reader hold one of these roles towards an entry placed there? Timer and system see everything. */
export const holds = (reader: Actor, roles: readonly Role[], place: Placement = {}): boolean =>
  reader.kind !== 'person' || rolesTowards(reader, place).some((role) => roles.includes(role));

/** Does the reader hold one of these roles anywhere? */
export const holdsAnywhere = (reader: PersonActor, roles: readonly Role[]): boolean =>
  reader.assignments.some(({ role }) => roles.includes(role));

/** The input of a command, without its name. */
export function inputOf<Command extends { readonly type: string }>(command: Command): Omit<Command, 'type'> {
  const { type: _, ...input } = command;
  return input;
}
