import {
  type Actor,
  eventActor,
  type PersonActor,
  type Role,
  type Scope,
} from '../../../shared/kernel/actor.ts';
import type { Calendar } from '../../../shared/kernel/calendar.ts';
import type { Acceptance, Decision, Refusal } from '../../../shared/kernel/decision.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { addDays, addMonths, baghdadDate, type Instant, startOfDay } from '../../../shared/kernel/time.ts';
import { OfficeBuild } from '../../../workflows/office-build/case.ts';
import type { CommandName } from '../../../workflows/office-build/commands.ts';
import type { BuildEvent } from '../../../workflows/office-build/events.ts';
import { CONSTRUCTION, rowOf } from '../../../workflows/office-build/templates.ts';
import { officeBuild } from '../../../workflows/office-build/track.ts';
import type { WorkType } from '../../../workflows/office-build/vocabulary.ts';
import type { Context, Loaded } from '../../../workflows/track.ts';

/** A Sunday, 12:15 in Baghdad. */
export const START = '2026-11-01T09:15:00.000Z';
export const id = (text: string) => EntryId.parse(text);
export const BUILD = id('OB-1');
export const FORUM = id('FO-MOSUL-1');
export const UNIT = id('UN-MOSUL');
export const STATION = id('FA-MOSUL-STATION');
export const DISTRICT = id('PL-IQG15Q05');
export const CONTRACT = id('CO-1');
export const DELIVERY = id('DL-1');
export const NINEWA = 'IQG15';
export const HASH = 'a'.repeat(64);
/** Coordinates of domain DF-53, approximate. */
export const MOSUL = { lat: 36.34, lon: 43.13 };
const names = (en: string) => ({ en, ar: en, ckb: en });

/** So many km north of a point, on the sphere the rule measures on. */
export const north = (km: number, { lat, lon } = MOSUL) => ({
  lat: lat + (km / 6371.0088) * (180 / Math.PI),
  lon,
});

