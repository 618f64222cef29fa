import { partiesOf } from '../../../shared/kernel/actor.ts';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { addWorkingDays } from '../../../shared/kernel/calendar.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../../shared/kernel/decision.ts';
import { PROTECTED } from '../../settings.ts';
import type { Context, Need } from '../../track.ts';
import { inputOf, opened } from '../common.ts';
import type { Forum } from '../forum/commands.ts';
import type { CommandNamed, ConcernCommand, ConcernEvent, ProtectedConcern } from './commands.ts';
import { grantAccess } from './decide-access.ts';
import { isFocalPoint } from './reading.ts';

const MAX_REFERRALS = 20;

type Decided = Decision<ConcernEvent>;

export function needs(_: ProtectedConcern | null, command: ConcernCommand): Need[] {
  if (command.type === 'OpenProtectedConcern') return [{ kind: 'forum', id: command.forum }];
  return command.type === 'GrantAccess' || command.type === 'ExtendAccess'
    ? [{ kind: 'person', id: command.person }]
    : [];
}

export function decide(concern: ProtectedConcern | null, command: ConcernCommand, context: Context): Decided {
  if (command.type === 'OpenProtectedConcern')
    return concern === null ? open(command, context) : outOfTurn('already-open');
  const known = opened(concern);
  // What is closed can still be read in an emergency, and that reading still has to be looked at.
  if (command.type === 'OpenGlass') return openGlass(known, command);
  if (command.type === 'EndGlass') return accept([{ type: 'GlassEnded', data: inputOf(command) }]);
  if (command.type === 'ProposeErasure') return propose(known, 'erase', command.reason, context);
  if (command.type === 'DecideProposal') return decideProposal(known, command, context);
  if (known.status === 'closed') return outOfTurn('concern-closed');
  switch (command.type) {
    case 'GrantAccess':
    case 'ExtendAccess':
      return grantAccess(known, command, context);
    case 'RevokeAccess':
      if (!Object.hasOwn(known.grants, command.person))
        return refuse('access-not-granted', { pointer: '/person' });
      return accept([{ type: 'AccessRevoked', data: inputOf(command) }]);
    case 'RecordReferral':
      if (known.referrals.length >= MAX_REFERRALS)
        return refuse('too-many', { params: { maximum: MAX_REFERRALS } });
      return accept([{ type: 'ReferralRecorded', data: inputOf(command) }]);
    case 'ProposeLowering':
      return known.status === 'lowered'
        ? outOfTurn('lowered-already')
        : propose(known, 'lower', command.reason, context);
    case 'CloseConcern':
      return close(known, command, context);
    default:
      return assertNever(command);
  }
}

function open(command: CommandNamed<'OpenProtectedConcern'>, context: Context): Decided {
  const forum = context.entry('forum', command.forum)?.state as Forum | undefined;
  if (forum === undefined) return refuse('forum-unknown', { pointer: '/forum' });
  const data = {
    ...inputOf(command),
    governorate: forum.governorate,
    month: command.month ?? context.today.slice(0, 7),
    dueOn: dueOn(context),
  };
  return accept([{ type: 'ProtectedConcernOpened', data }]);
}

const dueOn = ({ today, calendar }: Context) => addWorkingDays(today, PROTECTED.referDays, calendar);

function propose(
  { proposal, text }: ProtectedConcern,
  what: 'lower' | 'erase',
  reason: string,
  context: Context,
): Decided {
  if (proposal !== null) return outOfTurn('proposal-made-already');
  if (text === '') return outOfTurn('text-erased-already');
  return accept([{ type: 'ProposalMade', data: { what, reason, dueOn: dueOn(context) } }]);
}

/** By a second focal point. What is erased leaves the state and the history; the chain still fits (P10). */
function decideProposal(
  { proposal, forum }: ProtectedConcern,
  { agreed, note }: CommandNamed<'DecideProposal'>,
  context: Context,
): Decided {
  if (proposal === null) return outOfTurn('nothing-proposed');
  if (partiesOf(context.actor).some((person) => proposal.by.includes(person)))
    return wrongPerson('own-proposal');
  if (!agreed) return accept([{ type: 'ProposalDeclined', data: { note } }]);
  return proposal.what === 'lower'
    ? accept([{ type: 'LoweringAgreed', data: { note, dueOn: dueOn(context) } }])
    : accept([{ type: 'TextErased', data: { note } }], { erases: [{ field: 'forum', equals: forum }] });
}

/** A chair closes only what was lowered and taken over into the plan. */
function close(
  { status }: ProtectedConcern,
  command: CommandNamed<'CloseConcern'>,
  { actor }: Context,
): Decided {
  const takesOver = command.outcome === 'moved-to-plan';
  if (takesOver && status !== 'lowered') return refuse('not-lowered', { pointer: '/outcome' });
  if (!takesOver && actor.kind === 'person' && !isFocalPoint(actor)) return wrongPerson('focal-point-closes');
  return accept([{ type: 'ProtectedConcernClosed', data: inputOf(command) }]);
}

function openGlass({ glass }: ProtectedConcern, command: CommandNamed<'OpenGlass'>): Decided {
  if (Object.hasOwn(glass, command.person)) return outOfTurn('glass-unreviewed');
  return accept([{ type: 'GlassOpened', data: inputOf(command) }]);
}
