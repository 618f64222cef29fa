import type { EntryKind } from '../track.ts';
import { calendar } from './calendar/entry.ts';
import { facility } from './facility/entry.ts';
import { forum } from './forum/entry.ts';
import { person } from './person/entry.ts';
import { place } from './place/entry.ts';
import { unit } from './unit/entry.ts';

/** The kinds of entries of the programme register. */
export const registerKinds: readonly EntryKind[] = [place, unit, facility, forum, person, calendar];
