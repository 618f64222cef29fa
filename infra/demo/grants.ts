import { names, type Row } from './places.ts';

const TITLE: Row = [
  'Strengthening Community Policing in Iraq',
  'تعزيز الشرطة المجتمعية في العراق',
  'بەهێزکردنی پۆلیسی کۆمەڵگەیی لە عێراق',
];

/** Donors of the seeds (SF-01–SF-06). Windows and amounts that were not published are left open. */
export const grantEntries = [
  {
    id: 'GR-US-2012',
    input: {
      title: names(TITLE),
      donor: 'United States',
      aliases: ['US State Department', 'US Department of State'],
      amount: null,
      from: '2012-01-01',
      until: null,
      phase: 'Phase 1 (2012)',
    },
  },
  {
    id: 'GR-DE-2016',
    input: {
      title: names(TITLE),
      donor: 'Germany',
      aliases: [
        'Federal Republic of Germany',
        'German Federal Foreign Office',
        'German Ministry of Foreign Affairs',
        'German Government',
      ],
      amount: { amount: '4000000.00', currency: 'EUR' },
      from: '2016-03-01',
      until: '2017-12-31',
      phase: 'Phase 2 (2016)',
    },
  },
  {
    id: 'GR-CA',
    input: {
      title: names(TITLE),
      donor: 'Canada',
      aliases: ['Government of Canada'],
      amount: null,
      from: '2018-01-01',
      until: null,
      phase: 'Phase 3',
    },
  },
  {
    id: 'GR-NL',
    input: {
      title: names(TITLE),
      donor: 'Netherlands',
      aliases: ['Kingdom of the Netherlands'],
      amount: null,
      from: '2018-01-01',
      until: null,
      phase: 'Phase 3',
    },
  },
];
