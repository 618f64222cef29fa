import { ballot, type PlanStory, type Step, times } from './plan-script.ts';
import type { Schedule } from './schedule.ts';

const CHAIR = 'PE-RAMADI-CHAIR';
const MEMBER = 'PE-RAMADI-MEMBER';
const OFFICER = 'PE-RAMADI-OFFICER';
const COMMANDER = 'PE-RAMADI-COMMANDER';
const FIELD = 'PE-IOM-ANBAR-1';

const priorities: readonly Step[] = [
  [
    40,
    MEMBER,
    'AddConcern',
    {
      category: 'street-harassment',
      text: 'تتعرض الطالبات للمضايقة في الطريق بين الكلية وموقف الحافلات، وتتجنب كثيرات الدوام المسائي.',
      source: 'meeting',
      place: 'شارع الكلية، الرمادي',
      affected: ['women', 'youth'],
      frequency: 'daily',
      tried: 'تحدث أعضاء المنتدى مع أصحاب المحال القريبة.',
    },
  ],
  [
    40,
    OFFICER,
    'AddConcern',
    {
      category: 'hlp-dispute',
      text: 'نزاعات متكررة بين عائلات عائدة على بيوت مشغولة في حي التأميم.',
      source: 'patrol',
      place: 'حي التأميم',
      affected: ['returnees', 'displaced'],
      frequency: 'weekly',
      tried: 'وساطة شيوخ العشائر في حالتين.',
    },
  ],
  [
    39,
    CHAIR,
    'AddConcern',
    {
      category: 'gunfire',
      text: 'إطلاق عيارات نارية في الأعراس والمناسبات، وأصيب طفل في الشهر الماضي.',
      source: 'meeting',
      place: 'أحياء شمال المدينة',
      affected: ['residents', 'children'],
      frequency: 'weekly',
    },
  ],
  [
    35,
    CHAIR,
    'RecordBallots',
    {
      group: 'all',
      ballots: [...times(6, ballot('C01', 'C03', 'C02')), ...times(4, ballot('C03', 'C01', 'C02'))],
    },
  ],
  [35, CHAIR, 'RecordBallots', { group: 'women', ballots: times(5, ballot('C01', 'C03', 'C02')) }],
  [
    20,
    CHAIR,
    'SetPriorities',
    {
      priorities: [
        {
          concern: 'C01',
          goal: 'reduce',
          analysis: 'المضايقات تتركز بين الثالثة والخامسة مساء عند موقف الحافلات حيث لا إنارة ولا دورية.',
          cause: 'غياب الدوريات الراجلة وضعف الإنارة',
        },
        {
          concern: 'C03',
          goal: 'eliminate',
          analysis: 'يتكرر إطلاق النار يوم الخميس، ويعرف الجيران أصحاب المناسبات مسبقا.',
        },
      ],
    },
  ],
];

const actions = ({ workingDay }: Schedule): Step[] => [
  [
    14,
    CHAIR,
    'PlanAction',
    {
      concern: 'C01',
      what: 'دورية راجلة مشتركة من ضابطة وشرطي عند موقف الحافلات في أوقات انصراف الطالبات.',
      kind: 'joint-patrol',
      owner: OFFICER,
      helpers: 'عميدة شؤون الطالبات',
      startsOn: workingDay(14),
      dueOn: workingDay(120),
      indicator: 'انخفاض الشكاوى الشهرية إلى النصف',
      stateResources: false,
    },
  ],
  [
    14,
    COMMANDER,
    'PlanAction',
    {
      concern: 'C01',
      what: 'تخصيص سيارة دورية لشارع الكلية من موارد المديرية.',
      kind: 'equipment-request',
      owner: COMMANDER,
      resources: 'سيارة دورية واحدة',
      startsOn: workingDay(21),
      dueOn: workingDay(90),
      indicator: 'سيارة في الخدمة يوميا من الثانية إلى السادسة',
      stateResources: true,
      support: 'delivery',
    },
  ],
  [
    13,
    CHAIR,
    'PlanAction',
    {
      concern: 'C03',
      what: 'تعهد مكتوب من أصحاب قاعات الأعراس وشيوخ الأحياء بمنع إطلاق النار.',
      kind: 'mediation',
      owner: MEMBER,
      startsOn: workingDay(7),
      dueOn: workingDay(60),
      indicator: 'توقيع ثماني قاعات',
      stateResources: false,
    },
  ],
];

const afterwards: readonly Step[] = [
  [5, CHAIR, 'SubmitPlan', {}],
  [4, COMMANDER, 'SignPlan', { remarks: 'نلتزم بالدورية الراجلة ابتداء من الشهر المقبل.' }],
];

/** In signature: the police has signed; IOM, the chair and, because of the patrol car, the ministry have not. */
export const ramadi: PlanStory = (schedule) => ({
  id: 'SP-RAMADI',
  openedBefore: 41,
  open: { forum: 'FO-RAMADI', startsOn: schedule.firstOfMonth(0), months: 12, facilitator: FIELD },
  steps: [...priorities, ...actions(schedule), ...afterwards],
});
