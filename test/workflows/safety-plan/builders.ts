import type { Actor, PersonActor, Role, Scope } from '../../../shared/kernel/actor.ts';
import { eventActor } from '../../../shared/kernel/actor.ts';
import type { Calendar } from '../../../shared/kernel/calendar.ts';
import type { Acceptance, Decision, Refusal } from '../../../shared/kernel/decision.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { baghdadDate, type Instant } from '../../../shared/kernel/time.ts';
import { SafetyPlan } from '../../../workflows/safety-plan/case.ts';
import type { CommandName } from '../../../workflows/safety-plan/commands.ts';
import type { PlanEvent } from '../../../workflows/safety-plan/events.ts';
import { safetyPlan } from '../../../workflows/safety-plan/track.ts';
import type { Context, Loaded } from '../../../workflows/track.ts';

/** A Sunday, 12:15 in Baghdad. */
export const START = '2026-11-01T09:15:00.000Z';
export const PLAN = EntryId.parse('SP-1');
export const FORUM = EntryId.parse('FO-QAYARA-1');
export const UNIT = EntryId.parse('UN-QAYARA');
const NINEWA = 'IQG15';

const person = (
  name: string,
  ...assignments: readonly { role: Role; scope: Scope }[]
): PersonActor & { as: (other: PersonActor) => PersonActor } => {
  const actor: PersonActor = {
    kind: 'person',
    id: EntryId.parse(`PE-${name.toUpperCase()}`),
    name,
    assignments: assignments.map((assignment) => ({ ...assignment, from: '2026-01-01', until: null })),
    authVersion: 1,
  };
  return {
    ...actor,
    as: (other) => ({
      ...actor,
      assignments: [...actor.assignments, ...other.assignments],
      onBehalfOf: other.id,
    }),
  };
};

const forum: Scope = { kind: 'forum', id: FORUM };
const unit: Scope = { kind: 'unit', id: UNIT };
const governorate: Scope = { kind: 'governorate', id: NINEWA };
const programme: Scope = { kind: 'programme' };

export const chair = person('chair', { role: 'chair', scope: forum });
export const member = person('member', { role: 'member', scope: forum });
export const commander = person('commander', { role: 'commander', scope: unit });
export const field = person('field', { role: 'iom-field', scope: governorate });
export const manager = person('manager', { role: 'iom-manager', scope: programme });
export const federal = person('federal', {
  role: 'ministry',
  scope: { kind: 'directorate', id: 'federal' },
});
export const krg = person('krg', { role: 'ministry', scope: { kind: 'directorate', id: 'krg' } });
export const owner = person('owner');
export const successor = person('successor');
export const stranger = person('stranger');
export const timer: Actor = { kind: 'timer' };
export const system: Actor = { kind: 'system', job: 'test' };

export const FORUM_ENTRY = {
  name: { en: 'Al-Qayara 1', ar: 'القيارة ١', ckb: 'قەیارە ١' },
  governorate: NINEWA,
  district: 'PL-MOSUL',
  authority: 'federal',
  status: 'established',
  unit: UNIT as EntryId | null,
  office: null,
};

export const aConcern = {
  category: 'unlit-streets',
  text: 'The market street is dark after sunset.',
  source: 'meeting',
  place: 'Market street',
  affected: ['women', 'traders'],
  frequency: 'daily',
};

export const anAction = {
  concern: 'C01',
  what: 'Put up twelve lamps along the market street.',
  kind: 'small-works',
  owner: owner.id,
  startsOn: '2026-11-15',
  dueOn: '2027-01-12',
  indicator: 'All lamps are lit at night.',
  stateResources: false,
};

/** A case under test: give it commands and look at what became of it. Rules only, no store. */
class Bench {
  state: SafetyPlan | null = null;
  now: Instant = START;
  version = 0;
  calendar: Calendar = { holidays: {} };
  id: EntryId = PLAN;
  readonly entries = new Map<string, Loaded>();
  readonly unknownKinds = new Set<string>();
  /** Everything the last accepted command asked for. */
  last: Acceptance<PlanEvent> | null = null;
  /** The plan before the last accepted command. */
  before: SafetyPlan | null = null;

  constructor() {
    this.register('forum', FORUM, FORUM_ENTRY);
    for (const { id } of [owner, successor, field, chair])
      this.register('person', id, { name: id, status: 'active' });
  }

  register(kind: string, id: EntryId, state: unknown): this {
    this.entries.set(`${kind}#${id}`, { kind, id, version: 1, state });
    return this;
  }

  at(now: Instant): this {
    this.now = now;
    return this;
  }

  context(actor: Actor): Context {
    return {
      now: this.now,
      today: baghdadDate(this.now),
      actor,
      calendar: this.calendar,
      id: this.id,
      version: this.version,
      freshId: (prefix, n = 0) => EntryId.parse(`${prefix}-FRESH${n}`),
      entry: (kind, id) => this.entries.get(`${kind}#${id}`),
      knows: (kind) => !this.unknownKinds.has(kind),
    };
  }

