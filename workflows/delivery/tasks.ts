import type { Role } from '../../shared/kernel/actor.ts';
import type { Deadline } from '../../shared/kernel/deadline.ts';
import { mostUrgent } from '../../shared/kernel/deadline.ts';
import type { Addressee, Task } from '../../shared/kernel/entry.ts';
import type { CaseFile, Delivery, DeliveryIn, Stage } from './case.ts';
import type { CommandName } from './commands.ts';
import { openSlots } from './decide-approval.ts';
import { openDiscrepancies, openFindings } from './decide-monitoring.ts';
import { isReturn } from './policy.ts';
import type { Slot } from './vocabulary.ts';

/** What the delivery waits for; derived, never stored by hand (tracks 0.2). */
export function tasksOf(delivery: Delivery): Task[] {
  return [...ofStage(delivery), ...superiors(delivery)];
}

const ASKING = ['ChangeRequest', 'AddLine', 'ChangeLine', 'RemoveLine', 'SubmitRequest'] as const;

function ofStage(delivery: Delivery): Task[] {
  switch (delivery.stage) {
    case 'request': {
      const chair = delivery.forum === null ? [] : [role('chair', { kind: 'forum', id: delivery.forum })];
      return [stageTask(delivery, 'request', [commander(delivery), logistics(delivery), ...chair], ASKING)];
    }
    case 'approval':
      return delivery.question === null
        ? openSlots(delivery).map((slot) => toApprove(delivery, slot))
        : [toAnswer(delivery)];
    case 'preparation':
      return [
        stageTask(
          delivery,
          'prepare',
          [logistics(delivery), ...central(delivery)],
          ['AllocateAsset', 'ReleaseAsset', 'AttachDocument', 'Dispatch'],
        ),
      ];
    case 'in-transit':
      return [
        stageTask(
          delivery,
          'transport',
          [logistics(delivery), ...central(delivery)],
          ['RecordCheckpoint', 'RecordIncident', 'RecordArrival'],
        ),
      ];
    case 'inspection':
      return [
        stageTask(
          delivery,
          'inspect',
          [isReturn(delivery) ? logistics(delivery) : commander(delivery)],
          ['RecordReceipt', 'ClearReceipt', 'ConfirmReceipt'],
        ),
      ];
    case 'discrepancy':
      return [stageTask(delivery, 'settle', [iomManager, ...ministries(delivery)], ['ResolveDiscrepancy'])];
    // One addressee: the ceremony needs the room for 80 assets (P15); logistics may record it as well.
    case 'handover':
      return [
        stageTask(
          delivery,
          'hand-over',
          [isReturn(delivery) ? logistics(delivery) : commander(delivery)],
          ['RecordHandover'],
        ),
      ];
    case 'monitoring':
      return monitoring(delivery);
    case 'suspended':
      return [
        stageTask(delivery, 'resume-or-cancel', [iomManager, ...ministries(delivery)], ['Resume', 'Cancel']),
      ];
    case 'closed':
    case 'cancelled':
      return [];
  }
}

