import { z } from 'zod';
import { partiesOf } from '../../../shared/kernel/actor.ts';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { accept, type Decision, type Effect, outOfTurn, refuse } from '../../../shared/kernel/decision.ts';
import type { Listing } from '../../../shared/kernel/entry.ts';
import { type EntryId, entryRef } from '../../../shared/kernel/ids.ts';
import { addMonths, CalendarDate } from '../../../shared/kernel/time.ts';
import { type Context, defineEntry, type Need } from '../../track.ts';
import { type CommandsOf, type EventsOf, inputOf, opened, Prose, Reason, type Recorded } from '../common.ts';
import type { Unit } from '../unit/entry.ts';

/** An assessment is looked at again after a year at the latest (DF-14–DF-16, setting). */
const MAX_MONTHS = 12;

const inputs = {
  RecordAssessment: z.strictObject({
    unit: entryRef('unit'),
    outcome: z.enum(['low-risk', 'medium-risk', 'high-risk']),
    /** What is done about the risk; needed unless it is low. */
    mitigation: Prose.nullable(),
    validFrom: CalendarDate,
    validUntil: CalendarDate,
    /** Who assessed; without it, whoever records. */
    assessor: z.exactOptional(entryRef('person')),
  }),
  WithdrawAssessment: z.strictObject({ reason: Reason }),
};
export type AssessmentCommand = CommandsOf<typeof inputs>;
type RecordCommand = Extract<AssessmentCommand, { type: 'RecordAssessment' }>;

export type Assessment = Required<Omit<z.infer<typeof inputs.RecordAssessment>, 'assessor'>> & {
  readonly id: EntryId;
  readonly assessor: EntryId | null;
  readonly governorate: string | null;
  readonly authority: Unit['authority'];
  readonly withdrawn: boolean;
};

type AssessmentEvent = EventsOf<{
  AssessmentRecorded: Omit<Assessment, 'withdrawn'>;
  AssessmentWithdrawn: { reason: string };
}>;

const needs = (_: Assessment | null, command: AssessmentCommand): Need[] => {
  if (command.type !== 'RecordAssessment') return [];
  const needed: Need[] = [{ kind: 'unit', id: command.unit }];
  return command.assessor === undefined ? needed : [...needed, { kind: 'person', id: command.assessor }];
};

function decide(
  assessment: Assessment | null,
  command: AssessmentCommand,
  context: Context,
): Decision<AssessmentEvent> {
  switch (command.type) {
    case 'RecordAssessment':
      return assessment === null ? recordAssessment(command, context) : outOfTurn('already-open');
    case 'WithdrawAssessment': {
      const { withdrawn, id, unit } = opened(assessment);
      if (withdrawn) return outOfTurn('assessment-withdrawn');
      return accept([{ type: 'AssessmentWithdrawn', data: inputOf(command) }], {
        effects: [note(unit, id, null)],
      });
    }
    default:
      return assertNever(command);
  }
}

function recordAssessment(command: RecordCommand, context: Context): Decision<AssessmentEvent> {
  const { assessor, ...assessed } = inputOf(command);
  const { unit, outcome, mitigation, validFrom, validUntil } = assessed;
  const receiving = context.entry('unit', unit)?.state as Unit | undefined;
  if (receiving === undefined) return refuse('unit-unknown', { pointer: '/unit' });
  if (validUntil < validFrom) return refuse('period-reversed', { pointer: '/validUntil' });
  if (validUntil > addMonths(validFrom, MAX_MONTHS))
    return refuse('assessment-too-long', { pointer: '/validUntil', params: { months: MAX_MONTHS } });
  if (outcome !== 'low-risk' && mitigation === null)
    return refuse('mitigation-missing', { pointer: '/mitigation' });
  if (assessor !== undefined && context.entry('person', assessor) === undefined)
    return refuse('person-unknown', { pointer: '/assessor' });
  const { governorate, authority } = receiving;
  const by = assessor ?? partiesOf(context.actor)[0] ?? null;
  const data = { id: context.id, ...assessed, assessor: by, governorate, authority };
  return accept([{ type: 'AssessmentRecorded', data }], { effects: [note(unit, context.id, validUntil)] });
}

/** The unit bears its newest assessment, so that releases need to look at one entry only. */
const note = (unit: EntryId, assessment: EntryId, validUntil: CalendarDate | null): Effect => ({
  kind: 'unit',
  id: unit,
  command: { type: 'NoteAssessment', assessment, validUntil },
});

function evolve(assessment: Assessment | null, event: Recorded<AssessmentEvent>): Assessment {
  switch (event.type) {
    case 'AssessmentRecorded':
      return { ...event.data, withdrawn: false };
    case 'AssessmentWithdrawn':
      return { ...opened(assessment), withdrawn: true };
    default:
      return assertNever(event);
  }
}

function listing(assessment: Assessment): Listing {
  const { unit, outcome, validFrom, validUntil, withdrawn, authority } = assessment;
  const governorate = assessment.governorate ?? undefined;
  return {
    title: `${unit} ${validFrom}`,
    authority,
    governorate: governorate ?? 'none',
    open: !withdrawn,
    placement: { unit, governorate, authority },
    card: { outcome, validFrom, validUntil, withdrawn },
    links: [{ rel: 'unit', id: unit }],
    unique: [],
    facts: { validUntil, withdrawn },
  };
}

/** Human-rights due diligence on a unit that is to receive support (tracks 0.10). */
export const dueDiligence = defineEntry<Assessment, AssessmentCommand, AssessmentEvent>({
  kind: 'due-diligence',
  collection: 'due-diligence-assessments',
  prefix: 'DD',
  readers: ['iom-field g', 'iom-manager p', 'protection p', 'auditor p'],
  opens: 'RecordAssessment',
  commands: {
    RecordAssessment: { input: inputs.RecordAssessment, who: ['iom-manager p', 'protection p'] },
    WithdrawAssessment: { input: inputs.WithdrawAssessment, who: ['iom-manager p', 'protection p'] },
  },
  needs,
  decide,
  evolve,
  listing,
});
