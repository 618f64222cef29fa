import type { HistoryEvent } from '../journeys/answers.ts';

type Told = Pick<HistoryEvent, 'seq' | 'type' | 'data'>;

/** A plan as its events alone tell it: what the platform's own rules are compared with. Written here, not imported. */
export interface Story {
  stage: string;
  slots: string[];
  signed: Set<string>;
  actions: Map<string, { status: 'open' | 'reported' | 'done'; needsState: boolean }>;
}

const AUTHORITY_SLOTS: Readonly<Record<string, readonly string[]>> = {
  federal: ['ministry-federal'],
  krg: ['ministry-krg'],
  joint: ['ministry-federal', 'ministry-krg'],
};

export function storyOf(events: readonly Told[]): Story {
  const story: Story = { stage: '', slots: [], signed: new Set(), actions: new Map() };
  for (const event of events) tell(story, event);
  return story;
}

function tell(story: Story, { type, data }: Told): void {
  const stage = STAGE_AFTER[type];
  if (stage !== undefined) story.stage = stage;
  if (type === 'PlanOpened') story.slots = [...(AUTHORITY_SLOTS[String(data.authority)] ?? [])];
  if (type === 'PlanSubmitted' || type === 'PlanReturned') story.signed.clear();
  if (type === 'PlanSigned') story.signed.add(String(data.slot));
  const action = String(data.action);
  if (type === 'ActionPlanned' || type === 'ActionChanged')
    story.actions.set(action, { status: 'open', needsState: data.stateResources === true });
  if (type === 'ActionDropped') story.actions.delete(action);
  const status = STATUS_AFTER[type];
  const known = story.actions.get(action);
  if (status !== undefined && known !== undefined) known.status = status;
}

const STAGE_AFTER: Readonly<Record<string, string>> = {
  PlanOpened: 'priority-setting',
  PrioritiesSet: 'action-planning',
  PlanSubmitted: 'signature',
  PlanReturned: 'action-planning',
  ImplementationStarted: 'implementation',
  ReviewStarted: 'review',
  PlanClosed: 'closed',
};

const STATUS_AFTER: Readonly<Record<string, 'open' | 'reported' | 'done'>> = {
  ActionReportedDone: 'reported',
  ActionDoneRejected: 'open',
  ActionVerified: 'done',
};

/** Names of the tasks somebody must have in this situation. */
export function tasksDue({ stage, slots, signed, actions }: Story): string[] {
  const all = [...actions.entries()];
  switch (stage) {
    case 'priority-setting':
      return ['collect-concerns', 'set-priorities'];
    case 'action-planning':
      return ['help-plan-actions', 'plan-actions'];
    case 'signature': {
      const needed = all.some(([, { needsState }]) => needsState) ? slots : [];
      return ['chair', 'iom', 'police', ...needed]
        .filter((slot) => !signed.has(slot))
        .map((slot) => `sign:${slot}`)
        .sort();
    }
    case 'implementation': {
      const own = all.filter(([, { status }]) => status === 'open').map(([id]) => `act:${id}`);
      const verify = all.some(([, { status }]) => status === 'reported') ? ['verify'] : [];
      return [...own, 'steer', ...verify].sort();
    }
    case 'review':
      return ['record-results', 'review'];
    default:
      return [];
  }
}
