import { describe, expect, it } from 'vitest';
import {
  type Ceremony,
  controlAt,
  onThePage,
  tidyCeremony,
} from '../../../functions/http/handover/ceremony-form.ts';
import { HandoverCertificate } from '../../../functions/http/handover/certificate.tsx';
import { totalsOf } from '../../../functions/http/handover/certificate-lines.tsx';
import { createSay } from '../../../functions/http/wording.ts';
import { localeOf } from '../../../shared/i18n/languages.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import type { Line } from '../../../workflows/delivery/case.ts';
import type { Certificate } from '../../../workflows/delivery/certificate.ts';

const [A, B, QAYARA, MOSUL] = ['AS-A', 'AS-B', 'UN-QAYARA', 'UN-MOSUL'].map((id) => EntryId.parse(id)) as [
  EntryId,
  EntryId,
  EntryId,
  EntryId,
];
const line = { what: 'Computer' } as Line;
const ceremony = (returning = false): Ceremony => ({
  returning,
  lines: [
    { id: 'L01', line, unit: QAYARA, assets: [A] },
    { id: 'L02', line, unit: MOSUL, assets: [B] },
  ],
  assets: [A, B],
  units: [QAYARA, MOSUL],
  goods: new Map(),
});

const sent = (fields: Readonly<Record<string, string>>, of = ceremony()): string[] => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  tidyCeremony(of, form);
  return [...form.entries()].map(([name, value]) => `${name}=${value}`).sort();
};

describe('what the page of a ceremony sends', () => {
  it('is without the rows nobody touched', () => {
    const idle = {
      '/exceptions/0/line': 'L01',
      '/exceptions/0/remark': ' ',
      '/exceptions/0/refused': '٠',
      '/officers/0/asset': A,
      '/officers/0/person': '',
      '/received/2/name': '',
      '/witnesses/0/person': 'PE-1',
    };
    expect(sent(idle)).toEqual([
      '/given/mark/by=typed',
      '/received/0/mark/by=typed',
      '/received/1/mark/by=typed',
    ]);
  });

  it('has one signature of the store for everything that comes back, from however many units', () => {
    const form = { '/received/0/unit': QAYARA, '/received/1/unit': MOSUL, '/received/0/name': 'Keeper' };
    expect(sent(form, ceremony(true))).toEqual(
      expect.arrayContaining([
        '/received/0/name=Keeper',
        '/received/1/name=Keeper',
        '/received/1/unit=UN-MOSUL',
      ]),
    );
  });

  it('comes back to the rows it was sent from', () => {
    const input = {
      exceptions: [{ line: 'L02', refused: 1 }],
      officers: [{ asset: B, person: 'Ali' }],
      received: [{ unit: MOSUL }, { unit: '' }],
    };
    const at = (pointer: string) => controlAt(ceremony(), input, pointer);
    expect(at('/exceptions/0/remark')).toBe('/exceptions/1/remark');
    expect(at('/officers/0/person')).toBe('/officers/1/person');
    expect(at('/received/0/mark/reason')).toBe('/received/1/mark@typed/reason');
    expect(at('/received/1/unit')).toBe('/ministry');
    expect(at('/given/mark/image')).toBe('/given/mark@drawn/image');
    expect(at('/place')).toBe('/place');
    expect(onThePage(ceremony(), input).officers).toEqual([undefined, { asset: B, person: 'Ali' }]);
  });
});

describe('the value of what was handed over', () => {
  const worth = (quantity: number, amount: string, currency: 'EUR' | 'USD') => ({
    quantity,
    unitValue: { amount, currency },
  });
  it('is the sum of each currency to the cent', () => {
    expect(totalsOf([worth(3, '0.1', 'EUR'), worth(1, '0.20', 'EUR'), worth(6, '21500.50', 'USD')])).toEqual([
      '0.50 EUR',
      '129003.00 USD',
    ]);
    expect(totalsOf([{ quantity: 4, unitValue: null }])).toEqual([]);
  });
});

describe('a certificate on paper', () => {
  const certificate: Certificate = {
    number: 'HC-K-2026-0003',
    at: '2026-11-20T09:15:00.000Z',
    place: 'Duhok',
    ministry: null,
    warehouse: null,
    owner: null,
    given: {
      name: 'Giver <b>',
      onBehalfOf: 'The director',
      authorityLetter: 'a'.repeat(64),
      mark: { by: 'typed', reason: 'No screen.' },
    },
    received: [{ unit: QAYARA, name: 'Receiver', mark: { by: 'drawn', image: 'b'.repeat(64) } }],
    witnesses: [],
    lines: [
      {
        line: 'L01',
        what: 'Computer',
        class: 'technical',
        measure: 'piece',
        unitValue: null,
        quantity: 1,
        refused: 1,
        remark: 'Broken.',
        unit: QAYARA,
        assets: [{ asset: A, person: null }],
        refusedAssets: [B],
      },
    ],
    identities: {
      [A]: { make: 'Make', model: 'One', vin: null, serial: 'SN-1', plate: null },
      [B]: { make: 'Make', model: 'Two', vin: null, serial: 'SN-2', plate: null },
    },
    names: { [QAYARA]: { en: 'Station', ar: 'مركز', ckb: 'بنکە' } },
    delivery: EntryId.parse('DL-1'),
    direction: 'delivery',
    authority: 'krg',
    purpose: 'Work',
    grant: null,
  };
  const say = createSay(localeOf('ckb'));
  const page = () =>
    String(
      HandoverCertificate({
        frame: {
          say,
          actor: null,
          path: '/',
          nav: [],
          today: '2026-11-20',
          version: '1',
          stylesheet: '/s.css',
          linkTo: () => null,
        },
        certificate,
        sha256: 'c'.repeat(64),
        says: [say, createSay(localeOf('en'))],
        images: new Map([['b'.repeat(64), 'data:image/png;base64,AAAA']]),
        address: 'http://localhost/check/HC-K-2026-0003?h=cccccccccccccccc',
      }),
    );

  it.each([
    ['is in Sorani, right to left', '<html lang="ckb" dir="rtl">'],
    ['names the unit in both languages', '<bdi>بنکە</bdi> · <bdi>Station</bdi>'],
    ['keeps numbers from left to right', '<bdi dir="ltr" class="number">SN-1</bdi>'],
    ['says what was refused', 'Refused'],
    ['says why', '<bdi>Broken.</bdi>'],
    ['says that ownership stays', 'Ownership does not pass today'],
    ['shows the drawing', 'src="data:image/png;base64,AAAA"'],
    ['says for whom somebody signed', '<bdi>The director</bdi>'],
    ['names the letter', '<bdi dir="ltr">aaaaaaaaaaaa</bdi>'],
    ['writes names as they were typed', 'Giver &lt;b&gt;'],
  ])('%s', (_, text) => {
    expect(page()).toContain(text);
  });
});
