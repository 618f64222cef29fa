import { EntryId } from '../../shared/kernel/ids.ts';
import type { Instant } from '../../shared/kernel/time.ts';
import type { DemoApi } from './api.ts';
import { demoPage } from './builds.ts';
import { scheduleFrom } from './schedule.ts';

interface Office {
  readonly slug: string;
  readonly town: string;
  readonly governorate: string;
  readonly authority: 'federal' | 'krg' | 'joint';
  readonly plate: string;
  /** Confirms the intake. */
  readonly keeper: string;
}

/** Stations whose community police offices are named in the sources (SF-60, SF-63). */
const OFFICES: readonly Office[] = [
  {
    slug: 'MOSUL',
    town: 'Mosul',
    governorate: 'IQG15',
    authority: 'federal',
    plate: '22 ب',
    keeper: 'NINEWA',
  },
  {
    slug: 'RAMADI',
    town: 'Ramadi',
    governorate: 'IQG01',
    authority: 'federal',
    plate: '12 أ',
    keeper: 'ANBAR',
  },
  {
    slug: 'FALLUJAH',
    town: 'Fallujah',
    governorate: 'IQG01',
    authority: 'federal',
    plate: '12 ب',
    keeper: 'ANBAR',
  },
  {
    slug: 'KHALIS',
    town: 'Al-Khalis',
    governorate: 'IQG10',
    authority: 'federal',
    plate: '17 أ',
    keeper: 'DIYALA',
  },
  {
    slug: 'TIKRIT',
    town: 'Tikrit',
    governorate: 'IQG16',
    authority: 'federal',
    plate: '19 أ',
    keeper: 'SALAH-AL-DIN',
  },
  {
    slug: 'ADHAMIYA',
    town: 'Al-Adhamiya',
    governorate: 'IQG08',
    authority: 'federal',
    plate: '11 ج',
    keeper: 'BAGHDAD',
  },
  { slug: 'KIFRI', town: 'Kifri', governorate: 'IQG10', authority: 'joint', plate: '17 ب', keeper: 'DIYALA' },
  { slug: 'DUHOK', town: 'Duhok', governorate: 'IQG09', authority: 'krg', plate: '24 ب', keeper: 'DUHOK' },
];

/** A vehicle, a computer, a camera and a radio; every number is invented. */
const rowsOf = ({ plate }: Office, n: number) => [
  {
    row: 4,
    class: 'vehicle',
    make: 'Toyota',
    model: 'Hilux',
    vin: `MR0FZ29G9017700${n}0`,
    plate: `${plate} 3021${n}`,
  },
  { row: 5, class: 'technical', make: 'Lenovo', model: 'ThinkCentre M70s', serial: `PF4TA0${n}8` },
  { row: 6, class: 'security', make: 'Hikvision', model: 'DS-2CD2143', serial: `F0520${n}31` },
  { row: 7, class: 'communication', make: 'Motorola', model: 'DP4400e', serial: `871TXN70${n}0` },
];

/** What each office got, by the list that came with it: imported by one person, counted at the place by another. */
export async function loadEquipment(api: DemoApi, now: Instant): Promise<void> {
  const schedule = scheduleFrom(now);
  for (const [n, office] of OFFICES.entries()) {
    const { slug, town, governorate, authority, keeper } = office;
    const id = EntryId.parse(`IM-${slug}`);
    const central = EntryId.parse(`PE-LOGISTICS-${authority === 'krg' ? 'KRG' : 'FEDERAL'}`);
    const file = await api.attach(demoPage(`Packing list ${town}`), 'application/pdf');
    const list = {
      name: `Packing list, office of ${town}`,
      file,
      holder: { kind: 'unit', id: `UN-${slug}-STATION` },
      title: 'IOM Iraq',
      governorate,
      authority,
    };
    await api.open('asset-import', id, list, schedule.at(100, n * 4));
    await api.command(
      'asset-import',
      id,
      'StageRows',
      { rows: rowsOf(office, n) },
      central,
      schedule.at(100, n * 4 + 1),
    );
    await api.command('asset-import', id, 'ConfirmImport', {}, central, schedule.at(100, n * 4 + 2));
    const counter = EntryId.parse(`PE-LOGISTICS-${keeper}`);
    await api.command('asset-import', id, 'ConfirmIntakes', {}, counter, schedule.at(98, n * 4 + 3));
  }
}
