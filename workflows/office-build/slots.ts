import { type Actor, covers, type PersonActor, partiesOf, rolesTowards } from '../../shared/kernel/actor.ts';
import { type Decision, outOfTurn, refuse, wrongPerson } from '../../shared/kernel/decision.ts';
import type { Context } from '../track.ts';
import type { CaseFile } from './case.ts';
import type { Approval } from './parts.ts';
import { placementOf } from './policy.ts';
import type { Slot } from './vocabulary.ts';

/** The ministry of the authority, both where it is joint (tracks 0.5, G-06). */
export function ministrySlots({ authority }: Pick<CaseFile, 'authority'>): Slot[] {
  const slots: Slot[] = [];
  if (authority !== 'krg') slots.push('ministry-federal');
  if (authority !== 'federal') slots.push('ministry-krg');
  return slots;
}

export const allSlots = (build: Pick<CaseFile, 'authority'>): Slot[] => ['iom', ...ministrySlots(build)];

export const openSlots = (required: readonly Slot[], given: readonly Approval[]): Slot[] =>
  required.filter((slot) => !given.some((approval) => approval.slot === slot));

/** What an approval is for: whose word is needed, what was said already, who may not say it. */
export interface Matter {
  readonly required: readonly Slot[];
  readonly given: readonly Approval[];
  readonly as: Slot | undefined;
}

/** Is one of these approvals the actor's own, or that of whom he acts for, or of somebody for him? */
export const hasApproved = (actor: Actor, given: readonly Pick<Approval, 'by' | 'onBehalfOf'>[]): boolean =>
  partiesOf(actor).some((party) => given.some(({ by, onBehalfOf }) => party === by || party === onBehalfOf));

/** The slot this approval fills, or why it fills none. Every slot is another person's. */
export function slotFor(
  build: CaseFile,
  { required, given, as }: Matter,
  context: Context,
): { slot: Slot; isLast: boolean } | { refusal: Decision<never> } {
  if (hasApproved(context.actor, given)) return { refusal: wrongPerson('approved-already') };
  const mine = slotsOf(build, required, context).filter((slot) => as === undefined || slot === as);
  if (mine.length === 0) return { refusal: wrongPerson('not-an-approver') };
  const open = openSlots(required, given);
  const [slot, another] = mine.filter((candidate) => open.includes(candidate));
  if (slot === undefined) return { refusal: outOfTurn('approval-not-open') };
  if (another !== undefined) return { refusal: refuse('say-as-whom', { pointer: '/as' }) };
  return { slot, isLast: open.length === 1 };
}

/** The slots of this actor by the roles held towards the build; jobs and demonstration data may fill any. */
export function slotsOf(build: CaseFile, required: readonly Slot[], { actor }: Context): Slot[] {
  if (actor.kind !== 'person') return [...required];
  return required.filter((slot) => fills(build, slot, actor));
}

function fills(build: CaseFile, slot: Slot, actor: PersonActor): boolean {
  const place = placementOf(build);
  if (slot === 'iom') return rolesTowards(actor, place).includes('iom-manager');
  return actor.assignments.some(
    ({ role, scope }) =>
      role === 'ministry' &&
      scope.kind === 'directorate' &&
      slot === `ministry-${scope.id}` &&
      covers(scope, place),
  );
}
