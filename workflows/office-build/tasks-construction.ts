import type { Task } from '../../shared/kernel/entry.ts';
import { approver, contractEngineer, contractor, engineer, iomField } from './addressees.ts';
import type { BuildIn } from './case.ts';
import type { Milestone } from './parts.ts';
import { currentMilestone } from './planning.ts';
import { allSlots, ministrySlots, openSlots } from './slots.ts';
import { task } from './task.ts';
import { rowOf } from './templates.ts';

type Construction = BuildIn<'construction'>;

/** Each milestone asks whoever is next: submit, inspect, approve; a variation asks its approvers. */
export function buildingTasks(build: Construction): Task[] {
  const current = currentMilestone(build.milestones);
  const milestones = Object.entries(build.milestones).filter(
    ([code, { status }]) => code === current || status === 'submitted' || status === 'inspected',
  );
  return [
    ...milestones.flatMap(([code, milestone]) => milestoneTasks(build, code, milestone)),
    ...variationTasks(build),
  ];
}

function milestoneTasks(build: Construction, code: string, milestone: Milestone): Task[] {
  if (build.question?.of === code) return [];
  const asked = {
    since: milestone,
    deadline: build.deadlines[code],
    params: { milestone: code, name: rowOf(build.site.workType, code)?.name ?? code },
  };
  switch (milestone.status) {
    case 'open':
      return [
        task(build, 'submit-milestone', {
          ...asked,
          of: code,
          addressees: [...contractor(build), iomField(build)],
          commands: ['SubmitMilestone', 'RequestVariation', 'RecordStopDays'],
        }),
      ];
    case 'submitted':
      return [
        task(build, 'inspect-milestone', {
          ...asked,
          of: code,
          addressees: [engineer(build), ...contractEngineer(build)],
          commands: ['InspectMilestone'],
        }),
      ];
    case 'inspected':
      return openSlots(ministrySlots(build), milestone.approvals).map((slot) =>
        task(build, 'approve-milestone', {
          ...asked,
          of: `${code}:${slot}`,
          params: { ...asked.params, slot },
          addressees: [approver(slot)],
          commands: ['ApproveMilestone', 'ReturnMilestone', 'AskQuestion'],
        }),
      );
    case 'approved':
      return [];
  }
}

const variationTasks = (build: Construction): Task[] =>
  Object.entries(build.variations)
    .filter(([, { status }]) => status === 'requested')
    .flatMap(([id, variation]) =>
      openSlots(allSlots(build), variation.approvals).map((slot) =>
        task(build, 'approve-variation', {
          of: `${id}:${slot}`,
          params: { variation: id, slot },
          addressees: [approver(slot)],
          commands: ['ApproveVariation', 'RefuseVariation'],
          since: variation,
          deadline: build.deadlines[id],
        }),
      ),
    );
