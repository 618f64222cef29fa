import type { PersonActor } from '../../../shared/kernel/actor.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { Asset } from '../../../workflows/register/asset/asset.ts';
import type { Front } from '../http-deps.ts';
import type { EntryPageProps } from '../pages/entry.tsx';
import { AssetPage } from './asset.tsx';
import { followUpOf } from './follow-up.ts';
import { ASSET } from './words.ts';

/** The page of a kind that has one of its own; null: the one drawn for any entry. `on`: the day somebody asked for. */
export async function ownPage(
  front: Front,
  actor: PersonActor,
  page: EntryPageProps,
  on: string | undefined,
): Promise<ReturnType<typeof AssetPage> | null> {
  const { today } = page.frame;
  if (page.kind.kind !== ASSET) return null;
  if (on !== undefined && on > today)
    throw new AppError('InvalidInput', 'invalid-input', {
      errors: [{ pointer: '/on', code: 'date-in-future' }],
    });
  const asset = page.view.state as Asset;
  const offers = page.offers.filter(({ name }) => makesSense(asset, name));
  return AssetPage({
    page: { ...page, offers },
    asset,
    on: on ?? today,
    followUp: await followUpOf(front, actor, asset),
  });
}

const GONE = ['missing', 'lost', 'stolen', 'destroyed'];

/** What is offered by role but has no object just now only stands in the way; the rules keep the last word. */
function makesSense({ status, correction, writeOff, class: kind }: Asset, command: string): boolean {
  if (status === 'written-off') return command === 'AttachFile';
  switch (command) {
    case 'ConfirmIntake':
      return status === 'registered';
    case 'ApproveCorrection':
    case 'RejectCorrection':
      return correction !== null;
    case 'CorrectIdentity':
      return correction === null;
    case 'ApproveWriteOff':
    case 'RejectWriteOff':
      return writeOff !== null;
    case 'ProposeWriteOff':
      return writeOff === null;
    case 'RecordRecovery':
      return GONE.includes(status);
    case 'RecordPlate':
      return kind === 'vehicle';
    default:
      return true;
  }
}
