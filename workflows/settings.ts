/**
 * Numbers marked *(setting)* in tracks.md: defaults to be confirmed by the programme. Days are working days unless said
 * otherwise. The escalation ladder common to all tracks is in shared/kernel/deadline.ts.
 */
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
