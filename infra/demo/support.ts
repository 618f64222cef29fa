import { addDays, addMonths, type CalendarDate } from '../../shared/kernel/time.ts';

/** A clean assessment of a unit for which an office is built. */
const lowRisk = (unit: string, today: CalendarDate) => ({
  id: `DD-${unit}-1`,
  input: {
    unit: `UN-${unit}`,
    outcome: 'low-risk',
    mitigation: null,
    validFrom: addMonths(today, -3),
    validUntil: addMonths(today, 9),
    assessor: 'PE-IOM-MANAGER-1',
  },
});

/** Due diligence on the units that receive something; that of Ramadi runs out within the month (tracks 0.10, G-09). */
export const assessmentEntries = (today: CalendarDate) => [
  {
    id: 'DD-QAYARA-1',
    input: {
      unit: 'UN-QAYARA-STATION',
      outcome: 'medium-risk',
      mitigation: 'Human-rights training for all officers of the station; complaints box read by the forum.',
      validFrom: addMonths(today, -4),
      validUntil: addMonths(today, 8),
      assessor: 'PE-IOM-MANAGER-1',
    },
  },
  {
    id: 'DD-RAMADI-1',
    input: {
      unit: 'UN-RAMADI-STATION',
      outcome: 'low-risk',
      mitigation: null,
      validFrom: addDays(addMonths(today, -12), 21),
      validUntil: addDays(today, 20),
      assessor: 'PE-IOM-MANAGER-2',
    },
  },
  lowRisk('FALLUJAH-STATION', today),
  lowRisk('KHALIS-STATION', today),
  lowRisk('TIKRIT-STATION', today),
  lowRisk('FEDERAL', today),
  {
    id: 'DD-DUHOK-1',
    input: {
      unit: 'UN-DUHOK-STATION',
      outcome: 'low-risk',
      mitigation: null,
      validFrom: addMonths(today, -2),
      validUntil: addMonths(today, 10),
      assessor: 'PE-IOM-MANAGER-1',
    },
  },
];

const NINEWA = { governorate: 'IQG15', authority: 'federal', title: 'IOM Iraq' };
const DUHOK = { governorate: 'IQG09', authority: 'krg', title: 'IOM Iraq' };
const unit = (id: string) => ({ kind: 'unit', id });

/** Vehicles and technical, security and communication equipment (SF-60); numbers are invented. */
export const assetEntries = [
  {
    id: 'AS-VEHICLE-1',
    by: 'PE-LOGISTICS-FEDERAL',
    input: {
      class: 'vehicle',
      make: 'Toyota',
      model: 'Land Cruiser',
      vin: 'JTEBX3FJ8K5123456',
      plate: '22 أ 10451',
      holder: unit('UN-QAYARA-STATION'),
      ...NINEWA,
    },
  },
  {
    id: 'AS-VEHICLE-2',
    by: 'PE-LOGISTICS-FEDERAL',
    input: {
      class: 'vehicle',
      make: 'Toyota',
      model: 'Hilux',
      vin: 'MR0FZ29G901234567',
      plate: '22 أ 10452',
      holder: unit('UN-MOSUL-STATION'),
      ...NINEWA,
    },
  },
  {
    id: 'AS-VEHICLE-3',
    by: 'PE-LOGISTICS-KRG',
    input: {
      class: 'vehicle',
      make: 'Toyota',
      model: 'Hilux',
      vin: 'MR0FZ29G901234568',
      plate: '24 د 20118',
      holder: unit('UN-DUHOK-STATION'),
      ...DUHOK,
    },
  },
  {
    id: 'AS-RADIO-1',
    by: 'PE-LOGISTICS-FEDERAL',
    input: {
      class: 'communication',
      make: 'Motorola',
      model: 'DP4400e',
      serial: '871TXK4410',
      holder: unit('UN-QAYARA-STATION'),
      ...NINEWA,
    },
  },
  {
    id: 'AS-RADIO-2',
    by: 'PE-LOGISTICS-FEDERAL',
    input: {
      class: 'communication',
      make: 'Motorola',
      model: 'DP4400e',
      serial: '871TXK4411',
      holder: unit('UN-QAYARA-STATION'),
      ...NINEWA,
    },
  },
  {
    id: 'AS-COMPUTER-1',
    by: 'PE-LOGISTICS-KRG',
    input: {
      class: 'technical',
      make: 'Lenovo',
      model: 'ThinkCentre M70s',
      serial: 'PF3XB7Q2',
      holder: unit('UN-DUHOK-STATION'),
      ...DUHOK,
    },
  },
];

/** The last radio still waits for somebody to confirm its intake. */
export const intakeEntries = [
  { id: 'AS-VEHICLE-1', by: 'PE-LOGISTICS-NINEWA' },
  { id: 'AS-VEHICLE-2', by: 'PE-LOGISTICS-NINEWA' },
  { id: 'AS-VEHICLE-3', by: 'PE-IOM-MANAGER-1' },
  { id: 'AS-RADIO-1', by: 'PE-LOGISTICS-NINEWA' },
  { id: 'AS-COMPUTER-1', by: 'PE-IOM-MANAGER-1' },
];
