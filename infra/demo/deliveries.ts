import { EntryId } from '../../shared/kernel/ids.ts';
import { baghdadDate, type Instant } from '../../shared/kernel/time.ts';
import type { DemoApi } from './api.ts';
import { COMPUTERS, office } from './delivery-office.ts';
import type { DeliveryScript, Step } from './delivery-script.ts';
import { type Schedule, scheduleFrom } from './schedule.ts';

const COMMANDER = 'PE-QAYARA-COMMANDER';
const OFFICER = 'PE-QAYARA-OFFICER';
const LOGISTICS = 'PE-LOGISTICS-NINEWA';
const CENTRAL = 'PE-LOGISTICS-FEDERAL';
const FIELD = 'PE-IOM-NINEWA-1';
const MANAGER = 'PE-IOM-MANAGER-1';
const MINISTRY = 'PE-MOI-1';

const NINEWA = { governorate: 'IQG15', authority: 'federal', title: 'IOM Iraq' };
const WAREHOUSE = { kind: 'facility', id: 'FA-ERBIL-WAREHOUSE' };

const radio = (n: number) => ({
  id: `AS-RADIO-${n + 10}`,
  input: {
    class: 'communication',
    make: 'Motorola',
    model: 'DP4400e',
    serial: `871TXM50${String(n).padStart(2, '0')}`,
    holder: WAREHOUSE,
    ...NINEWA,
  },
});

const pickUp = (n: number) => ({
  id: `AS-PICKUP-${n}`,
  input: {
    class: 'vehicle',
    make: 'Toyota',
    model: 'Hilux',
    vin: `MR0FZ29G9012350${String(n).padStart(2, '0')}`,
    plate: `22 أ 1060${n}`,
    year: 2026,
    colour: 'white',
    odometer: 40 + n,
    keys: 2,
    kit: ['spare wheel', 'jack', 'first-aid box', 'fire extinguisher'],
    holder: WAREHOUSE,
    ...NINEWA,
  },
});

const camera = (n: number) => ({
  id: `AS-CAMERA-${n}`,
  input: {
    class: 'security',
    make: 'Hikvision',
    model: 'DS-2CD2143',
    serial: `F0410${n}77`,
    holder: WAREHOUSE,
    ...NINEWA,
  },
});

/** What the deliveries in Ninewa bring; registered and confirmed by two people long before. */
const goods = [...[1, 2, 3, 4].map(radio), ...[1, 2].map(pickUp), ...[1, 2, 3].map(camera), ...COMPUTERS];

const typed = { by: 'typed', reason: 'The screen could not be read in the sun.' };

const asked: readonly Step[] = [
  [
    77,
    COMMANDER,
    'AddLine',
    { kind: 'serialised', class: 'vehicle', what: 'Pick-up, double cabin', quantity: 2 },
  ],
  [
    77,
    COMMANDER,
    'AddLine',
    { kind: 'serialised', class: 'communication', what: 'Hand-held radio', quantity: 4 },
  ],
  [
    77,
    COMMANDER,
    'AddLine',
    { kind: 'quantity', class: 'furniture', what: 'Desk with chair', quantity: 10, measure: 'set' },
  ],
  [76, COMMANDER, 'SubmitRequest', {}],
  [74, MANAGER, 'ApproveRequest', { remarks: 'As planned for the third phase.' }],
  [73, MINISTRY, 'ApproveRequest', { letterNumber: '4417/2026' }],
  [70, LOGISTICS, 'AllocateAsset', { line: 'L01', assets: ['AS-PICKUP-1', 'AS-PICKUP-2'] }],
  [70, LOGISTICS, 'AllocateAsset', { line: 'L02', assets: [1, 2, 3, 4].map((n) => radio(n).id) }],
  [70, LOGISTICS, 'AllocateAsset', { line: 'L03', quantity: 10 }],
  ...['waybill', 'packing-list', 'registration', 'insurance'].map(
    (kind, n): Step => [69, LOGISTICS, 'AttachDocument', { kind, number: `NIN-2026-11${n}` }],
  ),
];

const sent = (schedule: Schedule): readonly Step[] => [
  [
    63,
    LOGISTICS,
    'Dispatch',
    {
      driver: 'Invented driver',
      waybill: 'NIN-2026-110',
      vehicle: '21 ب 77120',
      arriveOn: baghdadDate(schedule.at(62, 0)),
    },
  ],
  [63, LOGISTICS, 'RecordCheckpoint', { place: 'Makhmour junction' }],
  [62, LOGISTICS, 'RecordArrival', { place: 'Al-Qayara police station' }],
  [
    62,
    OFFICER,
    'RecordReceipt',
    { line: 'L01', assets: accepted(['AS-PICKUP-1', 'AS-PICKUP-2']), condition: 'new' },
  ],
  [62, OFFICER, 'RecordReceipt', { line: 'L02', assets: accepted([1, 2, 3, 4].map((n) => radio(n).id)) }],
  [
    61,
    OFFICER,
    'RecordReceipt',
    { line: 'L03', accepted: 9, rejected: 1, reason: 'One desk top is broken.' },
  ],
  [61, COMMANDER, 'ConfirmReceipt', {}],
  [
    56,
    MANAGER,
    'ResolveDiscrepancy',
    { discrepancy: 'X01', resolution: 'claim', note: 'The carrier pays.', claimNumber: 'CL-2026-8' },
  ],
];

