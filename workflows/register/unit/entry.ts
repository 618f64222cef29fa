import { z } from 'zod';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { Authority } from '../../../shared/kernel/calendar.ts';
import { accept, type Decision, outOfTurn, refuse } from '../../../shared/kernel/decision.ts';
import type { Listing } from '../../../shared/kernel/entry.ts';
import { EntryId, entryRef } from '../../../shared/kernel/ids.ts';
import { CalendarDate, type Instant } from '../../../shared/kernel/time.ts';
import { type Context, defineEntry, type Need } from '../../track.ts';
import {
  type CommandsOf,
  type EventsOf,
  GovernorateCode,
  inputOf,
  Names,
  opened,
  Reason,
  type Recorded,
} from '../common.ts';
import {
  type DualCommand,
  type DualEvent,
  decideDual,
  dualCommands,
  dualInputs,
  dualTasks,
  evolvePending,
  isDual,
  isDualEvent,
  type PendingChanges,
  propose,
  proposedIn,
} from '../dual-control.ts';

const UnitKind = z.enum(['directorate', 'department', 'station']);

const inputs = {
  /** A directorate stands for the whole country of its authority and has no governorate. */
  AddUnit: z.strictObject({
    name: Names,
    kind: UnitKind,
    parent: entryRef('unit').nullable(),
    governorate: GovernorateCode.nullable(),
    authority: Authority,
  }),
  ChangeUnit: z.strictObject({
    name: z.exactOptional(Names),
    parent: z.exactOptional(entryRef('unit').nullable()),
  }),
  HoldUnit: z.strictObject({ reason: Reason }),
  LiftHold: z.strictObject({ reason: Reason }),
  NoteAssessment: z.strictObject({ assessment: EntryId, validUntil: CalendarDate.nullable() }),
  ...dualInputs,
};
export type UnitCommand = CommandsOf<typeof inputs>;
type Add = Extract<UnitCommand, { type: 'AddUnit' }>;

export interface Unit {
  readonly id: EntryId;
  readonly name: Names;
  readonly kind: z.infer<typeof UnitKind>;
  readonly parent: EntryId | null;
  readonly governorate: string | null;
  readonly authority: Authority;
  readonly hold: { readonly since: Instant; readonly reason: string } | null;
  /** The newest due-diligence assessment (tracks 0.10). */
  readonly assessment: { readonly id: EntryId; readonly validUntil: CalendarDate } | null;
  /** Proposed changes that somebody else has to confirm. */
  readonly pending: PendingChanges;
}

type UnitEvent = DualEvent | OwnEvent;
type OwnEvent = EventsOf<{
  UnitAdded: z.infer<typeof inputs.AddUnit> & { id: EntryId };
  UnitChanged: z.infer<typeof inputs.ChangeUnit>;
  UnitHeld: { reason: string };
  HoldLifted: { reason: string };
  AssessmentNoted: z.infer<typeof inputs.NoteAssessment>;
}>;

const needs = (unit: Unit | null, given: UnitCommand): Need[] => {
  const command = (proposedIn(unit, given) ?? given) as UnitCommand;
  return (command.type === 'AddUnit' || command.type === 'ChangeUnit') && command.parent
    ? [{ kind: 'unit', id: command.parent }]
    : [];
};

/**
 * What moves the ground under people's rights, or lets support flow again, takes two people; a hold stops it and takes
 * one. A unit that is only added has nobody in it yet: whoever gets a role there gets it from two people.
 */
const TWO_PEOPLE: readonly UnitCommand['type'][] = ['ChangeUnit', 'LiftHold'];

function decide(unit: Unit | null, command: UnitCommand, context: Context): Decision<UnitEvent> {
  if (command.type === 'AddUnit') return unit === null ? add(command, context) : outOfTurn('already-open');
  const known = opened(unit);
  if (isDual(command))
    return decideDual<UnitEvent>(known, command, context, {
      decide: (proposed) => rule(known, proposed as unknown as Exclude<UnitCommand, DualCommand>, context),
      subjects: () => [],
    });
  const decision = rule(known, command, context);
  const isProposal = context.actor.kind === 'person' && TWO_PEOPLE.includes(command.type);
  return isProposal && decision.outcome === 'accepted' ? propose('unit', known, command, context) : decision;
}

