import type { House } from './house.ts';
import { idOf, NAMED } from './people.ts';

/** Where something stands and whom it names, written down by hand: nothing is asked of the product's own rules. */
export interface Fixture {
  readonly collection: string;
  readonly id: string;
  readonly place: {
    readonly forums?: readonly string[];
    readonly unit?: string;
    readonly contract?: string;
    readonly governorate?: string;
    readonly authority?: string;
  };
  /** For whom a command is meant by name; `read`: whoever may read it for that reason. */
  readonly named?: Readonly<Record<string, readonly string[]>>;
  /** In no list, whoever asks. */
  readonly isUnlisted?: true;
}

const QAYARA = { unit: 'UN-QAYARA-STATION', governorate: 'IQG15', authority: 'federal' };
const DUHOK = { unit: 'UN-DUHOK-STATION', governorate: 'IQG09', authority: 'krg' };
const MEMBER = idOf('member', 'forum', 'own');
const STORE = idOf('logistics-central', 'directorate', 'own');
const owner = [NAMED];

export const fixtures: readonly Fixture[] = [
  {
    collection: 'safety-plans',
    id: 'SP-T-NEW',
    place: { ...QAYARA, forums: ['FO-QAYARA-1'] },
    named: { Withdraw: [MEMBER] },
  },
  { collection: 'safety-plans', id: 'SP-QAYARA-2', place: { ...QAYARA, forums: ['FO-QAYARA-2'] } },
  {
    collection: 'safety-plans',
    id: 'SP-DUHOK',
    place: { ...DUHOK, forums: ['FO-DUHOK'] },
    named: {
      read: owner,
      ReportProgress: owner,
      ReportBlocked: owner,
      ReportActionDone: owner,
      RequestSupport: owner,
      HandOverPost: owner,
    },
  },
  { collection: 'deliveries', id: 'DL-QAYARA-PATROLS', place: { ...QAYARA, forums: ['FO-QAYARA-1'] } },
  { collection: 'deliveries', id: 'DL-DUHOK-COMPUTERS', place: DUHOK },
  {
    collection: 'office-builds',
    id: 'OB-QAYARA',
    place: { ...QAYARA, forums: ['FO-QAYARA-1', 'FO-QAYARA-2'], contract: 'CO-DEMO-1' },
  },
  { collection: 'assets', id: 'AS-VEHICLE-1', place: QAYARA },
  { collection: 'assets', id: 'AS-VEHICLE-3', place: DUHOK },
  {
    collection: 'assets',
    id: 'AS-T-HELD',
    place: { governorate: 'IQG15', authority: 'federal' },
    named: {
      read: owner,
      TransferCustody: owner,
      ReportDamage: owner,
      ReportLoss: owner,
      RecordRecovery: owner,
      AttachFile: owner,
    },
  },
  {
    collection: 'asset-imports',
    id: 'IM-T',
    place: { governorate: 'IQG15', authority: 'federal' },
    named: { read: [STORE] },
  },
  { collection: 'forums', id: 'FO-QAYARA-1', place: { ...QAYARA, forums: ['FO-QAYARA-1'] } },
  { collection: 'units', id: 'UN-QAYARA-STATION', place: QAYARA },
  { collection: 'facilities', id: 'FA-QAYARA-STATION', place: QAYARA },
  { collection: 'places', id: 'PL-IQG15', place: { governorate: 'IQG15', authority: 'federal' } },
  {
    collection: 'people',
    id: NAMED,
    place: {},
    named: { ChangeContact: owner, AppointSubstitute: owner, EndSubstitute: owner },
  },
  { collection: 'calendars', id: 'CA-FEDERAL', place: { authority: 'federal' } },
  { collection: 'grants', id: 'GR-NL', place: {} },
  { collection: 'due-diligence-assessments', id: 'DD-QAYARA-1', place: QAYARA },
  { collection: 'certificate-books', id: 'CB-FEDERAL', place: { authority: 'federal' } },
  { collection: 'recurrence-watches', id: 'RW-T', place: { ...QAYARA, forums: ['FO-QAYARA-1'] } },
  {
    collection: 'protected-concerns',
    id: 'PC-T',
    place: {},
    named: { read: [NAMED], RecordReferral: [NAMED] },
    isUnlisted: true,
  },
];

/** A place that is Al-Qayara's, for what is opened there; each is refused by a rule, so that nothing comes of it. */
export const openings: Readonly<
  Record<string, { readonly place: Fixture['place']; readonly input: object }>
