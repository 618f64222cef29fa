import { z } from 'zod';
import type { Actor, Role } from '../../shared/kernel/actor.ts';
import { partiesOf } from '../../shared/kernel/actor.ts';
import {
  accept,
  type Decision,
  type NewEvent,
  outOfTurn,
  refuse,
  wrongPerson,
} from '../../shared/kernel/decision.ts';
import type { Task } from '../../shared/kernel/entry.ts';
import { type EntryId, partRef } from '../../shared/kernel/ids.ts';
import { addDays, type CalendarDate, type Instant, lateFrom } from '../../shared/kernel/time.ts';
import type { Grant } from '../grants.ts';
import { DUAL_CONTROL } from '../settings.ts';
import type { CommandSpec, Context, GivenCommand } from '../track.ts';
import { type EventsOf, Reason, type Recorded } from './common.ts';

/**
 * Two people for one change (SD11): somebody proposes it, somebody else confirms it, and neither is whom it concerns.
 * The change itself is a command of the entry, decided by its own rule both times.
 */
interface PendingChange {
  readonly id: string;
  /** The command that is proposed, with its input. */
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Who proposed it, and for whom. */
  readonly by: readonly EntryId[];
  readonly since: number;
  readonly sinceAt: Instant;
  /** The last day on which it can be confirmed. */
  readonly until: CalendarDate;
}
export type PendingChanges = Readonly<Record<string, PendingChange>>;

const change = partRef('pending');

/** The commands that every entry under dual control understands beside its own. */
export const dualInputs = {
  ConfirmChange: z.strictObject({ change }),
  DeclineChange: z.strictObject({ change, reason: Reason }),
  WithdrawChange: z.strictObject({ change }),
  ExpireChange: z.strictObject({ change }),
};
export type DualCommand = {
  [Name in keyof typeof dualInputs]: { readonly type: Name } & z.infer<(typeof dualInputs)[Name]>;
}[keyof typeof dualInputs];

export type DualEvent = EventsOf<{
  ChangeProposed: { change: string; command: string; input: Record<string, unknown>; until: CalendarDate };
  ChangeConfirmed: { change: string };
  ChangeDeclined: { change: string; reason: string };
  ChangeWithdrawn: { change: string };
  ChangeExpired: { change: string };
}>;

const isPending = (state: unknown): boolean => Object.keys(pendingOf(state)).length > 0;

/** Offered only while something is pending; `expire` is the timer's. */
export const dualCommands = (who: readonly Grant[]): Record<keyof typeof dualInputs, CommandSpec> => ({
  ConfirmChange: { input: dualInputs.ConfirmChange, who, offered: isPending },
  DeclineChange: { input: dualInputs.DeclineChange, who, offered: isPending },
  WithdrawChange: { input: dualInputs.WithdrawChange, who, offered: isPending },
  ExpireChange: { input: dualInputs.ExpireChange, who: [] },
});

export const isDual = (command: { readonly type: string }): command is DualCommand =>
  Object.hasOwn(dualInputs, command.type);

const pendingOf = (state: unknown): PendingChanges =>
  (state as { pending?: PendingChanges } | null)?.pending ?? {};

/** The proposed command behind a confirmation, for what it needs. */
export function proposedIn(state: unknown, command: { readonly type: string }): GivenCommand | null {
  if (!isDual(command)) return null;
  const known = pendingOf(state)[command.change];
  return known === undefined ? null : commandOf(known);
}

const commandOf = ({ command, input }: PendingChange): GivenCommand => ({ ...input, type: command });

/** A person's change is kept until somebody else confirms it; the system's (a first installation) holds at once. */
export function propose<E extends NewEvent>(
  kind: string,
  state: unknown,
  { type, ...input }: GivenCommand,
  context: Context,
): Decision<E | DualEvent> {
  if (Object.keys(pendingOf(state)).length >= DUAL_CONTROL.atMost)
    return refuse('too-many', { params: { maximum: DUAL_CONTROL.atMost } });
  const id = `change-${context.version + 1}`;
  const until = addDays(context.today, DUAL_CONTROL.days);
  const proposed: DualEvent = { type: 'ChangeProposed', data: { change: id, command: type, input, until } };
  return accept([proposed], {
    timers: [
      {
        kind,
        id: context.id,
        command: { type: 'ExpireChange', change: id },
        notBefore: lateFrom(until),
      },
    ],
  });
}

