import { partiesOf } from '../../../shared/kernel/actor.ts';
import { type Decision, outOfTurn } from '../../../shared/kernel/decision.ts';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import type { Context } from '../../track.ts';

import type { Asset, Place, Status } from './asset.ts';

export const placementOf = ({ unit, governorate, authority }: Place) => ({
  unit: unit ?? undefined,
  governorate,
  authority,
});

export const involves = ({ actor }: Context, persons: readonly EntryId[]): boolean =>
  partiesOf(actor).some((person) => persons.includes(person));

const GONE: readonly Status[] = ['missing', 'lost', 'stolen', 'destroyed'];
export const isGone = (status: Status): boolean => GONE.includes(status);

export const gone = ({ id, status }: Asset): Decision<never> =>
  outOfTurn('asset-not-there', { params: { asset: id, status } });
