import { ballot, type PlanStory, type Step, times } from './plan-script.ts';

const CHAIR = 'PE-QAYARA2-CHAIR';
const MEMBER = 'PE-QAYARA2-MEMBER';
const OFFICER = 'PE-QAYARA-OFFICER';
const FIELD = 'PE-IOM-NINEWA-1';

const priorities: readonly Step[] = [
  [
    7,
    MEMBER,
    'AddConcern',
    {
      category: 'unlit-streets',
      text: 'The market street and the road to the health centre have been dark since the grid was damaged; families stay at home after sunset.',
      source: 'meeting',
      place: 'Market street, Al-Qayara',
      affected: ['residents', 'women', 'traders'],
      frequency: 'daily',
      tried: 'Shopkeepers hung up lamps of their own; most were stolen.',
    },
  ],
  [
    7,
    MEMBER,
    'AddConcern',
    {
      category: 'explosive-remnants',
      text: 'Farmers report unexploded ordnance in the fields along the river; children graze sheep there.',
      source: 'letter',
      place: 'River fields east of the bridge',
      affected: ['farmers', 'children'],
      frequency: 'monthly',
      tried: 'Reported twice by telephone; no team has come yet.',
    },
  ],
  [
    6,
    OFFICER,
    'AddConcern',
    {
      category: 'return-tension',
      text: 'Returning families and those who stayed quarrel over water and shops; twice it nearly came to blows.',
      source: 'patrol',
      place: 'Al-Shuhada quarter',
      affected: ['returnees', 'residents'],
      frequency: 'weekly',
    },
  ],
  [
    6,
    CHAIR,
    'AddConcern',
    {
      category: 'civil-documents',
      text: 'Many households lost their papers and are turned back at checkpoints on the way to Mosul.',
      source: 'survey',
      place: 'Al-Qayara and nearby villages',
      affected: ['displaced', 'returnees', 'women'],
      frequency: 'weekly',
      tried: 'A mobile civil-affairs team came once in spring.',
    },
  ],
  [
    5,
    FIELD,
    'AddConcern',
    {
      category: 'school-surroundings',
      text: 'Cars drive fast past the girls’ school at noon; there is no crossing and nobody directs the traffic.',
      source: 'security-mapping',
      place: 'Al-Qayara secondary school for girls',
      affected: ['youth', 'children'],
      frequency: 'daily',
    },
  ],
  [
    5,
    MEMBER,
    'AddConcern',
    {
      category: 'drugs',
      text: 'Pills are sold openly near the bus garage to boys who left school.',
      source: 'hotline',
      place: 'Bus garage',
      affected: ['youth'],
      frequency: 'several-times',
    },
  ],
  [
    4,
    CHAIR,
    'RecordBallots',
    {
      group: 'all',
      ballots: [
        ...times(5, ballot('C02', 'C01', 'C05')),
        ...times(4, ballot('C01', 'C04', 'C03')),
        ...times(3, ballot('C02', 'C05', 'C04')),
      ],
    },
  ],
  [
    4,
    CHAIR,
    'RecordBallots',
    {
      group: 'women',
      ballots: [...times(3, ballot('C01', 'C05', 'C04')), ...times(2, ballot('C05', 'C01', 'C02'))],
    },
  ],
];

/** In priority setting: six concerns are collected and the ballots counted; the chair has still to choose. */
export const qayara2: PlanStory = (schedule) => ({
  id: 'SP-QAYARA-2',
  openedBefore: 7,
  open: { forum: 'FO-QAYARA-2', startsOn: schedule.firstOfMonth(1), months: 12, facilitator: FIELD },
  steps: [...priorities],
});
