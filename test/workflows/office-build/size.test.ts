import { expect, it } from 'vitest';
import { addresseeKey, type Task } from '../../../shared/kernel/entry.ts';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import { addDays, baghdadDate } from '../../../shared/kernel/time.ts';
import type { OfficeBuild } from '../../../workflows/office-build/case.ts';
import { COMMANDS, type CommandName } from '../../../workflows/office-build/commands.ts';
import { officeBuild } from '../../../workflows/office-build/track.ts';
import {
  ACCESS,
  aDesign,
  aSite,
  aSnag,
  BuildBuilder,
  chair,
  contractor,
  DELIVERY,
  engineer,
  FORUM,
  federal,
  federal2,
  field,
  id,
  krg,
  manager,
  system,
  timer,
  usd,
} from './builders.ts';
import { SAMPLES } from './fixtures.ts';

const LIMIT = 100;
const LONG = 'ش'.repeat(2000);
const COMMITTEE = Array.from({ length: 9 }, () => ({ name: 'ش'.repeat(120), rank: 'ش'.repeat(80) }));

/** What one commit writes, by the rules of the store: DynamoDB takes at most 100 items at once (P15). */
class Scales extends BuildBuilder {
  readonly heaviest = new Map<string, number>();

  override give(...[actor, name, input]: Parameters<BuildBuilder['give']>): this {
    const before = this.state;
    super.give(actor, name, input);
    const items = itemsOf(before, this) + (actor.kind === 'person' ? 4 : 3);
    this.heaviest.set(name, Math.max(items, this.heaviest.get(name) ?? 0));
    return this;
  }
}

function itemsOf(before: OfficeBuild | null, { build, last, tasks }: Scales): number {
  const { events = [], effects = [], relies = [], timers = [] } = last ?? {};
  const was = before === null ? null : officeBuild.listing(before);
  const is = officeBuild.listing(build);
  const unique = new Set([...(was?.unique ?? []), ...is.unique]);
  const moved = [...unique].filter((value) => was?.unique.includes(value) !== is.unique.includes(value));
  const goneLinks = (was?.links ?? []).filter((one) => !is.links.some((other) => other.id === one.id));
  const beforeTasks = before === null ? [] : officeBuild.tasks(before);
  return (
    events.length +
    changedParts(before, build) +
    changedTasks(beforeTasks, tasks) +
    messages(beforeTasks, tasks) +
    is.links.length +
    goneLinks.length +
    moved.length +
    relies.length +
    timers.length +
    weightOf(effects, build)
  );
}

/**
 * Heads, events and links an effect writes: a new office its head, events and links; a forum its head, event and
 * three links, for two of them an office they leave as well (head, event, at most seven links, one gone).
 */
function weightOf(
  effects: readonly { kind: string; command: { type: string } }[],
  build: OfficeBuild,
): number {
  const forums = effects.filter(({ kind }) => kind === 'forum').length;
  const facilities = effects.filter(({ kind }) => kind === 'facility').length;
  const served = forums === 0 ? 0 : 1 + forums + forums + 2;
  const left = Object.values(build.forums).filter(({ from }) => from !== null && forums > 0).length;
  return facilities + (facilities > 0 && forums === 0 ? 8 : 0) + served + 5 * forums + left * 11;
}

function changedParts(before: OfficeBuild | null, after: OfficeBuild): number {
  let count = 0;
  for (const collection of officeBuild.parts as ('snags' | 'defects')[]) {
    const was: Record<string, unknown> = before?.[collection] ?? {};
    const is: Record<string, unknown> = after[collection];
    for (const key of new Set([...Object.keys(was), ...Object.keys(is)]))
      if (was[key] !== is[key]) count += 1;
  }
  return count;
}

const filed = (tasks: readonly Task[]) =>
  new Map(
    tasks.flatMap((task) => task.addressees.map((to) => [`${task.key} ${addresseeKey(to)}`, task] as const)),
  );

function changedTasks(before: readonly Task[], after: readonly Task[]): number {
  const was = filed(before);
  const is = filed(after);
  const keys = [...new Set([...was.keys(), ...is.keys()])];
  return keys.filter((key) => JSON.stringify(was.get(key)) !== JSON.stringify(is.get(key))).length;
}

function messages(before: readonly Task[], after: readonly Task[]): number {
  const was = filed(before);
  const told = [...filed(after)].filter(([key, task]) => (was.get(key)?.level ?? -1) < task.level);
  return new Set(told.map(([key]) => key.split(' ')[1])).size;
}

const words = { remarks: LONG, letterNumber: '1', letterDate: '2026-11-01', committee: COMMITTEE };