export const person = (
  name: string,
  ...assignments: readonly { role: Role; scope: Scope }[]
): PersonActor & { as: (other: PersonActor) => PersonActor } => {
  const actor: PersonActor = {
    kind: 'person',
    id: id(`PE-${name.toUpperCase()}`),
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

const governorate: Scope = { kind: 'governorate', id: NINEWA };
const programme: Scope = { kind: 'programme' };
const ministry = (authority: 'federal' | 'krg'): { role: Role; scope: Scope } => ({
  role: 'ministry',
  scope: { kind: 'directorate', id: authority },
});

export const chair = person('chair', { role: 'chair', scope: { kind: 'forum', id: FORUM } });
export const member = person('member', { role: 'member', scope: { kind: 'forum', id: FORUM } });
export const commander = person('commander', { role: 'commander', scope: { kind: 'unit', id: UNIT } });
export const field = person('field', { role: 'iom-field', scope: governorate });
export const field2 = person('field2', { role: 'iom-field', scope: governorate });
export const engineer = person('engineer', { role: 'engineer', scope: governorate });
export const manager = person('manager', { role: 'iom-manager', scope: programme });
export const manager2 = person('manager2', { role: 'iom-manager', scope: programme });
export const federal = person('federal', ministry('federal'));
export const federal2 = person('federal2', ministry('federal'));
export const krg = person('krg', ministry('krg'));
export const contractor = person('contractor', {
  role: 'contractor',
  scope: { kind: 'contract', id: CONTRACT },
});
export const stranger = person('stranger');
export const timer: Actor = { kind: 'timer' };
export const system: Actor = { kind: 'system', job: 'test' };

const FORUM_ENTRY = {
  name: names('Mosul 1'),
  governorate: NINEWA,
  district: DISTRICT,
  authority: 'federal',
  status: 'established',
  unit: UNIT as EntryId | null,
  office: null as EntryId | null,
  coordinates: north(3),
};
export const UNIT_ENTRY = {
  hold: null as object | null,
  assessment: { id: 'DD-1', validUntil: '2030-12-31' } as object | null,
};
const place = (authority: string) => ({
  level: 'district',
  governorate: NINEWA,
  authority: [{ authority, from: '2005-10-15' }],
});
export const facility = (kind: string, changes: object = {}) => ({
  kind,
  coordinates: MOSUL,
  forums: [],
  reserved: [],
  ...changes,
});

export const aSite = {
  workType: 'annex',
  name: names('Mosul Community Police Office'),
  district: DISTRICT,
  parent: STATION,
  coordinates: MOSUL,
  letterNumber: '12/2026',
  letterDate: '2026-10-28',
};
export const usd = (amount: string) => ({ amount, currency: 'USD' });
export const aDesign = { budget: usd('100000.00'), drawings: [HASH], billOfQuantities: [HASH] };
export const aContract = {
  contractor: 'Tigris Builders',
  number: 'C-17',
  amount: usd('90000.00'),
  workingDays: 120,
  retention: 10,
  contract: CONTRACT,
};
export const ACCESS = [
  'step-free-entrance',
  'private-interview-room',
  'womens-room',
  'waiting-area',
  'signs-in-local-languages',
];
export const aSnag = { text: 'The door of the interview room does not close.', severity: 'minor' };

/** A case under test: give it commands and look at what became of it. Rules only, no store. */
class Bench {
  state: OfficeBuild | null = null;
  now: Instant = START;
  version = 0;
  calendar: Calendar = { holidays: {} };
  id: EntryId = BUILD;
  readonly entries = new Map<string, Loaded>();
  readonly unknownKinds = new Set<string>();
  /** Everything the last accepted command asked for. */
  last: Acceptance<BuildEvent> | null = null;

  constructor() {
    this.register('forum', FORUM, FORUM_ENTRY);
    this.register('unit', UNIT, UNIT_ENTRY);
    this.register('place', DISTRICT, place('federal'));
    this.register('facility', STATION, facility('station'));
    for (const one of [federal, federal2, krg, field, manager])
      this.register('person', one.id, { status: 'active', assignments: one.assignments });
  }

  register(kind: string, entry: EntryId, state: unknown): this {
    this.entries.set(`${kind}#${entry}`, { kind, id: entry, version: 1, state });
    return this;
  }

  /** A forum so many km from Mosul. */
  forum(entry: string, km: number, changes: object = {}): this {
    return this.register('forum', id(entry), {
      ...FORUM_ENTRY,
      name: names(entry),
      coordinates: north(km),
      ...changes,
    });
  }

  governedBy(authority: string): this {
    this.register('forum', FORUM, { ...FORUM_ENTRY, authority });
    return this.register('place', DISTRICT, place(authority));
  }

  at(now: Instant): this {
    this.now = now;
    return this;
  }

  /** Noon, so many days on. */
  later(days: number): this {
    return this.at(
      new Date(Date.parse(startOfDay(addDays(baghdadDate(this.now), days))) + 12 * 3_600_000).toISOString(),
    );
  }

  context(actor: Actor): Context {
    return {
      now: this.now,
      today: baghdadDate(this.now),
      actor,
      calendar: this.calendar,
      id: this.id,
      version: this.version,
      freshId: (prefix, n = 0) => id(`${prefix}-FRESH${n}`),
      entry: (kind, entry) => this.entries.get(`${kind}#${entry}`),
      knows: (kind) => !this.unknownKinds.has(kind),
    };
  }

  /** Decide without accepting. */
  ask(actor: Actor, name: CommandName, input: object = {}): Decision<BuildEvent> {
    const command = officeBuild.parse(name, input);
    return officeBuild.decide(this.state, command, this.context(actor)) as Decision<BuildEvent>;
  }

  /** Decide and accept; a refusal is a fault of the test. */
  give(actor: Actor, name: CommandName, input: object = {}): this {
    const decision = this.ask(actor, name, input);
    if (decision.outcome === 'refused') throw new Error(`${name}: ${decision.refusal.code}`);
    this.last = decision;
    for (const { type, data } of decision.events) {
      this.version += 1;
      this.state = officeBuild.evolve(this.state, {
        seq: this.version,
        type,
        at: this.now,
        actor: eventActor(actor),
        onBehalfOf: actor.kind === 'person' ? actor.onBehalfOf : undefined,
        data,
      }) as OfficeBuild;
    }
    // The schema says what each stage may hold; the rules must never leave it.
    OfficeBuild.parse(this.state);
    return this;
  }

  refusal(actor: Actor, name: CommandName, input: object = {}): Refusal | null {
    const decision = this.ask(actor, name, input);
    return decision.outcome === 'refused' ? decision.refusal : null;
  }

  code(actor: Actor, name: CommandName, input: object = {}): string {
    return this.refusal(actor, name, input)?.code ?? 'accepted';
  }

  get build(): OfficeBuild {
    if (this.state === null) throw new Error('not opened yet');
    return this.state;
  }

  get types(): string[] {
    return (this.last?.events ?? []).map(({ type }) => type);
  }

  get tasks() {
    return officeBuild.tasks(this.state);
  }

  get position() {
    return officeBuild.track?.position(this.state) ?? null;
  }

  /** Let the state machine's clock run out: the moment of `dueAt`, then whatever `expire` asks for. */
  expire(): this {
    if (this.position === null) throw new Error('nothing to wait for');
    this.now = this.position.dueAt;
    const command = officeBuild.track?.expire(this.state, this.now);
    return command ? this.give(timer, command.type as CommandName) : this;
  }
}

/** A build on its way: each step is the least that leads to the next stage. */
export class BuildBuilder extends Bench {
  opened(input: object = {}): this {
    return this.give(field, 'OpenBuild', { forum: FORUM, purpose: 'An office for Mosul', ...input });
  }

  sited(site: object = {}): this {
    return this.opened()
      .give(field, 'ChooseSite', { ...aSite, ...site })
      .give(field, 'AssignForum', { forum: FORUM });
  }

  inApproval(site: object = {}): this {
    return this.sited(site).give(field, 'SubmitSite', aDesign);
  }

  inContracting(site: object = {}): this {
    this.inApproval(site)
      .give(manager, 'ApproveSite')
      .give(this.ministries[0] ?? federal, 'ApproveSite');
    for (const other of this.ministries.slice(1)) this.give(other, 'ApproveSite');
    return this;
  }

  get ministries(): PersonActor[] {
    const { authority } = this.build;
    if (authority === 'joint') return [federal, krg];
    return authority === 'krg' ? [krg] : [federal];
  }

  withContract(contract: object = {}): this {
    this.give(manager2, 'RecordContract', { ...aContract, ...contract }).give(manager, 'ApproveContract');
    for (const one of this.ministries) this.give(one, 'ApproveContract');
    return this;
  }

  inConstruction(site: object = {}): this {
    return this.inContracting(site).withContract().give(engineer, 'HandOverSite');
  }

  submitted(code = 'M06'): this {
    return this.give(contractor, 'SubmitMilestone', this.proofOf(code));
  }

  inspected(code = 'M06'): this {
    return this.submitted(code).give(engineer, 'InspectMilestone', { milestone: code, passed: true });
  }

  passed(code = 'M06', payment?: string): this {
    this.inspected(code);
    const paid = payment === undefined ? {} : { payment: usd(payment) };
    for (const one of this.ministries) this.give(one, 'ApproveMilestone', { milestone: code, ...paid });
    return this;
  }

  proofOf(milestone: string) {
    const evidence = rowOf(this.build.site?.workType as WorkType, milestone)?.evidence ?? [];
    return { milestone, evidence: evidence.map((kind) => ({ kind, files: [HASH] })) };
  }

  inProvisionalAcceptance(site: object = {}): this {
    this.inConstruction(site);
    for (const code of CONSTRUCTION) this.passed(code, '10000.00');
    return this;
  }

  accepted(): this {
    this.give(manager, 'AcceptProvisionally', { access: ACCESS });
    for (const one of this.ministries) this.give(one, 'AcceptProvisionally', { access: ACCESS });
    return this;
  }

  inDefectsPeriod(site: object = {}): this {
    return this.inProvisionalAcceptance(site).accepted();
  }

  inFinalAcceptance(site: object = {}): this {
    this.inDefectsPeriod(site).give(field, 'RecordOpening', { on: baghdadDate(this.now) });
    const taken = this.build.taken?.on ?? '';
    for (const month of [1, 6, 11])
      this.at(startOfDay(addMonths(taken, month))).give(engineer, 'RecordPeriodCheck', {
        month,
        outcome: 'in-order',
        note: 'In use every day.',
      });
    return this.expire();
  }

  closed(): this {
    this.inFinalAcceptance().give(manager, 'AcceptFinally');
    for (const one of this.ministries) this.give(one, 'AcceptFinally');
    return this;
  }
}

export const aBuild = (): BuildBuilder => new BuildBuilder();