> = {
  'safety-plans': {
    place: { ...QAYARA, forums: ['FO-QAYARA-1'] },
    input: { forum: 'FO-QAYARA-1', startsOn: '2026-12-17', months: 6 },
  },
  deliveries: {
    place: { ...QAYARA, forums: ['FO-QAYARA-1'] },
    input: { purpose: 'x', unit: QAYARA.unit, forum: 'FO-QAYARA-1', plan: 'SP-NONE' },
  },
  'office-builds': {
    place: { ...QAYARA, forums: ['FO-QAYARA-1'] },
    input: { purpose: 'x', forum: 'FO-QAYARA-1', plan: 'SP-NONE', action: 'A01' },
  },
  assets: {
    place: QAYARA,
    input: {
      class: 'vehicle',
      make: 'x',
      model: 'x',
      holder: { kind: 'unit', id: QAYARA.unit },
      title: 'x',
      governorate: 'IQG15',
      authority: 'federal',
    },
  },
  'asset-imports': {
    place: { governorate: 'IQG15', authority: 'federal' },
    input: {
      name: 'x',
      file: 'a'.repeat(64),
      holder: { kind: 'facility', id: 'FA-NONE' },
      title: 'x',
      governorate: 'IQG15',
      authority: 'federal',
    },
  },
  forums: {
    place: { governorate: 'IQG15', authority: 'federal' },
    input: {
      name: { en: 'x', ar: 'x', ckb: 'x' },
      governorate: 'IQG15',
      district: 'PL-NONE',
      authority: 'federal',
      establishedBy: 'iom',
    },
  },
  facilities: {
    place: QAYARA,
    input: {
      name: { en: 'x', ar: 'x', ckb: 'x' },
      kind: 'station',
      governorate: 'IQG15',
      authority: 'federal',
      coordinates: { lat: 36, lon: 43 },
      parent: 'FA-NONE',
      unit: QAYARA.unit,
    },
  },
  units: {
    place: {},
    input: {
      name: { en: 'x', ar: 'x', ckb: 'x' },
      kind: 'station',
      parent: 'UN-NONE',
      governorate: 'IQG15',
      authority: 'federal',
    },
  },
  places: { place: {}, input: {} },
  people: {
    place: {},
    input: {
      name: { given: 'x', father: 'x', display: 'x' },
      duty: { en: 'x', ar: 'x', ckb: 'x' },
      language: 'ar',
      phone: 'none',
    },
  },
  calendars: { place: {}, input: {} },
  grants: {
    place: {},
    input: {
      title: { en: 'x', ar: 'x', ckb: 'x' },
      donor: 'x',
      aliases: [],
      amount: null,
      from: '2026-02-01',
      until: '2026-01-01',
      phase: 'x',
    },
  },
  'due-diligence-assessments': {
    place: {},
    input: {
      unit: QAYARA.unit,
      outcome: 'low-risk',
      mitigation: null,
      validFrom: '2026-02-01',
      validUntil: '2026-01-01',
    },
  },
  'certificate-books': { place: {}, input: {} },
  'recurrence-watches': { place: {}, input: {} },
  'protected-concerns': {
    place: { ...QAYARA, forums: ['FO-QAYARA-1'] },
    input: { forum: 'FO-QAYARA-1', class: 'trafficking', text: 'x' },
  },
};

/** Opens whatever the demonstration does not have, and names somebody where a person can be named. */
export async function furnish(house: House): Promise<void> {
  await house.open(
    'safety-plan',
    'SP-T-NEW',
    { forum: 'FO-QAYARA-1', startsOn: '2026-12-01', months: 6 },
    MEMBER,
  );
  await house.give('SP-DUHOK', 'ReassignAction', { action: 'A03', owner: NAMED, reason: 'test' });
  const held = { governorate: 'IQG15', authority: 'federal', title: 'IOM' };
  const chair = { class: 'furniture', make: 'x', model: 'x', holder: { kind: 'person', id: NAMED }, ...held };
  await house.open('asset', 'AS-T-HELD', chair);
  const { sha256 } = await house.workplace.attachments.put(
    new TextEncoder().encode('list'),
    'application/pdf',
  );
  const list = { name: 'list', file: sha256, holder: { kind: 'unit', id: QAYARA.unit }, ...held };
  await house.open('asset-import', 'IM-T', list, STORE);
  const watch = { forum: 'FO-QAYARA-1', plan: 'SP-QAYARA-2', afterDays: 60 };
  await house.open('recurrence-watch', 'RW-T', watch);
  const concern = { forum: 'FO-QAYARA-1', class: 'trafficking', text: 'CANARY' };
  await house.open('protected-concern', 'PC-T', concern);
  await house.give('PC-T', 'GrantAccess', { person: NAMED, until: '2027-01-31', reason: 'test' });
}
