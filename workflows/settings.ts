/**
 * Numbers marked *(setting)* in tracks.md: defaults to be confirmed by the programme. Days are working days unless said
 * otherwise. The escalation ladder common to all tracks is in shared/kernel/deadline.ts.
 */
export const DUAL_CONTROL = {
  /** Calendar days in which somebody else confirms a change of rights; then it lapses. */
  days: 14,
  /** Changes of one entry that may be pending at once. */
  atMost: 10,
} as const;

export const SUBSTITUTE = {
  /** The longest absence a substitute may bridge, in calendar days (tracks 0.7). */
  days: 30,
  /** How many ranks below the absent person a substitute may stand (G-10). */
  ranksBelow: 1,
} as const;

export const SAFETY_PLAN = {
  /** Working days a stage may take (tracks 1, column "due"). */
  stageDays: { 'priority-setting': 20, 'action-planning': 15, signature: 10, review: 15 },
  /** To verify an action reported as done, and for an owner whose date has passed to finish after all. */
  verifyDays: 5,
  /** To answer a question, and for a successor to accept a post. */
  answerDays: 5,
  /** Questions in one stage; the clock stands still while one is open (tracks 0.8). */
  questionsPerStage: 2,
  /** Calendar days until somebody decides whether a suspended plan is resumed or cancelled (tracks 0.8). */
  suspendedDays: 30,
  /** Implementation that is reopened after the end of its period gets this long. */
  reopenedDays: 20,
  /** Calendar days after closing on which the forum says whether the problem came back (tracks 1). */
  recurrenceAfterDays: [60, 180],
} as const;

export const DELIVERY = {
  /** Working days a stage may take (tracks 2, column "due"); in transit the planned date counts. */
  stageDays: { request: 10, approval: 7, preparation: 15, inspection: 3, discrepancy: 15, handover: 5 },
  answerDays: 5,
  questionsPerStage: 2,
  suspendedDays: 30,
  /** Calendar days after the handover on which somebody looks at every line, then yearly for this many years. */
  checkAfterDays: [30, 180],
  checkYears: 2,
  /** Working days to put a finding right. */
  findingDays: 15,
  /** Documents without which nothing is released; vehicles need more (DF-30). */
  documents: { always: ['waybill', 'packing-list'], vehicle: ['registration', 'insurance'] },
  /** Who owns what was handed over, unless the agreement says otherwise (DF-26). */
  owner: 'Ministry of Interior',
} as const;

export const OFFICE_BUILD = {
  /** While the programme has fewer than three IOM managers; the auditors are told each time (SD10). */
  budgetApproverMayApproveContract: true as boolean,
  /** Working days a stage may take (tracks 3, column "due"). */
  stageDays: {
    siting: 20,
    approval: 10,
    contracting: 30,
    'provisional-acceptance': 15,
    'final-acceptance': 15,
  },
  /** To settle an objection to a site. */
  objectionDays: 10,
  /** For the engineer to inspect a milestone, and for the ministry to approve it. */
  inspectDays: 5,
  approveDays: 7,
  /** To agree on a variation. */
  variationDays: 7,
  /** For a milestone whose planned date has passed while it could not begin, and for one that came back. */
  againDays: 5,
  /** For the contractor to mend a snag or a defect, and to have the mending looked at. */
  mendDays: 10,
  closeDays: 5,
  /** To open the office after provisional acceptance. */
  openingDays: 20,
  /** Calendar months of the defects period, and what it lasts longer when final acceptance sends it back. */
  defectsMonths: 12,
  returnedDays: 20,
  /** A look back may be made this many calendar days before its month is full. */
  checkEarlyDays: 7,
  answerDays: 5,
  questionsPerStage: 2,
  suspendedDays: 30,
} as const;

export const PROTECTED = {
  /** Calendar days access by name may last at most (design P11). */
  grantDays: 180,
  /** Working days to refer a concern or close it. */
  referDays: 5,
  /** Break-glass: minutes of reading, letters of the reason, and hours until somebody else has looked at it. */
  glassMinutes: 60,
  glassReason: 20,
  reviewHours: 72,
} as const;
