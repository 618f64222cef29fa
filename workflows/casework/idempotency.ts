import { personOf } from '../../shared/kernel/actor.ts';
import { canonical } from '../../shared/kernel/audit-chain.ts';
import { AppError } from '../../shared/kernel/errors.ts';
import { DAY_MS } from '../../shared/kernel/time.ts';
import type { IdempotencyRecord } from '../../shared/ports.ts';
import type { CommandAnswer, CommandRequest } from './submit-command.ts';
import type { Workplace } from './workplace.ts';

// A phone may come back late (P13).
const KEY_DAYS = 30;

/** The stored answer when this person used this key before; the same key with other words is refused (P13). */
export async function replayed(
  workplace: Workplace,
  request: CommandRequest,
  otherwise: unknown,
): Promise<CommandAnswer> {
  const person = personOf(request.actor);
  if (person === undefined || request.idempotencyKey === null || !(otherwise instanceof AppError))
    throw otherwise;
  // Whoever may no longer see it is told nothing he was told before (I14).
  if (request.kind.sealed && otherwise.name === 'NotFound') throw otherwise;
  const record = await workplace.store.idempotency(person, request.idempotencyKey);
  if (record === null || record.expiresAt <= workplace.clock.now()) throw otherwise;
  // An erased value takes the digest of the words with it; then the key alone decides (P10).
  if (record.bodyHash !== '' && record.bodyHash !== bodyHash(workplace, request))
    throw new AppError('KeyReused', 'key-reused');
  return { ...(record.answer as CommandAnswer), replayed: true };
}

export function idempotencyRecord(
  workplace: Workplace,
  request: CommandRequest,
  answer: CommandAnswer,
): IdempotencyRecord | null {
  const person = personOf(request.actor);
  if (person === undefined || request.idempotencyKey === null) return null;
  return {
    person,
    key: request.idempotencyKey,
    // A digest of sealed words could be guessed against: there the key alone decides.
    bodyHash: request.kind.sealed ? '' : bodyHash(workplace, request),
    caseId: answer.id,
    answer,
    expiresAt: new Date(Date.parse(workplace.clock.now()) + KEY_DAYS * DAY_MS).toISOString(),
  };
}

// The same words given for an absent person are another command.
const bodyHash = ({ crypto }: Workplace, { kind, id, name, input, actor }: CommandRequest): string => {
  const absent = actor.kind === 'person' && actor.onBehalfOf !== undefined ? { for: actor.onBehalfOf } : {};
  return crypto.sha256(canonical({ kind: kind.kind, id, name, input, ...absent }));
};
