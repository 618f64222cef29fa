import type { Role, Scope } from '../../../shared/kernel/actor.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import type { Delivery } from '../../../workflows/delivery/case.ts';
import { Delivery as Schema } from '../../../workflows/delivery/case.ts';
import { delivery } from '../../../workflows/delivery/track.ts';
import type { Asset } from '../../../workflows/register/asset/asset.ts';
import { chainFault } from '../../../workflows/register/asset/asset.ts';
import { registerKinds } from '../../../workflows/register/kinds.ts';
import { safetyPlan } from '../../../workflows/safety-plan/track.ts';
import { Paper } from '../../support/paper.ts';

export const DL = 'DL-1';
const names = (en: string) => ({ en, ar: `${en} ع`, ckb: `${en} ک` });

const id = (text: string) => EntryId.parse(text);
const ninewa: Scope = { kind: 'governorate', id: 'IQG15' };
const qayara: Scope = { kind: 'unit', id: id('UN-QAYARA') };

/** Everybody of a delivery in Ninewa; names say what they are. */
const PEOPLE: readonly [string, Role, Scope][] = [
  ['PE-CHAIR', 'chair', { kind: 'forum', id: id('FO-1') }],
  ['PE-COMMANDER', 'commander', qayara],
  ['PE-OFFICER', 'officer', qayara],
  ['PE-OFFICER-2', 'officer', qayara],
  ['PE-LOGISTICS', 'logistics', ninewa],
  ['PE-STORE', 'logistics', ninewa],
  ['PE-CENTRAL', 'logistics-central', { kind: 'directorate', id: 'federal' }],
  ['PE-FIELD', 'iom-field', ninewa],
  ['PE-MANAGER', 'iom-manager', { kind: 'programme' }],
  ['PE-FEDERAL', 'ministry', { kind: 'directorate', id: 'federal' }],
  ['PE-KRG', 'ministry', { kind: 'directorate', id: 'krg' }],
  ['PE-PROTECTION', 'protection', { kind: 'programme' }],
];

export const sign = (person: string, more: object = {}) => ({
  name: `Name of ${person}`,
  person,
  mark: { by: 'typed', reason: 'The screen is broken.' },
  ...more,
});

export const beds = { kind: 'quantity', class: 'furniture', what: 'Beds', quantity: 100 };
export const cars = (quantity = 2) => ({ kind: 'serialised', class: 'vehicle', what: 'Pick-ups', quantity });
export const computers = (quantity = 2) => ({
  kind: 'serialised',
  class: 'technical',
  what: 'Computers',
  quantity,
});

export const DISPATCH = { driver: 'Ali', waybill: 'WB-1', vehicle: '22 A 1', arriveOn: '2026-11-10' };

/** A delivery on its way over the real use case; each step is the least that leads to the next stage. */
export class Road extends Paper {
  authority: 'federal' | 'krg' | 'joint' = 'federal';

  constructor() {
    super([safetyPlan, delivery, ...registerKinds]);
  }

  get delivery(): Delivery {
    return Schema.parse(this.state(DL));
  }

  asset(n: number): Asset {
    return this.state<Asset>(assetId(n));
  }

  assets(): Asset[] {
    return [...this.entries.values()]
      .filter(({ kind }) => kind === 'asset')
      .map(({ state }) => state as Asset);
  }

  /** What is wrong with the ledger of any asset, or nothing (I6, I11). */
  faults(): string[] {
    const numbers = this.assets().flatMap(({ vin, serial }) => vin ?? serial ?? []);
    return [
      ...this.assets().flatMap((asset) => chainFault(asset) ?? []),
      ...numbers.filter((number, n) => numbers.indexOf(number) !== n),
    ];
  }

  async registered(assets = 0): Promise<this> {
    const { authority } = this;
    const place = { governorate: 'IQG15', authority };
    const unit = { name: names('Al-Qayara'), kind: 'station', parent: 'UN-MINISTRY', ...place };
    const ministry = { ...unit, kind: 'directorate', parent: null, governorate: null, authority: 'federal' };
    await this.give('system', 'UN-MINISTRY', 'AddUnit', ministry);
    for (const one of ['UN-QAYARA', 'UN-HAMMAM']) await this.give('system', one, 'AddUnit', unit);
    const store = { name: names('Store'), kind: 'warehouse', ...place, parent: null, unit: null };
    await this.give('system', 'FA-STORE', 'AddFacility', { ...store, coordinates: { lat: 36, lon: 43 } });
    await this.give('system', 'PL-IQG15', 'AddPlace', {
      code: 'IQG15',
      pcode: 'IQG15',
      level: 'governorate',
      names: names('Ninewa'),
      parent: null,
      authority: { authority: 'federal', from: '2003-01-01' },
    });
    await this.give('system', 'PL-IQG15Q05', 'AddPlace', {
      code: 'IQG15Q05',
      pcode: 'IQG15Q05',
      level: 'district',
      names: names('Mosul'),
      parent: 'PL-IQG15',
      authority: { authority: 'federal', from: '2003-01-01' },
    });
    await this.give('system', 'FO-1', 'OpenForum', {
      name: names('Al-Qayara 1'),
      ...place,
      district: 'PL-IQG15Q05',
      establishedBy: 'iom',
      establishedOn: '2017-01-26',
      unit: 'UN-QAYARA',
    });
    await this.give('system', 'GR-1', 'OpenGrant', {
      title: names('Community policing'),
      donor: 'Germany',
      aliases: [],
      amount: null,
      from: '2026-01-01',
      until: '2026-12-31',
      phase: '2',
    });
    for (const [person, role, scope] of PEOPLE) {
      const name = { given: 'A', father: 'B', display: person };
      await this.give('system', person, 'InvitePerson', { name, duty: names('x'), language: 'ar' });
      await this.give('system', person, 'AssignRole', { role, scope, from: '2020-01-01', until: null });
    }
    for (const [n, of] of ['UN-QAYARA', 'UN-HAMMAM'].entries())
      await this.give('PE-MANAGER', `DD-${n}`, 'RecordAssessment', {
        unit: of,
        outcome: 'low-risk',
        mitigation: null,
        validFrom: '2026-01-01',
        validUntil: '2026-12-31',
      });
    for (let n = 0; n < assets; n++) await this.intake(n, 'technical');
    return this;
  }

