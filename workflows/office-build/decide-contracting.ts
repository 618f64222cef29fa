import { isAmong, partiesOf } from '../../shared/kernel/actor.ts';
import type { Deadline } from '../../shared/kernel/deadline.ts';
import {
  accept,
  type Decision,
  type Notice,
  outOfTurn,
  refuse,
  wrongPerson,
} from '../../shared/kernel/decision.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import { OFFICE_BUILD } from '../settings.ts';
import type { Context } from '../track.ts';
import { auditors } from './addressees.ts';
import type { BuildIn, OfficeBuild } from './case.ts';
import type { BuildCommand } from './commands.ts';
import { wordsOf } from './decide-approval.ts';
import { type BuildEvent, event } from './events.ts';
import { hundredths } from './money.ts';
import { planOf } from './planning.ts';
import { inDays, notNow, refuseUnit, stageDeadline, unitFacts } from './policy.ts';
import { type Person, personOf } from './register.ts';
import { allSlots, hasApproved, slotFor, slotsOf } from './slots.ts';
import { CONSTRUCTION, daysTo } from './templates.ts';
import type { Slot } from './vocabulary.ts';

export function recordContract(
  build: OfficeBuild,
  command: BuildCommand<'RecordContract'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'contracting') return notNow(build);
  if (build.contractApprovals.length > 0) return outOfTurn('approvals-given');
  const { type: _, contract, ...fields } = command;
  const { budget } = build.design;
  if (fields.amount.currency !== budget.currency)
    return refuse('currency-differs', { pointer: '/amount/currency', params: { currency: budget.currency } });
  if (hundredths(fields.amount) > hundredths(budget))
    return refuse('above-budget', { pointer: '/amount', params: { budget: budget.amount } });
  const expired = (fields.guarantees ?? []).findIndex(({ until }) => until < context.today);
  if (expired >= 0) return refuse('guarantee-expired', { pointer: `/guarantees/${expired}/until` });
  const id = contract ?? build.contract?.id ?? context.freshId('CO');
  return accept([event('ContractRecorded', { ...fields, id })]);
}

/** Two persons, of whom neither recorded it; the ministry says with it who closes snags (tracks 3, SD9). */
export function approveContract(
  build: OfficeBuild,
  command: BuildCommand<'ApproveContract'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'contracting') return notNow(build);
  const { contract } = build;
  if (contract === null) return outOfTurn('contract-not-recorded');
  if (contract.approvedOn !== null) return outOfTurn('contract-approved');
  if (build.question !== null) return outOfTurn('question-open');
  if (isAmong(context.actor, contract.recordedBy)) return wrongPerson('recorded-the-contract');
  const both = approvedBudgetToo(build.siteApprovals, context.actor);
  if (both.refusal !== null) return both.refusal;
  const matter = { required: allSlots(build), given: build.contractApprovals, as: command.as };
  const found = slotFor(build, matter, context);
  if ('refusal' in found) return found.refusal;
  const finalApprover = namedApprover(build, command, found.slot, context);
  const refusal = refuseApprover(build, finalApprover, context);
  if (refusal !== null) return refusal;
  const approved = event('ContractApproved', { slot: found.slot, ...wordsOf(command), finalApprover });
  const relies = finalApprover === null ? [] : [{ id: finalApprover, fact: 'status' }];
  const { notices } = both;
  if (!found.isLast) return accept([approved], { relies, notices });
  const deadline = stageDeadline('contracting', context);
  return accept([approved, event('ContractConcluded', { deadline })], { relies, notices });
}

interface Both {
  readonly refusal: Decision<never> | null;
  readonly notices: readonly Notice[];
}

/** Whoever approved the budget leaves the contract to another; where there are too few, the auditors are told (SD10). */
export function approvedBudgetToo(
  siteApprovals: Parameters<typeof hasApproved>[1],
  actor: Context['actor'],
  mayBeBoth = OFFICE_BUILD.budgetApproverMayApproveContract,
): Both {
  if (!hasApproved(actor, siteApprovals)) return { refusal: null, notices: [] };
  if (!mayBeBoth) return { refusal: wrongPerson('approved-the-budget'), notices: [] };
  return { refusal: null, notices: [{ to: auditors, text: { key: 'notice.budget-and-contract' } }] };
}

/** Whoever a ministry names first; without a name, the reviewer who approves for it. */
function namedApprover(
  build: BuildIn<'contracting'>,
  { finalApprover }: BuildCommand<'ApproveContract'>,
  slot: Slot,
  { actor }: Context,
): EntryId | null {
  if (slot === 'iom') return null;
  if (finalApprover !== undefined) return finalApprover;
  return build.finalApprover === null ? (partiesOf(actor)[0] ?? null) : null;
}

function refuseApprover(
  build: OfficeBuild,
  id: EntryId | null,
  { actor, entry, today }: Context,
): Decision<never> | null {
  if (id === null || isAmong(actor, [id])) return null;
  return refuseReviewer(build, personOf(entry, id), { pointer: '/finalApprover', today });
}

/** Only an active reviewer of a ministry that governs the site may be the final approver. */
export function refuseReviewer(
  { authority }: OfficeBuild,
  person: Person | undefined,
  { pointer, today }: { pointer: string; today: string },
): Decision<never> | null {
  if (person === undefined) return refuse('person-unknown', { pointer });
  if (person.status !== 'active') return refuse('person-deactivated', { pointer });
  const reviews = person.assignments.some(
    ({ role, scope, from, until }) =>
      role === 'ministry' &&
      (authority === 'joint' || scope.id === authority) &&
      from <= today &&
      (until === null || until >= today),
  );
  return reviews ? null : refuse('not-a-reviewer', { pointer });
}

export function returnContract(
  build: OfficeBuild,
  { reason, letterNumber, letterDate }: BuildCommand<'ReturnContract'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'contracting') return notNow(build);
  if (build.contract === null) return outOfTurn('contract-not-recorded');
  if (build.contract.approvedOn !== null) return outOfTurn('contract-approved');
  if (slotsOf(build, allSlots(build), context).length === 0) return wrongPerson('not-an-approver');
  const deadline = stageDeadline('contracting', context);
  return accept([event('ContractReturned', { reason, letterNumber, letterDate, deadline })]);
}

/** The site goes to the contractor: from here on the plan runs (DF-14: the assessment must hold that very day). */
export function handOverSite(
  build: OfficeBuild,
  { minutes, note }: BuildCommand<'HandOverSite'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'contracting') return notNow(build);
  const { contract, site } = build;
  if (contract === null || contract.approvedOn === null) return refuse('contract-not-approved');
  const refusal = refuseUnit(build, context);
  if (refusal !== null) return refusal;
  const days = Object.fromEntries(
    CONSTRUCTION.map((code) => [code, daysTo(site.workType, code, contract.workingDays)]),
  );
  const plan = planOf(context.today, days, context.calendar);
  const [first] = CONSTRUCTION;
  const deadlines: Record<string, Deadline> = {
    [first]: inDays(days[first] ?? OFFICE_BUILD.againDays, context),
  };
  const handed = event('SiteHandedOver', { minutes, note, days, plan, deadlines });
  return accept([handed], { relies: unitFacts(build) });
}
