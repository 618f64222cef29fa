import { isAmong } from '../../shared/kernel/actor.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import { OFFICE_BUILD } from '../settings.ts';
import type { Context } from '../track.ts';
import type { BuildIn, OfficeBuild } from './case.ts';
import type { BuildCommand } from './commands.ts';
import { wordsOf } from './decide-approval.ts';
import { type BuildEvent, event } from './events.ts';
import { hundredths, type Money } from './money.ts';
import { CAPS, type Variation } from './parts.ts';
import { payable } from './payments.ts';
import { laterPlan, movedClocks } from './planning.ts';
import { inDays, nextId, notNow } from './policy.ts';
import { allSlots, slotFor, slotsOf } from './slots.ts';

export function requestVariation(
  build: OfficeBuild,
  command: BuildCommand<'RequestVariation'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'construction') return notNow(build);
  if (Object.keys(build.variations).length >= CAPS.variations)
    return refuse('too-many-variations', { params: { maximum: CAPS.variations } });
  const { type: _, ...fields } = command;
  const refusal = refuseAmount(build, fields.amount);
  if (refusal !== null) return refusal;
  const variation = nextId('V', build.variations);
  const deadline = inDays(OFFICE_BUILD.variationDays, context);
  return accept([event('VariationRequested', { variation, ...fields, deadline })]);
}

/** Contract and variations together stay within the budget (I12). */
function refuseAmount(build: BuildIn<'construction'>, amount: Money): Decision<never> | null {
  const { budget } = build.design;
  if (amount.currency !== budget.currency)
    return refuse('currency-differs', { pointer: '/amount/currency', params: { currency: budget.currency } });
  if (payable(build) + hundredths(amount) > hundredths(budget))
    return refuse('above-budget', { pointer: '/amount', params: { budget: budget.amount } });
  return null;
}

export function approveVariation(
  build: OfficeBuild,
  command: BuildCommand<'ApproveVariation'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'construction') return notNow(build);
  const asked = requested(build, command.variation);
  if ('outcome' in asked) return asked;
  if (isAmong(context.actor, asked.requestedBy)) return wrongPerson('own-request', { pointer: '/variation' });
  const matter = { required: allSlots(build), given: asked.approvals, as: command.as };
  const found = slotFor(build, matter, context);
  if ('refusal' in found) return found.refusal;
  const refusal = refuseAmount(build, asked.amount);
  if (refusal !== null) return refusal;
  const { variation } = command;
  const approved = event('VariationApproved', { slot: found.slot, variation, ...wordsOf(command) });
  if (!found.isLast) return accept([approved]);
  const { days } = asked;
  const plan = laterPlan(build, days, context.calendar);
  const deadlines = days === 0 ? {} : movedClocks(build, days, context);
  return accept([approved, event('VariationAgreed', { variation, days, plan, deadlines })]);
}

export function refuseVariation(
  build: OfficeBuild,
  command: BuildCommand<'RefuseVariation'>,
  context: Context,
): Decision<BuildEvent> {
  if (build.stage !== 'construction') return notNow(build);
  const asked = requested(build, command.variation);
  if ('outcome' in asked) return asked;
  if (isAmong(context.actor, asked.requestedBy)) return wrongPerson('own-request', { pointer: '/variation' });
  if (slotsOf(build, allSlots(build), context).length === 0) return wrongPerson('not-an-approver');
  const { type: _, ...refused } = command;
  return accept([event('VariationRefused', refused)]);
}

function requested(build: BuildIn<'construction'>, id: string): Variation | Decision<never> {
  const variation = build.variations[id];
  if (variation === undefined) return refuse('variation-unknown', { pointer: '/variation' });
  return variation.status === 'requested'
    ? variation
    : outOfTurn('variation-settled', { pointer: '/variation' });
}
