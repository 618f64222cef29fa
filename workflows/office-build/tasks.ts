import type { Deadline } from '../../shared/kernel/deadline.ts';
import { mostUrgent } from '../../shared/kernel/deadline.ts';
import type { Addressee, Task } from '../../shared/kernel/entry.ts';
import { approver, commander, engineer, iomField, iomManager, ministries } from './addressees.ts';
import type { BuildIn, CaseFile, OfficeBuild, Stage } from './case.ts';
import type { CommandName } from './commands.ts';
import { slotOf } from './position.ts';
import { allSlots, openSlots } from './slots.ts';
import { type Since, task } from './task.ts';
import { acceptingTasks, defectsTasks } from './tasks-acceptance.ts';
import { buildingTasks } from './tasks-construction.ts';

/** What the build waits for; derived, never stored by hand (tracks 0.2). */
export function tasksOf(build: OfficeBuild): Task[] {
  return [...ofStage(build), ...always(build), ...superiors(build)];
}

function ofStage(build: OfficeBuild): Task[] {
  switch (build.stage) {
    case 'siting':
      return [
        task(build, 'choose-site', {
          addressees: [iomField(build), commander(build)],
          commands: ['ChooseSite', 'AssignForum', 'UnassignForum', 'SubmitSite'],
          since: build,
          deadline: build.deadlines.stage,
        }),
        ...objections(build),
      ];
    case 'approval':
      return [...approving(build), ...objections(build)];
    case 'contracting':
      return contracting(build);
    case 'construction':
      return buildingTasks(build);
    case 'provisional-acceptance':
      return acceptingTasks(build);
    case 'defects-period':
      return defectsTasks(build);
    case 'final-acceptance':
      return unlessAsked(build, () =>
        slots(build, 'accept-finally', {
          open: openSlots(allSlots(build), build.approvals),
          commands: ['AcceptFinally', 'ReturnToDefects', 'AskQuestion'],
        }),
      );
    case 'suspended':
      return [
        task(build, 'resume-or-cancel', {
          addressees: [iomManager, ...ministries(build)],
          commands: ['Resume', 'Cancel'],
          since: build,
          deadline: build.deadlines.stage,
        }),
      ];
    case 'closed':
    case 'cancelled':
      return [];
  }
}

const approving = (build: BuildIn<'approval'>): Task[] =>
  unlessAsked(build, () =>
    slots(build, 'approve-site', {
      open: openSlots(allSlots(build), build.siteApprovals),
      commands: ['ApproveSite', 'ReturnSite', 'RefuseSite', 'AskQuestion'],
    }),
  );

/** While a question is open nobody is asked to approve. */
const unlessAsked = (build: OfficeBuild, tasks: () => Task[]): Task[] =>
  build.question === null ? tasks() : [];

const slots = (
  build: CaseFile,
  name: string,
  { open, commands }: { open: ReturnType<typeof openSlots>; commands: readonly CommandName[] },
): Task[] =>
  open.map((slot) =>
    task(build, name, {
      of: slot,
      params: { slot },
      addressees: [approver(slot)],
      commands,
      since: build,
      deadline: build.deadlines.stage,
    }),
  );

const objections = (build: BuildIn<'siting' | 'approval'>): Task[] =>
  Object.entries(build.objections)
    .filter(([, { settled }]) => settled === null)
    .map(([id, objection]) =>
      task(build, 'settle-objection', {
        of: id,
        params: { objection: id },
        addressees: [iomManager, ...ministries(build)],
        commands: ['SettleObjection'],
        since: objection,
        deadline: build.deadlines[id],
      }),
    );

function contracting(build: BuildIn<'contracting'>): Task[] {
  const { contract } = build;
  if (contract === null)
    return [
      task(build, 'record-contract', {
        addressees: [iomManager, ...ministries(build)],
        commands: ['RecordContract'],
        since: build,
        deadline: build.deadlines.stage,
      }),
    ];
  if (contract.approvedOn === null)
    return unlessAsked(build, () =>
      slots(build, 'approve-contract', {
        open: openSlots(allSlots(build), build.contractApprovals),
        commands: ['ApproveContract', 'ReturnContract', 'AskQuestion'],
      }),
    );
  return [
    task(build, 'hand-over-site', {
      addressees: [iomField(build), engineer(build), ...ministries(build).slice(0, 1)],
      commands: ['HandOverSite'],
      since: build,
      deadline: build.deadlines.stage,
    }),
  ];
}

/** A question to answer and a post to take over, in whatever stage. */
function always(build: OfficeBuild): Task[] {
  if (build.stage === 'suspended') return [];
  const tasks: Task[] = [];
  const { question, handover } = build;
  if (question !== null)
    tasks.push(
      task(build, 'answer', {
        addressees: [iomField(build), engineer(build), commander(build)],
        commands: ['AnswerQuestion'],
        since: question,
        deadline: build.deadlines.question,
      }),
    );
  if (handover !== null)
    tasks.push(
      task(build, 'accept-post', {
        addressees: [{ kind: 'person', id: handover.to }],
        commands: ['AcceptPost'],
        since: handover,
        deadline: build.deadlines.handover,
      }),
    );
  return tasks;
}

/** One summary for each level something has reached: IOM in the governorate, its programme, the ministry (P16). */
function superiors(build: OfficeBuild): Task[] {
  return build.late.map(({ level, since, sinceAt }) => {
    const raised = Object.values(build.deadlines).filter((deadline: Deadline) => deadline.level >= level);
    const opened: Since = { since, sinceAt };
    return task(build, 'overdue', {
      of: `level-${level}`,
      params: { count: raised.length, level, slot: slotOf(build) },
      addressees: superior(build, level),
      commands: remedies(build.stage, level),
      since: opened,
      deadline: mostUrgent(raised),
    });
  });
}

/** What IOM field staff may do themselves to get a late stage going again; above them, only to stop it. */
const HELP: Readonly<Partial<Record<Stage, CommandName[]>>> = {
  siting: ['ChooseSite', 'AssignForum', 'SubmitSite'],
  contracting: ['HandOverSite'],
  construction: ['SubmitMilestone', 'RecordStopDays'],
  'provisional-acceptance': ['AddSnag', 'RecordOpening'],
  'defects-period': ['RecordPeriodCheck', 'CloseDefect', 'RecordOpening'],
};

function remedies(stage: Stage, level: number): readonly CommandName[] {
  if (stage === 'suspended') return ['Resume', 'Cancel'];
  return level === 1 ? (HELP[stage] ?? []) : ['Suspend', 'Cancel'];
}

function superior(build: OfficeBuild, level: number): readonly Addressee[] {
  if (build.stage === 'suspended' && level === 1) return [iomManager];
  if (level === 1) return [iomField(build)];
  return level === 2 ? [iomManager] : ministries(build);
}
