import type { Deadline } from '../../shared/kernel/deadline.ts';
import type { Delivery, DeliveryIn, Sheet } from './case.ts';
import type { Recorded } from './events.ts';
import { receivedOf } from './evolve-arrival.ts';
import { fileOf, standing } from './evolve-preparation.ts';

export type LifeEvent = Recorded<
  | 'EndUseChecked'
  | 'FindingReported'
  | 'FindingClosed'
  | 'PostOffered'
  | 'PostHandedOver'
  | 'DeliveryClosed'
  | 'DeliveryReopened'
  | 'DeliverySuspended'
  | 'DeliveryResumed'
  | 'DeliveryCancelled'
  | 'DeliveryWithdrawn'
  | 'Escalated'
  | 'DeadlinesMoved'
>;

/** The years after the handover, the ends of a delivery, its interruptions, and its clocks. */
export function evolveLife(delivery: Delivery, event: LifeEvent): Delivery {
  switch (event.type) {
    case 'EndUseChecked':
      return checked(standing(delivery, 'monitoring'), event);
    case 'FindingReported':
      return found(standing(delivery, 'monitoring'), event);
    case 'FindingClosed':
      return settled(standing(delivery, 'monitoring'), event);
    case 'PostOffered': {
      const { from, to, deadline } = event.data;
      const post = { from, to, since: event.seq, sinceAt: event.at };
      return due({ ...standing(delivery, 'monitoring'), post }, 'post', deadline);
    }
    case 'PostHandedOver':
      return due({ ...standing(delivery, 'monitoring'), post: null }, 'post', null);
    case 'DeliveryClosed':
      return closed(standing(delivery, 'discrepancy', 'monitoring'), event);
    case 'DeliveryReopened':
      return reopened(standing(delivery, 'closed'), event);
    case 'DeliverySuspended':
      return suspended(delivery, event);
    case 'DeliveryResumed':
      return {
        ...fileOf(delivery),
        ...standing(delivery, 'suspended').held,
        since: event.seq,
        sinceAt: event.at,
        deadlines: event.data.deadlines,
      };
    case 'DeliveryCancelled':
    case 'DeliveryWithdrawn':
      return {
        ...ended(delivery, event),
        stage: 'cancelled',
        reason: event.data.reason,
        withdrawn: event.type === 'DeliveryWithdrawn',
      };
    case 'Escalated':
    case 'DeadlinesMoved':
      return { ...delivery, deadlines: { ...delivery.deadlines, ...event.data.deadlines } };
  }
}

function checked(delivery: DeliveryIn<'monitoring'>, { at, data }: Recorded<'EndUseChecked'>): Delivery {
  const { n, place, observations, deadline } = data;
  const seen = observations.map(({ line, present, condition, use, remark = null }) => ({
    line,
    present,
    condition,
    use,
    remark,
  }));
  const check = { n, on: at.slice(0, 10), place, observations: seen };
  return due({ ...delivery, checks: [...delivery.checks, check] }, 'check', deadline);
}

function found(delivery: DeliveryIn<'monitoring'>, { seq, at, data }: Recorded<'FindingReported'>): Delivery {
  const { finding: id, kind, what, line = null, deadline } = data;
  const finding = { kind, what, line, status: 'open' as const, result: null, since: seq, sinceAt: at };
  const issued = { ...delivery.issued, findings: delivery.issued.findings + 1 };
  return due({ ...delivery, issued, findings: { ...delivery.findings, [id]: finding } }, id, deadline);
}

function settled(delivery: DeliveryIn<'monitoring'>, { data }: Recorded<'FindingClosed'>): Delivery {
  const { finding: id, result } = data;
  const finding = delivery.findings[id];
  if (finding === undefined) return delivery;
  const closing = { ...finding, status: 'closed' as const, result };
  return due({ ...delivery, findings: { ...delivery.findings, [id]: closing } }, id, null);
}

/** One clock: started anew, or stopped for good. */
function due(delivery: Delivery, key: string, deadline: Deadline | null): Delivery {
  const { [key]: _before, ...others } = delivery.deadlines;
  return { ...delivery, deadlines: deadline === null ? others : { ...others, [key]: deadline } };
}

const monitoredOf = (delivery: DeliveryIn<'monitoring'>) => {
  const { handedOverAt, number, checks, findings } = delivery;
  return { ...receivedOf(delivery), handedOverAt, number, checks, findings };
};

function closed(
  delivery: DeliveryIn<'discrepancy' | 'monitoring'>,
  event: Recorded<'DeliveryClosed'>,
): Delivery {
  const monitored = delivery.stage === 'monitoring' ? monitoredOf(delivery) : null;
  return { ...ended(delivery, event), stage: 'closed', closedAt: event.at, ended: monitored };
}

function reopened(delivery: DeliveryIn<'closed'>, event: Recorded<'DeliveryReopened'>): Delivery {
  if (delivery.ended === null) throw new Error('only what was handed over is monitored again');
  return {
    ...ended(delivery, event),
    stage: 'monitoring',
    ...delivery.ended,
    post: null,
    deadlines: event.data.deadlines,
  };
}

const ended = (delivery: Delivery, { seq, at }: LifeEvent) => ({
  ...fileOf(delivery),
  since: seq,
  sinceAt: at,
  deadlines: {},
});

/** The sheet of the stage is kept whole; only the clocks stand still. */
function suspended(delivery: Delivery, event: Recorded<'DeliverySuspended'>): Delivery {
  const { reason, remaining, deadline } = event.data;
  return {
    ...ended(delivery, event),
    stage: 'suspended',
    held: sheetOf(delivery),
    reason,
    remaining,
    deadlines: { stage: deadline },
  };
}

/** Whatever a stage holds beside the file. */
function sheetOf(delivery: Delivery): Sheet {
  const file = Object.keys(fileOf(delivery));
  const own = Object.entries(delivery).filter(([name]) => !file.includes(name));
  return Object.fromEntries(own) as Sheet;
}
