import type { Role } from '../../shared/kernel/actor.ts';
import type { Addressee } from '../../shared/kernel/entry.ts';
import type { CaseFile } from './case.ts';
import type { Slot } from './vocabulary.ts';

const role = (name: Role, scope: Extract<Addressee, { kind: 'role' }>['scope']): Addressee => ({
  kind: 'role',
  role: name,
  scope,
});

export const auditors: Addressee = role('auditor', { kind: 'programme' });
export const iomManager: Addressee = role('iom-manager', { kind: 'programme' });

export const iomField = ({ governorate }: CaseFile): Addressee =>
  role('iom-field', { kind: 'governorate', id: governorate });

export const engineer = ({ governorate }: CaseFile): Addressee =>
  role('engineer', { kind: 'governorate', id: governorate });

/** The engineer of this contract alone, where one is named. */
export const contractEngineer = ({ contract }: CaseFile): Addressee[] =>
  contract === null ? [] : [role('engineer', { kind: 'contract', id: contract.id })];

export const contractor = ({ contract }: CaseFile): Addressee[] =>
  contract === null ? [] : [role('contractor', { kind: 'contract', id: contract.id })];

/** A build without a unit is answered for by the commander of its governorate. */
export const commander = ({ unit, governorate }: CaseFile): Addressee =>
  role('commander', unit === null ? { kind: 'governorate', id: governorate } : { kind: 'unit', id: unit });

export function ministries({ authority }: CaseFile): Addressee[] {
  const both = authority === 'joint' ? (['federal', 'krg'] as const) : [authority];
  return both.map((id) => role('ministry', { kind: 'directorate', id }));
}

export function approver(slot: Slot): Addressee {
  if (slot === 'iom') return iomManager;
  return role('ministry', {
    kind: 'directorate',
    id: slot === 'ministry-federal' ? 'federal' : 'krg',
  });
}

/** The named reviewer, or the ministries where the name is still missing. */
export const finalApprover = (build: CaseFile): Addressee[] =>
  build.finalApprover === null ? ministries(build) : [{ kind: 'person', id: build.finalApprover }];