const used: readonly Step[] = [
  [
    49,
    LOGISTICS,
    'RecordHandover',
    {
      place: 'Al-Qayara police station',
      ministry: 'UN-FEDERAL',
      given: { name: 'Firas Talal Najm', person: LOGISTICS, mark: typed },
      received: [
        { unit: 'UN-QAYARA-STATION', name: 'Commander of the station', person: COMMANDER, mark: typed },
      ],
      officers: [{ asset: radio(1).id, person: OFFICER }],
    },
  ],
  [
    14,
    FIELD,
    'RecordEndUseCheck',
    {
      place: 'Al-Qayara',
      observations: [
        { line: 'L01', present: 2, condition: 'good', use: 'as-stated' },
        { line: 'L02', present: 4, condition: 'good', use: 'as-stated' },
        { line: 'L03', present: 9, condition: 'worn', use: 'as-stated' },
      ],
    },
  ],
  [
    14,
    FIELD,
    'ReportFinding',
    { kind: 'no-upkeep', what: 'The log book of one pick-up was not kept.', line: 'L01' },
  ],
];

/** Handed over six weeks ago; one check is done, and what it found is being put right. */
const patrols = (schedule: Schedule): DeliveryScript => ({
  id: 'DL-QAYARA-PATROLS',
  openedBefore: 77,
  open: {
    purpose: 'Evening patrols of the community police in the market of Al-Qayara',
    unit: 'UN-QAYARA-STATION',
    forum: 'FO-QAYARA-1',
    grant: 'GR-NL',
  },
  steps: [...asked, ...sent(schedule), ...used],
});

/** Arrived; whoever tries the platform out as the officer of Al-Qayara counts it. */
const cameras = (schedule: Schedule): DeliveryScript => ({
  id: 'DL-QAYARA-CAMERAS',
  openedBefore: 28,
  open: {
    purpose: 'Cameras for the community police office and the crossroads beside it',
    unit: 'UN-QAYARA-STATION',
    forum: 'FO-QAYARA-1',
    grant: 'GR-CA',
  },
  steps: [
    [28, FIELD, 'AddLine', { kind: 'serialised', class: 'security', what: 'Camera', quantity: 3 }],
    [
      28,
      FIELD,
      'AddLine',
      { kind: 'quantity', class: 'technical', what: 'Cable', quantity: 300, measure: 'metre' },
    ],
    [27, FIELD, 'SubmitRequest', {}],
    [21, MANAGER, 'ApproveRequest', {}],
    [21, MINISTRY, 'ApproveRequest', { letterNumber: '4630/2026' }],
    [14, CENTRAL, 'AllocateAsset', { line: 'L01', assets: [1, 2, 3].map((n) => camera(n).id) }],
    [14, CENTRAL, 'AllocateAsset', { line: 'L02', quantity: 300 }],
    [14, CENTRAL, 'AttachDocument', { kind: 'waybill', number: 'NIN-2026-131' }],
    [14, CENTRAL, 'AttachDocument', { kind: 'packing-list', number: 'NIN-2026-131' }],
    [
      7,
      CENTRAL,
      'Dispatch',
      {
        driver: 'Invented driver',
        waybill: 'NIN-2026-131',
        vehicle: '21 ب 77120',
        arriveOn: baghdadDate(schedule.at(2, 0)),
      },
    ],
    [1, LOGISTICS, 'RecordArrival', { place: 'Al-Qayara police station' }],
  ],
});

/** Waits for IOM and the ministry of the Kurdistan Region. */
const duhok = (): DeliveryScript => ({
  id: 'DL-DUHOK-COMPUTERS',
  openedBefore: 7,
  open: {
    purpose: 'Computers for the reception desk of the community police',
    unit: 'UN-DUHOK-STATION',
    grant: 'GR-NL',
    office: 'FA-DUHOK-OFFICE',
  },
  steps: [
    [
      7,
      'PE-DUHOK-COMMANDER',
      'AddLine',
      { kind: 'serialised', class: 'technical', what: 'Computer', quantity: 4 },
    ],
    [6, 'PE-DUHOK-COMMANDER', 'SubmitRequest', {}],
  ],
});

function accepted(assets: readonly string[]) {
  return assets.map((asset) => ({ asset, outcome: 'accepted' }));
}

/** Four deliveries in four stages: monitored, ready to be signed for, just arrived, waiting for approval. */
export async function loadDeliveries(api: DemoApi, now: Instant): Promise<void> {
  const schedule = scheduleFrom(now);
  for (const { id, input } of goods) {
    const asset = EntryId.parse(id);
    await api.open('asset', asset, input, schedule.at(90, 0));
    await api.command('asset', asset, 'ConfirmIntake', {}, EntryId.parse(LOGISTICS), schedule.at(89, 0));
  }
  for (const story of [patrols, office, cameras, duhok]) {
    const { id: name, openedBefore, open, steps } = story(schedule);
    const id = EntryId.parse(name);
    await api.open('delivery', id, open, schedule.at(openedBefore, 0));
    for (const [n, [daysBefore, as, command, input]] of steps.entries())
      await api.command('delivery', id, command, input, EntryId.parse(as), schedule.at(daysBefore, n + 1));
  }
}