  /** An asset in the store, its intake confirmed by somebody else. */
  async intake(n: number, kind: 'vehicle' | 'technical' = 'vehicle'): Promise<this> {
    const number = String(n).padStart(5, '0');
    const numbers = kind === 'vehicle' ? { vin: `JTEBX3FJ8K51${number}` } : { serial: `SN${number}` };
    await this.give('system', assetId(n), 'RegisterAsset', {
      class: kind,
      make: 'Make',
      model: 'Model',
      ...numbers,
      holder: { kind: 'facility', id: 'FA-STORE' },
      title: 'IOM',
      governorate: 'IQG15',
      authority: 'federal',
    });
    await this.give('system', assetId(n), 'ConfirmIntake');
    return this;
  }

  async requested(lines: object[] = [computers(), beds], more: object = {}): Promise<this> {
    await this.give('PE-COMMANDER', DL, 'OpenDelivery', {
      purpose: 'Patrols in the market',
      unit: 'UN-QAYARA',
      grant: 'GR-1',
      ...more,
    });
    for (const line of lines) await this.give('PE-COMMANDER', DL, 'AddLine', line);
    return this;
  }

  async submitted(lines?: object[], more?: object): Promise<this> {
    await this.requested(lines, more);
    await this.give('PE-COMMANDER', DL, 'SubmitRequest');
    return this;
  }

  async approved(lines?: object[], more?: object): Promise<this> {
    await this.submitted(lines, more);
    await this.give('PE-MANAGER', DL, 'ApproveRequest');
    if (this.authority !== 'krg') await this.give('PE-FEDERAL', DL, 'ApproveRequest');
    if (this.authority !== 'federal') await this.give('PE-KRG', DL, 'ApproveRequest');
    return this;
  }

  /** Everything packed: serialised lines take the next assets in the store. */
  async packed(lines?: object[], more?: object): Promise<this> {
    await this.approved(lines, more);
    let next = 0;
    for (const [line, { kind, class: of, quantity }] of Object.entries(this.delivery.lines)) {
      if (kind === 'quantity') {
        await this.give('PE-LOGISTICS', DL, 'AllocateAsset', { line, quantity });
        continue;
      }
      const assets = Array.from({ length: quantity }, () => assetId(next++));
      for (const [n, asset] of assets.entries())
        if (!this.entries.has(asset))
          await this.intake(next - quantity + n, of === 'vehicle' ? 'vehicle' : 'technical');
      await this.give('PE-LOGISTICS', DL, 'AllocateAsset', { line, assets });
    }
    for (const kind of ['waybill', 'packing-list', 'registration', 'insurance'])
      await this.give('PE-LOGISTICS', DL, 'AttachDocument', { kind, number: '17/2026' });
    return this;
  }

  async dispatched(lines?: object[], more?: object): Promise<this> {
    await this.packed(lines, more);
    await this.give('PE-LOGISTICS', DL, 'Dispatch', DISPATCH);
    return this;
  }

  async arrived(lines?: object[], more?: object): Promise<this> {
    await this.dispatched(lines, more);
    await this.give('PE-LOGISTICS', DL, 'RecordArrival', { place: 'Al-Qayara' });
    return this;
  }

  /** Counted and confirmed; the first `damaged` pieces of every line are rejected. */
  async received(lines?: object[], more?: object, damaged = 0): Promise<this> {
    await this.arrived(lines, more);
    for (const [line, { kind, assets, packed }] of Object.entries(this.delivery.lines)) {
      const reason = damaged > 0 ? { reason: 'Broken on the way.' } : {};
      const counted =
        kind === 'quantity'
          ? { accepted: packed - damaged, rejected: damaged }
          : {
              assets: assets.map((asset, n) => ({ asset, outcome: n < damaged ? 'rejected' : 'accepted' })),
            };
      await this.give('PE-OFFICER', DL, 'RecordReceipt', { line, ...counted, ...reason });
    }
    await this.give('PE-COMMANDER', DL, 'ConfirmReceipt');
    return this;
  }

  ceremony(more: object = {}) {
    return {
      place: 'Al-Qayara police station',
      given: sign('PE-STORE'),
      received: [{ ...sign('PE-COMMANDER'), unit: 'UN-QAYARA' }],
      ...more,
    };
  }

  async handedOver(lines?: object[], more?: object): Promise<this> {
    await this.received(lines, more);
    await this.give('PE-STORE', DL, 'RecordHandover', this.ceremony());
    return this;
  }

  check(more: object = {}) {
    const handed = this.delivery.handovers.H01?.lines ?? [{ line: 'L01', quantity: 1 }];
    return {
      place: 'Al-Qayara',
      observations: handed.map(({ line, quantity }) => ({
        line,
        present: quantity,
        condition: 'good',
        use: 'as-stated',
      })),
      ...more,
    };
  }

  async checkedToTheEnd(): Promise<this> {
    for (let n = 0; n < 4; n++) await this.give('PE-FIELD', DL, 'RecordEndUseCheck', this.check());
    return this;
  }
}

export const assetId = (n: number): string => `AS-${String(n).padStart(3, '0')}`;

export const road = (assets = 0): Promise<Road> => new Road().registered(assets);
