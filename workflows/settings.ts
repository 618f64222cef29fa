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
