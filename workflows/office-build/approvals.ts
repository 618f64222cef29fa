import { personOf } from '../../shared/kernel/actor.ts';
import type { RecordedEvent } from '../../shared/kernel/event.ts';
import type { ApprovalFields } from './commands.ts';
import type { Approval } from './parts.ts';
import type { Slot } from './vocabulary.ts';

type Given = RecordedEvent<string, Readonly<ApprovalFields & { slot: Slot }>>;

/** An approval as it stands on the case and its certificate. */
export const approvalOf = ({ actor, onBehalfOf, at, data }: Given): Approval => ({
  slot: data.slot,
  by: personOf(actor) ?? null,
  onBehalfOf: onBehalfOf ?? null,
  at,
  remarks: data.remarks ?? null,
  letterNumber: data.letterNumber ?? null,
  letterDate: data.letterDate ?? null,
  committee: data.committee ?? [],
});
