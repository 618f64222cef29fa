import { baghdadDate } from '../../shared/kernel/time.ts';
import type { DeliveryScript, Step } from './delivery-script.ts';
import type { Schedule } from './schedule.ts';

const COMMANDER = 'PE-QAYARA-COMMANDER';
const OFFICER = 'PE-QAYARA-OFFICER';
const LOGISTICS = 'PE-LOGISTICS-NINEWA';

const computer = (n: number) => ({
  id: `AS-DESK-COMPUTER-${n}`,
  input: {
    class: 'technical',
    make: 'Lenovo',
    model: 'ThinkCentre M70q',
    serial: `PF4X7Q0${n}`,
    holder: { kind: 'facility', id: 'FA-ERBIL-WAREHOUSE' },
    title: 'IOM Iraq',
    grant: 'GR-NL',
    governorate: 'IQG15',
    authority: 'federal',
  },
});

export const COMPUTERS = [1, 2, 3].map(computer);

const prepared: readonly Step[] = [
  [
    40,
    COMMANDER,
    'AddLine',
    {
      kind: 'serialised',
      class: 'technical',
      what: 'Computer',
      quantity: 3,
      unitValue: { amount: '780.00', currency: 'EUR' },
    },
  ],
  [
    40,
    COMMANDER,
    'AddLine',
    { kind: 'quantity', class: 'furniture', what: 'Filing cabinet', quantity: 4, measure: 'piece' },
  ],
  [39, COMMANDER, 'SubmitRequest', {}],
  [35, 'PE-IOM-MANAGER-1', 'ApproveRequest', {}],
  [34, 'PE-MOI-1', 'ApproveRequest', { letterNumber: '4598/2026' }],
  [20, LOGISTICS, 'AllocateAsset', { line: 'L01', assets: COMPUTERS.map(({ id }) => id) }],
  [20, LOGISTICS, 'AllocateAsset', { line: 'L02', quantity: 4 }],
  [20, LOGISTICS, 'AttachDocument', { kind: 'waybill', number: 'NIN-2026-127' }],
  [20, LOGISTICS, 'AttachDocument', { kind: 'packing-list', number: 'NIN-2026-127' }],
];

const counted: readonly Step[] = [
  [2, LOGISTICS, 'RecordArrival', { place: 'Al-Qayara community police office' }],
  [
    1,
    OFFICER,
    'RecordReceipt',
    { line: 'L01', assets: COMPUTERS.map(({ id }) => ({ asset: id, outcome: 'accepted' })) },
  ],
  [1, OFFICER, 'RecordReceipt', { line: 'L02', accepted: 4 }],
  [1, COMMANDER, 'ConfirmReceipt', {}],
];

/** Counted yesterday: whoever tries the platform out holds the ceremony and signs with the finger. */
export const office = (schedule: Schedule): DeliveryScript => ({
  id: 'DL-QAYARA-OFFICE',
  openedBefore: 41,
  open: {
    purpose: 'Desk of the community police in Al-Qayara',
    unit: 'UN-QAYARA-STATION',
    forum: 'FO-QAYARA-1',
    grant: 'GR-NL',
  },
  steps: [
    ...prepared,
    [
      3,
      LOGISTICS,
      'Dispatch',
      {
        driver: 'Invented driver',
        waybill: 'NIN-2026-127',
        vehicle: '21 ب 77120',
        arriveOn: baghdadDate(schedule.at(2, 0)),
      },
    ],
    ...counted,
  ],
});