function rule(
  known: Unit,
  command: Exclude<UnitCommand, DualCommand>,
  context: Context,
): Decision<UnitEvent> {
  switch (command.type) {
    case 'AddUnit':
      return outOfTurn('already-open');
    case 'ChangeUnit': {
      const changes = inputOf(command);
      if (Object.keys(changes).length === 0) return refuse('nothing-changed');
      if (command.parent === context.id) return refuse('parent-does-not-fit', { pointer: '/parent' });
      if (command.parent && context.entry('unit', command.parent) === undefined)
        return refuse('unit-unknown', { pointer: '/parent' });
      return accept([{ type: 'UnitChanged', data: changes }]);
    }
    case 'HoldUnit':
      if (known.hold !== null) return outOfTurn('unit-already-on-hold');
      return accept([{ type: 'UnitHeld', data: inputOf(command) }], {
        jobs: [{ job: 'unit-hold', params: { unit: context.id } }],
      });
    case 'LiftHold':
      if (known.hold === null) return outOfTurn('unit-not-on-hold');
      return accept([{ type: 'HoldLifted', data: inputOf(command) }]);
    case 'NoteAssessment':
      return accept([{ type: 'AssessmentNoted', data: inputOf(command) }]);
    default:
      return assertNever(command);
  }
}

function add(command: Add, context: Context): Decision<UnitEvent> {
  if ((command.kind === 'directorate') !== (command.governorate === null))
    return refuse('governorate-does-not-fit', { pointer: '/governorate' });
  if (command.kind === 'station' && command.parent === null)
    return refuse('parent-does-not-fit', { pointer: '/parent' });
  if (command.parent !== null && context.entry('unit', command.parent) === undefined)
    return refuse('unit-unknown', { pointer: '/parent' });
  return accept([{ type: 'UnitAdded', data: { id: context.id, ...inputOf(command) } }]);
}

function evolve(unit: Unit | null, event: Recorded<UnitEvent>): Unit {
  if (isDualEvent(event)) return { ...opened(unit), pending: evolvePending(opened(unit).pending, event) };
  switch (event.type) {
    case 'UnitAdded':
      return { ...event.data, hold: null, assessment: null, pending: {} };
    case 'UnitChanged':
      return { ...opened(unit), ...event.data };
    case 'UnitHeld':
      return { ...opened(unit), hold: { since: event.at, reason: event.data.reason } };
    case 'HoldLifted':
      return { ...opened(unit), hold: null };
    case 'AssessmentNoted':
      return { ...opened(unit), assessment: noted(opened(unit), event.data) };
    default:
      return assertNever(event);
  }
}

/** The newest assessment counts; a withdrawn one (no date) goes only if it was the one. */
function noted(
  { assessment: current }: Unit,
  { assessment: id, validUntil }: z.infer<typeof inputs.NoteAssessment>,
): Unit['assessment'] {
  if (validUntil === null) return current?.id === id ? null : current;
  return { id, validUntil };
}

function listing(unit: Unit): Listing {
  const { id, name, kind, authority, hold, assessment } = unit;
  const governorate = unit.governorate ?? undefined;
  return {
    title: name.en,
    authority,
    governorate: governorate ?? 'none',
    open: true,
    placement: { unit: id, governorate, authority },
    card: { name, kind, onHold: hold !== null },
    links: unit.parent === null ? [] : [{ rel: 'parent', id: unit.parent }],
    unique: [],
    facts: { onHold: hold !== null, assessedUntil: assessment?.validUntil ?? null },
  };
}

/** Directorates, governorate departments and stations of the police. */
export const unit = defineEntry<Unit, UnitCommand, UnitEvent>({
  kind: 'unit',
  collection: 'units',
  prefix: 'UN',
  readers: ['everyone p'],
  opens: 'AddUnit',
  commands: {
    AddUnit: { input: inputs.AddUnit, who: ['administrator p'] },
    ChangeUnit: { input: inputs.ChangeUnit, who: ['administrator p'] },
    HoldUnit: { input: inputs.HoldUnit, who: ['iom-manager p', 'protection p'] },
    LiftHold: { input: inputs.LiftHold, who: ['iom-manager p'] },
    NoteAssessment: { input: inputs.NoteAssessment, who: [] },
    ...dualCommands(['administrator p*', 'iom-manager p*']),
  },
  tasks: ({ pending, name }) =>
    dualTasks(pending, { kind: 'unit', name: name.en, roles: ['administrator', 'iom-manager'] }),
  needs,
  decide,
  evolve,
  listing,
});