  /** Decide without accepting. */
  ask(actor: Actor, name: CommandName, input: object = {}): Decision<PlanEvent> {
    const command = safetyPlan.parse(name, input);
    return safetyPlan.decide(this.state, command, this.context(actor)) as Decision<PlanEvent>;
  }

  /** Decide and accept; a refusal is a fault of the test. */
  give(actor: Actor, name: CommandName, input: object = {}): this {
    const decision = this.ask(actor, name, input);
    if (decision.outcome === 'refused') throw new Error(`${name}: ${decision.refusal.code}`);
    this.before = this.state;
    this.last = decision;
    for (const { type, data } of decision.events) {
      this.version += 1;
      this.state = safetyPlan.evolve(this.state, {
        seq: this.version,
        type,
        at: this.now,
        actor: eventActor(actor),
        onBehalfOf: actor.kind === 'person' ? actor.onBehalfOf : undefined,
        data,
      }) as SafetyPlan;
    }
    // The schema says what each stage may hold; the rules must never leave it.
    SafetyPlan.parse(this.state);
    return this;
  }

  refusal(actor: Actor, name: CommandName, input: object = {}): Refusal | null {
    const decision = this.ask(actor, name, input);
    return decision.outcome === 'refused' ? decision.refusal : null;
  }

  code(actor: Actor, name: CommandName, input: object = {}): string {
    return this.refusal(actor, name, input)?.code ?? 'accepted';
  }

  get plan(): SafetyPlan {
    if (this.state === null) throw new Error('not opened yet');
    return this.state;
  }

  get types(): string[] {
    return (this.last?.events ?? []).map(({ type }) => type);
  }

  get tasks() {
    return safetyPlan.tasks(this.state);
  }

  get position() {
    return safetyPlan.track?.position(this.state) ?? null;
  }

  /** Let the state machine's clock run out: the moment of `dueAt`, then whatever `expire` asks for. */
  expire(): this {
    if (this.position === null) throw new Error('nothing to wait for');
    this.now = this.position.dueAt;
    const command = safetyPlan.track?.expire(this.state, this.now);
    return command ? this.give(timer, command.type as CommandName) : this;
  }
}

/** A plan on its way: each step is the least that leads to the next stage. */
export class PlanBuilder extends Bench {
  opened(input: object = {}): this {
    return this.give(chair, 'OpenPlan', { forum: FORUM, startsOn: '2026-11-01', months: 6, ...input });
  }

  inPrioritySetting(concerns = 2): this {
    this.opened();
    for (let n = 0; n < concerns; n++) this.give(member, 'AddConcern', aConcern);
    return this.give(chair, 'RecordBallots', { group: 'all', ballots: [{ first: 'C01' }] });
  }

  inActionPlanning(): this {
    return this.inPrioritySetting().give(chair, 'SetPriorities', {
      priorities: [{ concern: 'C01', goal: 'reduce', analysis: 'The lamps were stolen in 2017.' }],
    });
  }

  inSignature(action: object = {}): this {
    return this.inActionPlanning()
      .give(chair, 'PlanAction', { ...anAction, ...action })
      .give(chair, 'SubmitPlan');
  }

  inImplementation(action: object = {}): this {
    return this.inSignature(action)
      .give(commander, 'SignPlan')
      .give(field, 'SignPlan')
      .give(chair, 'SignPlan');
  }

  withReportedAction(): this {
    return this.inImplementation().give(owner, 'ReportActionDone', { action: 'A01', note: 'Lit.' });
  }

  inReview(): this {
    return this.withReportedAction()
      .give(commander, 'VerifyAction', { action: 'A01' })
      .give(chair, 'StartReview');
  }

  readyToClose(): this {
    return this.inReview()
      .give(field, 'RecordResult', { concern: 'C01', outcome: 'solved', note: 'The street is lit.' })
      .give(field, 'RecordReviewMeeting', aMeeting(this));
  }

  closed(): this {
    return this.readyToClose().give(chair, 'ClosePlan');
  }

  suspended(): this {
    return this.inReview().give(manager, 'Suspend', { reason: 'Roads are closed.' });
  }

  cancelled(): this {
    return this.inReview().give(manager, 'Cancel', { reason: 'The forum is dissolved.' });
  }

  superseded(): this {
    return this.inReview().give(chair, 'SupersedePlan', { reason: 'A new plan is needed.' });
  }
}

export const aMeeting = (bench: { now: Instant }) => ({
  heldOn: baghdadDate(bench.now),
  present: 20,
  women: 8,
  perception: 'safer',
  lessons: 'Ask the traders first.',
});

export const aPlan = (): PlanBuilder => new PlanBuilder();
