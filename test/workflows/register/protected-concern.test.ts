import { describe, expect, it } from 'vitest';
import type { Actor, PersonActor, Role } from '../../../shared/kernel/actor.ts';
import { Role as Roles } from '../../../shared/kernel/actor.ts';
import { ninewa } from './builders.ts';
import { actor, id, NOW, role, SYSTEM, type World } from './world.ts';

const PROGRAMME = { kind: 'programme' } as const;
const FORUM = { kind: 'forum', id: id('FO-1') } as const;
const chair = actor('PE-AMAL', role('chair', FORUM));
const otherChair = actor('PE-OTHER-CHAIR', role('chair', { kind: 'forum', id: id('FO-2') }));
const field = actor('PE-FIELD', role('iom-field', { kind: 'governorate', id: 'IQG15' }));
const focal = actor('PE-FOCAL', role('protection', PROGRAMME));
const second = actor('PE-FOCAL-2', role('protection', PROGRAMME));
const auditor = actor('PE-AUDITOR', role('auditor', PROGRAMME));
const manager = actor('PE-MANAGER', role('iom-manager', PROGRAMME));
const kareem = actor('PE-KAREEM');

const text = 'Girls are followed on the way to the evening classes';
const concern = { forum: 'FO-1', class: 'gender-based-violence', text };
const REASON = 'A complaint names this entry and cannot wait.';

/** Kareem holds this role; how people come by one is not what is tested here. */
function named(world: World, name: Role = 'member', person = 'PE-KAREEM'): World {
  const entry = world.known(person);
  entry.state = { ...(entry.state as object), assignments: [role(name, FORUM)] };
  return world;
}
const opened = (as: Actor = chair) => named(ninewa()).open('PC-1', concern, { as });
const grantTo = (person: string, until = '2026-12-01') => ({ person, until, reason: 'accompanies' });

const hour = (minutes: number) => new Date(Date.parse(NOW) + minutes * 60_000).toISOString();
const mayRead = (world: World, reader: Actor, at = NOW) => {
  const { kind, state } = world.known('PC-1');
  return kind.mayRead(state, reader, at);
};

