import type { EntryView } from '../../../workflows/casework/read-entry.ts';
import type { Delivery } from '../../../workflows/delivery/case.ts';
import type { OfficeBuild } from '../../../workflows/office-build/case.ts';
import { heldBy } from '../holdings/words.ts';
import { BUILD, BUILDS } from './words.ts';

/** Further pages of an entry: address and the name of the field that names it. */
export interface Sheet {
  readonly href: string;
  readonly field: string;
}

const HOLDERS = ['unit', 'person', 'facility'];

export function sheetsOf({ kind, id, state }: EntryView): Sheet[] {
  if (kind === 'delivery') return certificateOf(id, state as Delivery);
  if (HOLDERS.includes(kind)) return [{ href: heldBy(id), field: 'holdings' }];
  if (kind !== BUILD) return [];
  const build = state as OfficeBuild;
  const at = (page: string, field: string): Sheet => ({ href: `/${BUILDS}/${id}/${page}`, field });
  return [
    ...(build.site === null ? [] : [at('siting', 'site')]),
    ...(build.startedOn === null ? [] : [at('progress', 'curve')]),
    ...(build.taken === null ? [] : [at('provisional-certificate', 'taken')]),
    ...(build.final === null ? [] : [at('final-certificate', 'final')]),
  ];
}

const certificateOf = (id: string, { handovers }: Delivery): Sheet[] =>
  handovers.H01 === undefined ? [] : [{ href: `/deliveries/${id}/certificate`, field: 'certificate' }];