interface Rules<E extends NewEvent> {
  /** The rule of the proposed command, asked again at this moment. */
  decide(command: GivenCommand): Decision<E>;
  /** Whom the change concerns: they neither propose nor confirm it. */
  subjects(command: GivenCommand): readonly EntryId[];
}

/** Confirm, decline, withdraw or let expire what is pending. */
export function decideDual<E extends NewEvent>(
  state: unknown,
  command: DualCommand,
  { actor, today }: Context,
  rules: Rules<E>,
): Decision<E | DualEvent> {
  const known = pendingOf(state)[command.change];
  if (known === undefined)
    return command.type === 'ExpireChange'
      ? accept([])
      : outOfTurn('change-not-pending', { pointer: '/change' });
  const { id } = known;
  if (command.type === 'ExpireChange') return accept([{ type: 'ChangeExpired', data: { change: id } }]);
  const isProposer = known.by.some((one) => partiesOf(actor).includes(one));
  if (command.type === 'WithdrawChange')
    return isProposer
      ? accept([{ type: 'ChangeWithdrawn', data: { change: id } }])
      : wrongPerson('not-proposer');
  if (concerns(actor, rules.subjects(commandOf(known)))) return wrongPerson('own-rights');
  if (command.type === 'DeclineChange')
    return accept([{ type: 'ChangeDeclined', data: { change: id, reason: command.reason } }]);
  if (isProposer) return wrongPerson('own-proposal');
  if (known.until < today) return outOfTurn('change-not-pending', { pointer: '/change' });
  return confirmed(id, rules.decide(commandOf(known)));
}

const concerns = (actor: Actor, subjects: readonly EntryId[]): boolean =>
  partiesOf(actor).some((one) => subjects.includes(one));

function confirmed<E extends NewEvent>(id: string, decision: Decision<E>): Decision<E | DualEvent> {
  if (decision.outcome === 'refused') return decision;
  const event: DualEvent = { type: 'ChangeConfirmed', data: { change: id } };
  return { ...decision, events: [event, ...decision.events] };
}

const DUAL_EVENTS: readonly string[] = [
  'ChangeProposed',
  'ChangeConfirmed',
  'ChangeDeclined',
  'ChangeWithdrawn',
  'ChangeExpired',
];

export const isDualEvent = (event: { readonly type: string }): event is Recorded<DualEvent> =>
  DUAL_EVENTS.includes(event.type);

/** What is pending after such an event. */
export function evolvePending(pending: PendingChanges, event: Recorded<DualEvent>): PendingChanges {
  const { [event.data.change]: _, ...others } = pending;
  if (event.type !== 'ChangeProposed') return others;
  const { change: id, command, input, until } = event.data;
  const by = [
    ...(event.actor.kind === 'person' ? [event.actor.id] : []),
    ...(event.onBehalfOf === undefined ? [] : [event.onBehalfOf]),
  ];
  return { ...others, [id]: { id, command, input, by, since: event.seq, sinceAt: event.at, until } };
}

interface Asked {
  readonly kind: string;
  /** Whom or what the change concerns, by name. */
  readonly name: string;
  readonly roles: readonly Role[];
}

/** One task for each pending change, with those who may confirm it. */
export const dualTasks = (pending: PendingChanges, { kind, name, roles }: Asked): Task[] =>
  Object.values(pending).map(({ id, command, since, sinceAt, until }) => ({
    key: `${id}#${since}`,
    title: { key: `task.${kind}.confirm`, params: { change: command, name } },
    addressees: roles.map((role) => ({ kind: 'role', role, scope: { kind: 'programme' } })),
    commands: ['ConfirmChange', 'DeclineChange'],
    since,
    sinceAt,
    dueOn: until,
    level: 0,
  }));
