import type { EntryKind } from '../track.ts';
import { accessLog } from './access-log/entry.ts';
import { asset } from './asset/entry.ts';
import { assetImport } from './asset-import/entry.ts';
import { breakGlassEntry } from './break-glass/entry.ts';
import { calendar } from './calendar/entry.ts';
import { certificateBook } from './certificate-book/entry.ts';
import { dueDiligence } from './due-diligence/entry.ts';
import { facility } from './facility/entry.ts';
import { forum } from './forum/entry.ts';
import { grant } from './grant/entry.ts';
import { person } from './person/entry.ts';
import { place } from './place/entry.ts';
import { protectedConcern } from './protected-concern/entry.ts';
import { recurrenceWatch } from './recurrence-watch/entry.ts';
import { unit } from './unit/entry.ts';

/** The kinds of entries of the programme register. */
export const registerKinds: readonly EntryKind[] = [
  place,
  unit,
  facility,
  forum,
  person,
  calendar,
  grant,
  dueDiligence,
  asset,
  assetImport,
  certificateBook,
  protectedConcern,
  recurrenceWatch,
  accessLog,
  breakGlassEntry,
];
