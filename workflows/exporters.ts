import type { Grant } from './grants.ts';
import type { EntryKind } from './track.ts';

/** Taking a whole list away is more than looking at it: who may, where it is not everybody who reads it. */
const EXPORTERS: Readonly<Record<string, readonly Grant[]>> = {
  'safety-plan': ['ministry d', 'iom-field g', 'iom-manager p', 'auditor p'],
  'office-build': ['ministry d', 'iom-field g', 'iom-manager p', 'auditor p'],
  asset: ['logistics g', 'logistics-central d', 'ministry d', 'iom-field g', 'iom-manager p', 'auditor p'],
};

/** Whoever may take a list of this kind along as a file; of what is sealed there is none. */
export const exportersOf = ({ kind, readers, sealed }: EntryKind): readonly Grant[] =>
  sealed ? [] : (EXPORTERS[kind] ?? readers);
