import { World } from './world.ts';

export const names = (en: string) => ({ en, ar: `${en} ع`, ckb: `${en} ک` });

export const AL_QAYARA = { lat: 35.787, lon: 43.293 };

/** Ninewa with one station, its facility and office, one forum and a manager: enough for most tables. */
export function ninewa(): World {
  return new World()
    .open('PL-IQG15', {
      code: 'IQG15',
      pcode: 'IQG15',
      level: 'governorate',
      names: names('Ninewa'),
      parent: null,
      authority: { authority: 'federal', from: '2003-01-01' },
    })
    .open('PL-IQG15Q05', {
      code: 'IQG15Q05',
      pcode: 'IQG15Q05',
      level: 'district',
      names: names('Al-Mosul'),
      parent: 'PL-IQG15',
      authority: { authority: 'federal', from: '2003-01-01' },
    })
    .open('UN-FEDERAL', {
      name: names('Directorate'),
      kind: 'directorate',
      parent: null,
      governorate: null,
      authority: 'federal',
    })
    .open('UN-QAYARA', {
      name: names('Al-Qayara Police Station'),
      kind: 'station',
      parent: 'UN-FEDERAL',
      governorate: 'IQG15',
      authority: 'federal',
    })
    .open('FA-QAYARA', {
      name: names('Al-Qayara Station'),
      kind: 'station',
      governorate: 'IQG15',
      authority: 'federal',
      coordinates: AL_QAYARA,
      parent: null,
      unit: 'UN-QAYARA',
    })
    .open('FA-QAYARA-OFFICE', {
      name: names('Al-Qayara Office'),
      kind: 'office',
      governorate: 'IQG15',
      authority: 'federal',
      coordinates: AL_QAYARA,
      parent: 'FA-QAYARA',
      unit: 'UN-QAYARA',
    })
    .open('FO-1', forumInput())
    .open('PE-AMAL', personInput('Amal'))
    .open('PE-KAREEM', personInput('Kareem'));
}

export const forumInput = (changes: object = {}) => ({
  name: names('Al-Qayara 1'),
  governorate: 'IQG15',
  district: 'PL-IQG15Q05',
  authority: 'federal',
  establishedBy: 'iom',
  establishedOn: '2017-01-26',
  unit: 'UN-QAYARA',
  coordinates: AL_QAYARA,
  ...changes,
});

export const personInput = (given: string, changes: object = {}) => ({
  name: { given, father: 'Hamad', grandfather: 'Khalaf', tribal: 'al-Jubouri', display: `${given} Hamad` },
  duty: names('Chair of the forum'),
  language: 'ar',
  invented: true,
  ...changes,
});