describe('a protected concern', () => {
  it.each([
    ['its author', chair, true],
    ['the protection focal point', focal, true],
    ['a job', SYSTEM, false],
    ['a timer', { kind: 'timer' } as const, false],
  ])('is there for %s: %s', (_, reader, may) => {
    expect(mayRead(opened(), reader)).toBe(may);
  });

  it.each(Roles.options.filter((name) => name !== 'protection'))(
    'is not there for a %s of the whole programme',
    (name: Role) => {
      expect(mayRead(opened(), actor('PE-OTHER', role(name, PROGRAMME)))).toBe(false);
    },
  );

  it('is there for a named person until the end of the last day in Baghdad', () => {
    const world = opened().give('PC-1', 'GrantAccess', grantTo('PE-KAREEM'), { as: focal });
    const may = (at: string) => mayRead(world, kareem, at);
    expect([may('2026-12-01T20:59:59.000Z'), may('2026-12-01T21:00:00.000Z')]).toEqual([true, false]);
  });

  it('says nothing in lists and little in its task; only its readers lead to it', () => {
    const { kind, state } = opened().known('PC-1');
    const { title, card, links, authority, governorate, unique, facts } = kind.listing(state);
    expect({ title, card, authority, governorate, unique, facts }).toEqual({
      title: '',
      card: {},
      authority: 'none',
      governorate: 'none',
      unique: [],
      facts: {},
    });
    expect(links).toEqual([{ rel: 'reader', id: 'PE-AMAL' }]);
    const [task] = kind.tasks(state);
    expect(task?.addressees).toEqual([{ kind: 'role', role: 'protection', scope: PROGRAMME }]);
    expect(task?.dueOn).toBe('2026-11-22');
    expect(JSON.stringify(task)).not.toMatch(/FO-1|violence|IQG15/);
  });

  it.each([
    ['GrantAccess', grantTo('PE-KAREEM', '2027-05-14'), 'accepted'],
    ['GrantAccess', grantTo('PE-KAREEM', '2027-05-15'), 'access-too-long'],
    ['GrantAccess', grantTo('PE-KAREEM', '2026-11-14'), 'date-in-past'],
    ['GrantAccess', grantTo('PE-NOBODY'), 'person-unknown'],
    ['GrantAccess', grantTo('PE-FOCAL'), 'own-rights'],
    ['ExtendAccess', grantTo('PE-KAREEM'), 'access-not-granted'],
    ['RevokeAccess', { person: 'PE-KAREEM' }, 'access-not-granted'],
    ['RecordReferral', { pathway: 'family-protection', week: '2026-W47' }, 'accepted'],
    ['ProposeLowering', { reason: REASON }, 'accepted'],
    ['DecideProposal', { agreed: true, note: 'yes' }, 'nothing-proposed'],
    ['ProposeErasure', { reason: REASON }, 'accepted'],
    ['CloseConcern', { outcome: 'referred' }, 'accepted'],
    ['CloseConcern', { outcome: 'moved-to-plan' }, 'not-lowered'],
  ])('%s %o by the focal point: %s', (name, input, outcome) => {
    expect(opened().outcome('PC-1', name, input, { as: focal })).toBe(outcome);
  });

  it.each(Roles.options)('may be opened by name to a %s as the matrix says', (name) => {
    const nameable = ['member', 'chair', 'officer', 'commander', 'ministry', 'iom-field', 'iom-manager'];
    const world = named(ninewa(), name).open('PC-1', concern, { as: chair });
    const outcome = world.outcome('PC-1', 'GrantAccess', grantTo('PE-KAREEM'), { as: focal });
    expect(outcome).toBe(nameable.includes(name) ? 'accepted' : 'access-not-for-role');
  });

  it('takes no more commands once closed, and waits for nobody', () => {
    const world = opened().give('PC-1', 'CloseConcern', { outcome: 'referred' });
    const referral = { pathway: 'health', week: '2026-W47' };
    expect(world.outcome('PC-1', 'RecordReferral', referral)).toBe('concern-closed');
    const { kind, state } = world.known('PC-1');
    expect(kind.tasks(state)).toEqual([]);
  });

  it.each(['victim', 'suspect', 'witness', 'name'])('has no field for a %s', (field) => {
    expect(() => ninewa().open('PC-1', { ...concern, [field]: 'x' })).toThrow('invalid-input');
  });
});

describe('access by name', () => {
  const granted = (until = '2026-12-01') =>
    opened().give('PC-1', 'GrantAccess', grantTo('PE-KAREEM', until), { as: focal });

  it('is extended rather than given twice, and may be given anew once it has run out', () => {
    const again = grantTo('PE-KAREEM', '2026-12-20');
    expect(granted().outcome('PC-1', 'GrantAccess', again, { as: focal })).toBe('access-granted-already');
    expect(
      mayRead(granted().give('PC-1', 'ExtendAccess', again, { as: focal }), kareem, hour(30 * 1440)),
    ).toBe(true);
    const later = { as: focal, at: '2026-12-02T08:00:00.000Z' };
    expect(granted().outcome('PC-1', 'GrantAccess', again, later)).toBe('accepted');
  });

  it('ends at once when it is taken back', () => {
    const world = granted().give('PC-1', 'RevokeAccess', { person: 'PE-KAREEM' }, { as: focal });
    expect(mayRead(world, kareem)).toBe(false);
    const { kind, state } = world.known('PC-1');
    expect(kind.listing(state).links).toEqual([{ rel: 'reader', id: 'PE-AMAL' }]);
  });

  it('is given by the chair of the own forum who brought it, never to herself', () => {
    expect(opened().outcome('PC-1', 'GrantAccess', grantTo('PE-KAREEM'), { as: chair })).toBe('accepted');
    expect(opened().outcome('PC-1', 'GrantAccess', grantTo('PE-AMAL'), { as: chair })).toBe('own-rights');
    const substitute: PersonActor = { ...actor('PE-SUB', role('chair', FORUM)), onBehalfOf: id('PE-AMAL') };
    expect(opened().outcome('PC-1', 'GrantAccess', grantTo('PE-AMAL'), { as: substitute })).toBe(
      'own-rights',
    );
  });

  it('is given by a chair who was named herself no longer than she has it', () => {
    const world = named(ninewa(), 'chair', 'PE-AMAL')
      .open('PC-1', concern, { as: field })
      .give('PC-1', 'GrantAccess', grantTo('PE-AMAL', '2026-12-01'), { as: focal });
    named(world);
    const give = (until: string) =>
      world.outcome('PC-1', 'GrantAccess', grantTo('PE-KAREEM', until), { as: chair });
    expect(give('2026-12-02')).toBe('access-longer-than-own');
    expect(give('2026-12-01')).toBe('accepted');
  });
});

