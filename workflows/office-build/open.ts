import type { Placement } from '../../shared/kernel/actor.ts';
import { accept, type Decision, type Reliance, refuse } from '../../shared/kernel/decision.ts';
import type { Context, Need } from '../track.ts';
import type { BuildCommand } from './commands.ts';
import { type BuildEvent, event } from './events.ts';
import { stageDeadline } from './policy.ts';
import { authorityOn, forumOf, placeOf } from './register.ts';

type Open = BuildCommand<'OpenBuild'>;

export function openingNeeds({ forum, district, unit, plan }: Open): Need[] {
  const needs: Need[] = [];
  if (forum !== undefined) needs.push({ kind: 'forum', id: forum });
  if (district !== undefined) needs.push({ kind: 'place', id: district });
  if (unit) needs.push({ kind: 'unit', id: unit });
  if (plan !== undefined) needs.push({ kind: 'safety-plan', id: plan });
  return needs;
}

/** Where the build would stand: in the forum's area, or in the district as governed on the day. */
export function openingPlacement({ forum, district }: Open, entry: Context['entry']): Placement | undefined {
  if (forum !== undefined) {
    const known = forumOf(entry, forum);
    if (known === undefined) return undefined;
    const { unit, governorate, authority } = known;
    return { forum, unit: unit ?? undefined, governorate, authority };
  }
  const place = district === undefined ? undefined : placeOf(entry, district);
  if (place === undefined) return undefined;
  return { governorate: place.governorate, authority: place.authority.at(-1)?.authority };
}

export function openBuild(command: Open, context: Context): Decision<BuildEvent> {
  const { forum, district, unit, plan, action, purpose } = command;
  if ((forum === undefined) === (district === undefined))
    return refuse('forum-or-district', { pointer: '/forum' });
  const where = forum === undefined ? inDistrict(command, context) : inForum(command, context);
  if ('outcome' in where) return where;
  if (unit && context.entry('unit', unit) === undefined) return refuse('unit-unknown', { pointer: '/unit' });
  if (plan !== undefined && context.entry('safety-plan', plan) === undefined)
    return refuse('plan-unknown', { pointer: '/plan' });
  const opened = event('BuildOpened', {
    forum: forum ?? null,
    governorate: where.governorate,
    authority: where.authority,
    unit: unit === undefined ? where.unit : unit,
    purpose,
    plan: plan ?? null,
    action: action ?? null,
    deadline: stageDeadline('siting', context),
  });
  return accept([opened], { relies: reliances(command) });
}

function inForum({ forum }: Open, { entry }: Context) {
  const known = forum === undefined ? undefined : forumOf(entry, forum);
  if (known === undefined) return refuse('forum-unknown', { pointer: '/forum' });
  if (known.status === 'dormant') return refuse('forum-dormant', { pointer: '/forum' });
  return known;
}

function inDistrict({ district }: Open, { entry, today }: Context) {
  const known = district === undefined ? undefined : placeOf(entry, district);
  const authority = known && authorityOn(known, today);
  if (known === undefined || authority === undefined)
    return refuse('place-unknown', { pointer: '/district' });
  return { governorate: known.governorate, authority, unit: null };
}

function reliances({ forum, district }: Open): Reliance[] {
  if (forum !== undefined)
    return [
      { id: forum, fact: 'status' },
      { id: forum, fact: 'authority' },
    ];
  return district === undefined ? [] : [{ id: district, fact: 'authority' }];
}
