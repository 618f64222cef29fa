import { ballot, type PlanStory, type Step, times } from './plan-script.ts';
import type { Schedule } from './schedule.ts';

const CHAIR = 'PE-DUHOK-CHAIR';
const MEMBER = 'PE-DUHOK-MEMBER';
const OFFICER = 'PE-DUHOK-OFFICER';
const COMMANDER = 'PE-DUHOK-COMMANDER';
const FIELD = 'PE-IOM-DUHOK-1';

const priorities: readonly Step[] = [
  [
    146,
    MEMBER,
    'AddConcern',
    {
      category: 'road-safety',
      text: 'لە شەقامی بازاڕ ئۆتۆمبێل بە خێرایی زۆر دەڕوات و شوێنی پەڕینەوە نییە.',
      source: 'meeting',
      place: 'شەقامی بازاڕ، دهۆک',
      affected: ['residents', 'children', 'older-people'],
      frequency: 'daily',
    },
  ],
  [
    146,
    OFFICER,
    'AddConcern',
    {
      category: 'return-tension',
      text: 'ناکۆکی لە نێوان خێزانە ئاوارەکان و دانیشتووانی گەڕەک لەسەر ئاو و کرێی خانوو.',
      source: 'patrol',
      place: 'گەڕەکی شاخکێ',
      affected: ['displaced', 'residents'],
      frequency: 'weekly',
      tried: 'دوو دانیشتنی ئاشتەوایی کرا.',
    },
  ],
  [
    145,
    CHAIR,
    'AddConcern',
    {
      category: 'cyber-extortion',
      text: 'هەڕەشە و باجخۆری لە ڕێگەی تۆڕە کۆمەڵایەتییەکانەوە لە کچانی زانکۆ دەکرێت.',
      source: 'hotline',
      place: 'زانکۆی دهۆک',
      affected: ['women', 'youth'],
      frequency: 'several-times',
    },
  ],
  [
    140,
    CHAIR,
    'RecordBallots',
    {
      group: 'all',
      ballots: [...times(8, ballot('C01', 'C03', 'C02')), ...times(3, ballot('C03', 'C02', 'C01'))],
    },
  ],
  [139, CHAIR, 'RecordBallots', { group: 'women', ballots: times(6, ballot('C03', 'C01', 'C02')) }],
  [
    138,
    CHAIR,
    'SetPriorities',
    {
      priorities: [
        {
          concern: 'C01',
          goal: 'reduce',
          analysis: 'زۆربەی ڕووداوەکان لە نێوان کاتژمێر ١٢ و ٢ی نیوەڕۆ لە نزیک قوتابخانەکان ڕوو دەدەن.',
          cause: 'نەبوونی هێما و پۆلیسی هاتوچۆ',
        },
        {
          concern: 'C03',
          goal: 'manage',
          analysis: 'قوربانی نازانێت پەنا بۆ کێ ببات و لە ئابڕووچوون دەترسێت.',
        },
      ],
    },
  ],
];

const actions = ({ workingDay }: Schedule): Step[] => [
  [
    130,
    CHAIR,
    'PlanAction',
    {
      concern: 'C01',
      what: 'پیاسەی سەلامەتی لەگەڵ قوتابیان و دیاریکردنی شوێنی پەڕینەوە.',
      kind: 'safety-walk',
      owner: MEMBER,
      startsOn: workingDay(-115),
      dueOn: workingDay(-60),
      indicator: 'نەخشەی پێنج شوێنی مەترسیدار',
      stateResources: false,
    },
  ],
  [
    130,
    COMMANDER,
    'PlanAction',
    {
      concern: 'C01',
      what: 'ڕێککەوتن لەگەڵ هاتوچۆ بۆ دانانی پۆلیس لە کاتی داخستنی قوتابخانەکان.',
      kind: 'letter-to-authority',
      owner: COMMANDER,
      helpers: 'بەڕێوەبەرایەتی پەروەردە',
      startsOn: workingDay(-100),
      dueOn: workingDay(-14),
      indicator: 'پۆلیس لە سێ قوتابخانە هەموو ڕۆژێک',
      stateResources: false,
    },
  ],
  [
    129,
    CHAIR,
    'PlanAction',
    {
      concern: 'C03',
      what: 'کۆڕی هۆشیاری لە زانکۆ لەگەڵ دایرەی بەرەنگاربوونەوەی توندوتیژی دژی ئافرەتان.',
      kind: 'awareness-session',
      owner: OFFICER,
      startsOn: workingDay(-30),
      dueOn: workingDay(45),
      indicator: 'بەشداری ٢٠٠ خوێندکار لە چوار کۆڕدا',
      stateResources: false,
    },
  ],
];

const afterwards: readonly Step[] = [
  [126, CHAIR, 'SubmitPlan', {}],
  [125, COMMANDER, 'SignPlan', {}],
  [124, FIELD, 'SignPlan', { remarks: 'هەر کردارێک یەک خاوەن و یەک پێوەری هەیە.' }],
  [123, CHAIR, 'SignPlan', {}],
  [80, MEMBER, 'ReportProgress', { action: 'A01', note: 'سێ پیاسە لەگەڵ دوو قوتابخانە ئەنجام درا.' }],
  [66, MEMBER, 'ReportActionDone', { action: 'A01', note: 'نەخشەی شەش شوێنی مەترسیدار تەواو بوو.' }],
  [63, FIELD, 'VerifyAction', { action: 'A01', note: 'نەخشەکە لەگەڵ شارەوانی هاوبەش کرا.' }],
  [31, COMMANDER, 'ReportBlocked', { action: 'A02', blocker: 'هاتوچۆ وەڵامی نووسراوەکەمانی نەداوەتەوە.' }],
  [
    10,
    OFFICER,
    'ReportProgress',
    { action: 'A03', note: 'یەکەم کۆڕ بە ئامادەبوونی ٦٠ خوێندکار بەڕێوە چوو.' },
  ],
];

/** In implementation: one action done and verified, one two weeks late, one on its way. */
export const duhok: PlanStory = (schedule) => ({
  id: 'SP-DUHOK',
  openedBefore: 147,
  open: { forum: 'FO-DUHOK', startsOn: schedule.firstOfMonth(-4), months: 12, facilitator: FIELD },
  steps: [...priorities, ...actions(schedule), ...afterwards],
});
