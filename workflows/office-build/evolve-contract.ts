import { partiesOfEvent } from '../../shared/kernel/actor.ts';
import { mapValues } from '../../shared/kernel/map-values.ts';
import { baghdadDate } from '../../shared/kernel/time.ts';
import { approvalOf } from './approvals.ts';
import type { BuildIn, OfficeBuild } from './case.ts';
import type { Recorded } from './events.ts';
import type { Milestone } from './parts.ts';

import { enter, fileOf, known, standing } from './standing.ts';

export type ContractEvent = Recorded<
  'ContractRecorded' | 'ContractApproved' | 'ContractConcluded' | 'ContractReturned' | 'SiteHandedOver'
>;

/** From the contract to the day the contractor takes over the site. */
export function evolveContract(build: OfficeBuild, event: ContractEvent): OfficeBuild {
  switch (event.type) {
    case 'ContractRecorded':
      return { ...standing(build, 'contracting'), ...recorded(event) };
    case 'ContractApproved':
      return {
        ...build,
        contractApprovals: [...build.contractApprovals, approvalOf(event)],
        finalApprover: event.data.finalApprover ?? build.finalApprover,
      };
    case 'ContractConcluded':
      return concluded(standing(build, 'contracting'), event);
    case 'ContractReturned':
      return {
        ...standing(build, 'contracting'),
        contract: null,
        contractApprovals: [],
        finalApprover: null,
        question: null,
        since: event.seq,
        sinceAt: event.at,
        deadlines: { stage: event.data.deadline },
      };
    case 'SiteHandedOver':
      return handedOver(standing(build, 'contracting'), event);
  }
}

/** A contract that is recorded anew begins anew: the persons who may approve it are others. */
function recorded(event: Recorded<'ContractRecorded'>): Pick<OfficeBuild, 'contract' | 'since' | 'sinceAt'> {
  const { guarantees = [], evidence = [], ...fields } = event.data;
  const recordedBy = partiesOfEvent(event);
  return {
    contract: { ...fields, guarantees, evidence, recordedBy, approvedOn: null },
    since: event.seq,
    sinceAt: event.at,
  };
}

function concluded(
  build: BuildIn<'contracting'>,
  { seq, at, data }: Recorded<'ContractConcluded'>,
): OfficeBuild {
  const on = baghdadDate(at);
  return {
    ...build,
    contract: { ...known(build.contract, 'contract'), approvedOn: on },
    marks: { ...build.marks, M04: on },
    since: seq,
    sinceAt: at,
    deadlines: { stage: data.deadline },
  };
}

function handedOver(build: BuildIn<'contracting'>, event: Recorded<'SiteHandedOver'>): OfficeBuild {
  const { days, plan, deadlines } = event.data;
  const startedOn = baghdadDate(event.at);
  const milestones = mapValues(days, (count, code): Milestone => {
    const plannedOn = plan[code] ?? startedOn;
    return {
      days: count,
      baselineOn: plannedOn,
      plannedOn,
      status: 'open',
      since: event.seq,
      sinceAt: event.at,
      submission: null,
      inspection: null,
      approvals: [],
      payment: null,
      approvedOn: null,
      remarks: null,
    };
  });
  const file = { ...fileOf(build), startedOn, milestones, marks: { ...build.marks, M05: startedOn } };
  return enter(file, event, { stage: 'construction' }, deadlines);
}
