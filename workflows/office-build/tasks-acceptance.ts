import { mostUrgent } from '../../shared/kernel/deadline.ts';
import type { Addressee, Task } from '../../shared/kernel/entry.ts';
import {
  approver,
  commander,
  contractor,
  engineer,
  finalApprover,
  iomField,
  ministries,
} from './addressees.ts';
import type { BuildIn, CaseFile } from './case.ts';
import type { CommandName } from './commands.ts';
import type { Flaw } from './parts.ts';
import { allSlots, openSlots } from './slots.ts';
import { task } from './task.ts';

export function acceptingTasks(build: BuildIn<'provisional-acceptance'>): Task[] {
  const open = build.question === null ? openSlots(allSlots(build), build.approvals) : [];
  const accept = open.map((slot) =>
    task(build, 'accept-provisionally', {
      of: slot,
      params: { slot },
      addressees: [approver(slot)],
      commands: ['AcceptProvisionally', 'AddSnag', 'AskQuestion'],
      since: build,
      deadline: build.deadlines.stage,
    }),
  );
  return [...accept, ...snagTasks(build)];
}

const CHECKS = ['1', '6', '11'] as const;

export function defectsTasks(build: BuildIn<'defects-period'>): Task[] {
  const check = CHECKS.find(
    (month) => build.checks[month] === undefined && build.deadlines[`check-${month}`],
  );
  const look =
    check === undefined
      ? task(build, 'watch-period', {
          addressees: [iomField(build), commander(build)],
          commands: ['ReportDefect'],
          since: build,
          deadline: build.deadlines.period,
        })
      : task(build, 'check-period', {
          of: check,
          params: { month: Number(check) },
          addressees: [engineer(build), iomField(build)],
          commands: ['RecordPeriodCheck', 'ReportDefect'],
          since: build,
          deadline: build.deadlines[`check-${check}`],
        });
  return [look, ...opening(build), ...snagTasks(build), ...defectTasks(build)];
}

const opening = (build: BuildIn<'defects-period'>): Task[] =>
  build.openedOn !== null
    ? []
    : [
        task(build, 'open-office', {
          addressees: [iomField(build), ...ministries(build)],
          commands: ['RecordOpening'],
          since: build,
          deadline: build.deadlines.opening,
        }),
      ];

const snagTasks = (build: BuildIn<'provisional-acceptance' | 'defects-period'>): Task[] => [
  ...summary(build, build.snags, {
    status: 'open',
    name: 'fix-snags',
    addressees: [...contractor(build)],
    commands: ['MarkSnagFixed'],
  }),
  ...summary(build, build.snags, {
    status: 'fixed',
    name: 'close-snags',
    addressees: finalApprover(build),
    commands: ['CloseSnag', 'ReopenSnag'],
  }),
];

const defectTasks = (build: BuildIn<'defects-period'>): Task[] => [
  ...summary(build, build.defects, {
    status: 'open',
    name: 'fix-defects',
    addressees: [...contractor(build)],
    commands: ['MarkDefectFixed'],
  }),
  ...summary(build, build.defects, {
    status: 'fixed',
    name: 'close-defects',
    addressees: [engineer(build), iomField(build)],
    commands: ['CloseDefect', 'ReopenDefect'],
  }),
];

interface Summary {
  readonly status: Flaw['status'];
  readonly name: string;
  readonly addressees: readonly Addressee[];
  readonly commands: readonly CommandName[];
}

/** One task for all of them: sixty of their own would outgrow a transaction (P15). */
function summary(
  build: CaseFile,
  flaws: Readonly<Record<string, Flaw>>,
  { status, name, addressees, commands }: Summary,
): Task[] {
  const waiting = Object.entries(flaws).filter(([, flaw]) => flaw.status === status);
  const [first] = waiting.map(([, flaw]) => flaw).toSorted((a, b) => a.since - b.since);
  if (first === undefined) return [];
  const deadline = mostUrgent(waiting.map(([id]) => build.deadlines[id])) ?? build.deadlines.stage;
  return [
    task(build, name, {
      params: { count: waiting.length },
      addressees,
      commands,
      since: first,
      deadline,
    }),
  ];
}
