import type { Actor } from '../../../shared/kernel/actor.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import type { Delivery } from '../../../workflows/delivery/case.ts';
import type { Asset } from '../../../workflows/register/asset/asset.ts';
import type { Front } from '../http-deps.ts';

/** What the deliveries that brought an asset still ask about it. */
export interface FollowUp {
  readonly findings: readonly {
    readonly finding: string;
    readonly kind: string;
    readonly what: string;
    readonly delivery: EntryId;
  }[];
  readonly nextCheck: { readonly dueOn: string; readonly delivery: EntryId } | null;
}

// An asset that came with more deliveries than this has long been looked at since.
const DELIVERIES = 3;

/** Open findings and the next end-use check, from the newest deliveries this reader may see. */
export async function followUpOf(front: Front, actor: Actor, asset: Asset): Promise<FollowUp> {
  const ids = [...new Set(asset.custody.flatMap(({ delivery }) => delivery ?? []))].slice(-DELIVERIES);
  const found = await Promise.all(ids.toReversed().map((id) => readDelivery(front, actor, id)));
  const monitored = found.filter((one) => one !== null);
  const findings = monitored.flatMap(({ id, delivery }) => findingsOf(delivery, asset.id, id));
  const [next] = monitored.flatMap(({ id, delivery: { deadlines } }) =>
    deadlines.check === undefined ? [] : [{ dueOn: deadlines.check.dueOn, delivery: id }],
  );
  return { findings, nextCheck: next ?? null };
}

type Monitored = Extract<Delivery, { stage: 'monitoring' }>;

async function readDelivery(
  { workplace, casework }: Front,
  actor: Actor,
  id: EntryId,
): Promise<{ id: EntryId; delivery: Monitored } | null> {
  const kind = workplace.registry.of(id);
  if (kind === undefined) return null;
  try {
    const delivery = (await casework.readEntry(workplace, kind, id, actor)).state as Delivery;
    return delivery.stage === 'monitoring' ? { id, delivery } : null;
  } catch (error) {
    // Not this reader's to see: then it says nothing to him.
    if (error instanceof AppError && error.name === 'NotFound') return null;
    throw error;
  }
}

/** Those that concern this asset's line, or everything. */
function findingsOf({ findings, handovers }: Monitored, asset: EntryId, delivery: EntryId) {
  const lines = Object.values(handovers).flatMap((handover) => handover.lines);
  const own = new Set(
    lines.filter(({ assets }) => assets.some((one) => one.asset === asset)).map(({ line }) => line),
  );
  return Object.entries(findings)
    .filter(([, { status, line }]) => status === 'open' && (line === null || own.has(line)))
    .map(([finding, { kind, what }]) => ({ finding, kind, what, delivery }));
}