describe('lower protection', () => {
  const proposed = () => opened().give('PC-1', 'ProposeLowering', { reason: REASON }, { as: focal });
  const agreed = () =>
    proposed().give('PC-1', 'DecideProposal', { agreed: true, note: 'a street light' }, { as: second });

  it('needs a reason and a second focal point', () => {
    expect(() => opened().give('PC-1', 'ProposeLowering', { reason: 'too short' }, { as: focal })).toThrow(
      'invalid-input',
    );
    const decide = { agreed: true, note: 'x' };
    expect(proposed().outcome('PC-1', 'DecideProposal', decide, { as: focal })).toBe('own-proposal');
    const substitute: PersonActor = { ...second, onBehalfOf: focal.id };
    expect(proposed().outcome('PC-1', 'DecideProposal', decide, { as: substitute })).toBe('own-proposal');
    const again = { reason: REASON };
    expect(proposed().outcome('PC-1', 'ProposeLowering', again, { as: second })).toBe(
      'proposal-made-already',
    );
  });

  it('changes nothing while it is only proposed, or when it is declined', () => {
    for (const world of [
      proposed(),
      proposed().give('PC-1', 'DecideProposal', { agreed: false, note: 'no' }, { as: second }),
    ])
      expect([mayRead(world, field), mayRead(world, otherChair)]).toEqual([false, false]);
  });

  it('lets the chair and IOM field staff of the forum read it and take it into the plan', () => {
    const world = agreed();
    expect(mayRead(world, field)).toBe(true);
    expect(mayRead(world, otherChair)).toBe(false);
    expect(mayRead(world, manager)).toBe(false);
    const { kind, state } = world.known('PC-1');
    expect(kind.tasks(state).map(({ key, addressees }) => ({ key, addressees }))).toEqual([
      { key: 'take-over#3', addressees: [{ kind: 'role', role: 'chair', scope: FORUM }] },
    ]);
    expect(world.outcome('PC-1', 'CloseConcern', { outcome: 'referred' }, { as: chair })).toBe(
      'focal-point-closes',
    );
    expect(world.outcome('PC-1', 'CloseConcern', { outcome: 'moved-to-plan' }, { as: chair })).toBe(
      'accepted',
    );
  });
});

describe('erasing the text', () => {
  const proposed = () =>
    opened()
      .give('PC-1', 'CloseConcern', { outcome: 'referred' })
      .give('PC-1', 'ProposeErasure', { reason: REASON }, { as: focal });
  const agree = { agreed: true, note: 'two years have passed' };

  it('needs a second focal point, also where the concern is closed, and is asked of her', () => {
    expect(proposed().outcome('PC-1', 'DecideProposal', agree, { as: focal })).toBe('own-proposal');
    const { kind, state } = proposed().known('PC-1');
    expect(kind.tasks(state).map(({ title, commands }) => [title.key, commands])).toEqual([
      ['task.protected-concern.erase', ['DecideProposal']],
    ]);
  });

  it('leaves nothing of it in the state, and happens once', () => {
    const world = proposed().give('PC-1', 'DecideProposal', agree, { as: second });
    expect(JSON.stringify(world.state('PC-1'))).not.toContain('Girls');
    expect(world.outcome('PC-1', 'ProposeErasure', { reason: REASON }, { as: focal })).toBe(
      'text-erased-already',
    );
  });
});