/** A joint build with everything a build may hold: six forums of which two leave their office, four deliveries. */
function fullBuild(): Scales {
  const build = new Scales();
  build.governedBy('joint').register('delivery', DELIVERY, { stage: 'monitoring' });
  build.register('safety-plan', id('SP-1'), {});
  build.opened({ plan: id('SP-1'), action: 'A01' }).give(field, 'ChooseSite', aSite);
  build.give(field, 'AssignForum', { forum: FORUM });
  for (let n = 2; n <= 5; n++)
    build
      .forum(`FO-N${n}`, n, n <= 3 ? { office: id(`FA-OLD-${n}`) as EntryId } : {})
      .give(field, 'AssignForum', { forum: id(`FO-N${n}`) });
  build.forum('FO-N6', 60).give(federal2, 'GrantSitingException', { forum: id('FO-N6'), reason: LONG });
  build.give(field, 'AssignForum', { forum: id('FO-N6') });
  for (let n = 0; n < 20; n++) build.give(chair, 'RaiseObjection', { kind: 'land', text: 'ش'.repeat(1000) });
  build.later(300).expire();
  for (let n = 1; n <= 20; n++)
    build.give(manager, 'SettleObjection', {
      objection: `O${String(n).padStart(2, '0')}`,
      outcome: 'not-upheld',
      note: 'ش'.repeat(1000),
    });
  build.give(field, 'SubmitSite', aDesign);
  return build;
}

const reach = (build: Scales): Scales => {
  for (const one of [manager, federal, krg]) build.give(one, 'ApproveSite', words);
  return build.withContract().give(engineer, 'HandOverSite');
};

it('the largest of every command fits into one transaction', () => {
  const build = reach(fullBuild());
  for (let n = 1; n <= 4; n++) {
    build.register('delivery', id(`DL-${n}`), { stage: 'monitoring' });
    build.give(field, 'LinkDelivery', { delivery: id(`DL-${n}`) });
  }
  build.passed('M06');
  for (const code of ['M07', 'M08', 'M09', 'M10', 'M11']) build.inspected(code);
  for (let n = 0; n < 20; n++)
    build.give(engineer, 'RequestVariation', { what: 'x', reason: LONG, amount: usd('1'), days: 5 });
  for (let n = 0; n < 5; n++) build.expire();
  build.later(30);
  const ago = (days: number) => addDays(baghdadDate(build.now), -days);
  build.give(engineer, 'RecordStopDays', { from: ago(9), until: ago(2), cause: 'weather' });
  build.give(federal, 'AskQuestion', { question: LONG }).give(field, 'AnswerQuestion', { answer: LONG });
  build.give(manager, 'Suspend', { reason: LONG }).expire().expire().expire().give(manager, 'Resume');
  for (let n = 1; n <= 20; n++)
    for (const one of [manager, federal, krg])
      build.give(one, 'ApproveVariation', { variation: `V${String(n).padStart(2, '0')}`, ...words });
  for (const code of ['M07', 'M08', 'M09', 'M10', 'M11'])
    for (const one of [federal, krg]) build.give(one, 'ApproveMilestone', { milestone: code, ...words });
  for (let n = 0; n < 60; n++) build.give(engineer, 'AddSnag', { ...aSnag, text: 'ش'.repeat(500) });
  for (const one of [manager, federal, krg])
    build.give(one, 'AcceptProvisionally', { access: ACCESS, ...words });
  for (let n = 0; n < 60; n++) build.give(engineer, 'ReportDefect', { ...aSnag, text: 'ش'.repeat(500) });
  for (let n = 0; n < 5; n++) build.expire();
  build.give(system, 'SuspendForHold').give(manager, 'Resume');
  for (let n = 1; n <= 60; n++) {
    const two = String(n).padStart(2, '0');
    build
      .give(contractor, 'MarkSnagFixed', { snag: `S${two}` })
      .give(federal, 'CloseSnag', { snag: `S${two}` });
    build.give(contractor, 'MarkDefectFixed', { defect: `D${two}` });
  }
  build
    .give(field, 'RecordOpening', { on: ago(0) })
    .later(400)
    .give(timer, 'Escalate');
  for (let n = 1; n <= 60; n++)
    build.give(engineer, 'CloseDefect', { defect: `D${String(n).padStart(2, '0')}` });
  expect(build.build.stage).toBe('final-acceptance');
  for (const one of [manager, federal, krg]) build.give(one, 'AcceptFinally', words);
  expect(build.build.stage).toBe('closed');
  const cancelled = fullBuild();
  cancelled.give(manager, 'Cancel', { reason: LONG });
  const heaviest = new Map([...cancelled.heaviest, ...build.heaviest]);
  for (const [name, items] of heaviest) expect(items, name).toBeLessThanOrEqual(LIMIT);
  const light = (Object.keys(COMMANDS) as CommandName[]).filter((name) => !heaviest.has(name));
  // The rest writes less than these: one part, one event, and the tasks of one stage.
  expect(light.every((name) => SAMPLES[name] !== undefined)).toBe(true);
  expect(Math.max(...heaviest.values())).toBeGreaterThan(60);
});