interface Duties {
  readonly addressees: readonly Addressee[];
  readonly commands: readonly CommandName[];
  readonly since: { readonly since: number; readonly sinceAt: string };
  readonly deadline: Deadline | undefined;
  /** What of several: a slot, a finding, a level. */
  readonly of?: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

function task(delivery: Delivery, name: string, duties: Duties): Task {
  const { addressees, commands, since, deadline, of, params } = duties;
  const key = `task.delivery.${name}`;
  return {
    key: [name, ...(of === undefined ? [] : [of]), since.since].join(':'),
    title: params === undefined ? { key } : { key, params },
    addressees,
    commands,
    since: since.since,
    sinceAt: since.sinceAt,
    dueOn: deadline?.dueOn ?? delivery.sinceAt.slice(0, 10),
    level: deadline?.level ?? 0,
  };
}

const stageTask = (
  delivery: Delivery,
  name: string,
  addressees: readonly Addressee[],
  commands: readonly CommandName[],
): Task =>
  task(delivery, name, { addressees, commands, since: delivery, deadline: delivery.deadlines.stage });

const toApprove = (delivery: DeliveryIn<'approval'>, slot: Slot): Task =>
  task(delivery, 'approve', {
    of: slot,
    params: { slot },
    addressees: [approver(slot)],
    commands: ['ApproveRequest', 'ReturnRequest', 'RefuseRequest', 'AskQuestion'],
    since: delivery,
    deadline: delivery.deadlines.stage,
  });

const toAnswer = (delivery: DeliveryIn<'approval'>): Task =>
  task(delivery, 'answer', {
    addressees: [logistics(delivery), commander(delivery)],
    commands: ['AnswerQuestion'],
    since: delivery.question ?? delivery,
    deadline: delivery.deadlines.question,
  });

function monitoring(delivery: DeliveryIn<'monitoring'>): Task[] {
  const { deadlines, post } = delivery;
  const tasks: Task[] = [];
  if (deadlines.check !== undefined)
    tasks.push(
      task(delivery, 'check', {
        params: { n: delivery.checks.length + 1 },
        // One addressee for the same reason as in the ceremony; logistics may check as well.
        addressees: [iomField(delivery)],
        commands: ['RecordEndUseCheck', 'ReportFinding'],
        of: String(delivery.checks.length + 1),
        since: delivery,
        deadline: deadlines.check,
      }),
    );
  const open = openDiscrepancies(delivery).length;
  if (open > 0)
    tasks.push(
      task(delivery, 'settle-refused', {
        params: { count: open },
        addressees: [iomManager],
        commands: ['ResolveDiscrepancy'],
        since: delivery,
        deadline: deadlines.stage,
      }),
    );
  if (post !== null)
    tasks.push(
      task(delivery, 'accept-post', {
        addressees: [{ kind: 'person', id: post.to }],
        commands: ['AcceptPost'],
        since: post,
        deadline: deadlines.post,
      }),
    );
  return [...tasks, ...findings(delivery)];
}

/** Corrective work is the unit's; IOM and logistics see that it was done. */
function findings(delivery: DeliveryIn<'monitoring'>): Task[] {
  return openFindings(delivery).flatMap((id) => {
    const finding = delivery.findings[id];
    if (finding === undefined) return [];
    return [
      task(delivery, 'finding', {
        of: id,
        params: { finding: id, what: finding.what },
        addressees: [commander(delivery), iomField(delivery)],
        commands: ['CloseFinding'],
        since: finding,
        deadline: delivery.deadlines[id],
      }),
    ];
  });
}

/** One summary for each level something has reached: IOM in the governorate, its programme, the ministry (P16). */
function superiors(delivery: Delivery): Task[] {
  return delivery.late.map(({ level, since, sinceAt }) => {
    const raised = Object.values(delivery.deadlines).filter((deadline) => deadline.level >= level);
    return task(delivery, 'overdue', {
      of: `level-${level}`,
      params: { count: raised.length, level },
      addressees: superior(delivery, level),
      commands: remedies(delivery.stage, level),
      since: { since, sinceAt },
      deadline: mostUrgent(raised),
    });
  });
}

function remedies(stage: Stage, level: number): readonly CommandName[] {
  if (stage === 'suspended') return ['Resume', 'Cancel'];
  if (level === 1) return stage === 'request' ? ASKING : [];
  return stage === 'monitoring' ? ['Suspend'] : ['Suspend', 'Cancel'];
}

function superior(delivery: Delivery, level: number): readonly Addressee[] {
  if (delivery.stage === 'suspended' && level === 1) return [iomManager];
  if (level === 1) return [iomField(delivery)];
  return level === 2 ? [iomManager] : ministries(delivery);
}

const role = (name: Role, scope: Extract<Addressee, { kind: 'role' }>['scope']): Addressee => ({
  kind: 'role',
  role: name,
  scope,
});

const inGovernorate = (name: Role, { governorate }: CaseFile): Addressee =>
  role(name, { kind: 'governorate', id: governorate });
const logistics = (delivery: CaseFile): Addressee => inGovernorate('logistics', delivery);
const central = ({ authority }: CaseFile): Addressee[] =>
  sidesOf(authority).map((id) => role('logistics-central', { kind: 'directorate', id }));
const iomField = (delivery: CaseFile): Addressee => inGovernorate('iom-field', delivery);
const iomManager: Addressee = role('iom-manager', { kind: 'programme' });

/** Until the receiving unit is named, the commander of the governorate answers. */
const commander = (delivery: CaseFile): Addressee =>
  delivery.unit === null
    ? inGovernorate('commander', delivery)
    : role('commander', { kind: 'unit', id: delivery.unit });

const ministries = ({ authority }: CaseFile): Addressee[] =>
  sidesOf(authority).map((id) => role('ministry', { kind: 'directorate', id }));

const sidesOf = (authority: CaseFile['authority']): readonly ('federal' | 'krg')[] =>
  authority === 'joint' ? ['federal', 'krg'] : [authority];

const approver = (slot: Slot): Addressee =>
  slot === 'iom'
    ? iomManager
    : role('ministry', { kind: 'directorate', id: slot === 'ministry-krg' ? 'krg' : 'federal' });