describe('break-glass', () => {
  const glass = { concern: 'PC-1', reason: REASON };
  const broken = (as: Actor = auditor) => opened().open('BG-1', glass, { as });
  const review = { verdict: 'justified', note: 'the complaint is on file' };

  it.each([
    ['auditor', auditor],
    ['IOM programme manager', manager],
  ])('opens one entry to one %s for sixty minutes', (_, opener) => {
    const world = broken(opener);
    expect(mayRead(world, opener, hour(59))).toBe(true);
    expect(mayRead(world, opener, hour(60))).toBe(false);
    const others = [auditor, manager, otherChair].filter((one) => one !== opener);
    expect(others.map((other) => mayRead(world, other))).toEqual([false, false]);
    world.open('PC-2', concern, { as: chair });
    const { kind, state } = world.known('PC-2');
    expect(kind.mayRead(state, opener, NOW)).toBe(false);
  });

  it('is written down as such, with its reason, where nothing else lets the reader in', () => {
    const { kind, state } = broken().known('PC-1');
    expect(kind.underGlass(state, auditor, NOW)).toEqual({ reason: REASON });
    expect(kind.underGlass(state, focal, NOW)).toBeNull();
    expect(kind.underGlass(state, auditor, hour(60))).toBeNull();
  });

  it.each([
    ['of nineteen letters', { ...glass, reason: 'nineteen letters he' }],
    ['of blanks', { ...glass, reason: ' '.repeat(30) }],
  ])('is refused for a reason %s', (_, input) => {
    expect(() => opened().open('BG-1', input, { as: auditor })).toThrow('invalid-input');
  });

  it('is refused for what does not exist, or may be read anyway', () => {
    const nowhere = { ...glass, concern: 'PC-NONE' };
    expect(opened().outcome('BG-1', 'BreakGlass', nowhere, { as: auditor })).toBe(
      'protected-concern-unknown',
    );
    expect(opened(manager).outcome('BG-1', 'BreakGlass', glass, { as: manager })).toBe('glass-not-needed');
  });

  it('cannot be prolonged by its opener until somebody else has looked at it', () => {
    const world = broken();
    const again = { as: auditor, at: hour(61) };
    expect(world.outcome('BG-2', 'BreakGlass', glass, again)).toBe('glass-unreviewed');
    world.give('BG-1', 'ReviewBreakGlass', review, { as: focal, at: hour(120) });
    expect(world.outcome('BG-2', 'BreakGlass', glass, { as: auditor, at: hour(130) })).toBe('accepted');
  });

  it('is reviewed once, by somebody else, and ends then at the latest', () => {
    const world = broken();
    const substitute: PersonActor = { ...manager, onBehalfOf: auditor.id };
    expect(world.outcome('BG-1', 'ReviewBreakGlass', review, { as: auditor })).toBe('glass-own');
    expect(world.outcome('BG-1', 'ReviewBreakGlass', review, { as: substitute })).toBe('glass-own');
    world.give('BG-1', 'ReviewBreakGlass', review, { as: focal });
    expect(mayRead(world, auditor, hour(5))).toBe(false);
    expect(world.outcome('BG-1', 'ReviewBreakGlass', review, { as: manager })).toBe('glass-reviewed');
    const { kind, state } = world.known('BG-1');
    expect(kind.tasks(state)).toEqual([]);
  });

  it('asks the focal point and the auditor, and after 72 hours the manager as well', () => {
    const world = broken();
    const asked = () => {
      const { kind, state } = world.known('BG-1');
      return kind
        .tasks(state)
        .map(({ addressees, level, dueOn }) => ({ to: addressees.length, level, dueOn }));
    };
    expect(asked()).toEqual([{ to: 2, level: 0, dueOn: '2026-11-18' }]);
    world.give('BG-1', 'EscalateReview', {}, { at: hour(72 * 60) });
    expect(asked()).toEqual([{ to: 3, level: 1, dueOn: '2026-11-21' }]);
    world.give('BG-1', 'ReviewBreakGlass', review, { as: focal });
    expect(world.outcome('BG-1', 'EscalateReview', {})).toBe('glass-reviewed');
  });

  it('names the concern only to the focal point and to whoever opened it', () => {
    const { kind, state } = broken().known('BG-1');
    const shows = (reader: Actor) => JSON.stringify(kind.project(state, reader)).includes('PC-1');
    expect([focal, auditor, manager].map(shows)).toEqual([true, true, false]);
    expect(JSON.stringify([kind.listing(state), kind.tasks(state)])).not.toContain('PC-1');
    expect([focal, manager].map((reader) => kind.withholds(reader))).toEqual([[], ['concern']]);
  });
});
