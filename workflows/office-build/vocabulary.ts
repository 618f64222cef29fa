import { z } from 'zod';

/** What is built (DF-38, SF-66, SF-67, SF-69); each has a milestone template of its own. */
export const WorkType = z.enum([
  'annex',
  'new-build',
  'rehabilitation',
  'prefab',
  'venue-adaptation',
  'headquarters',
]);
export type WorkType = z.infer<typeof WorkType>;

/** What a milestone may be proved with. Photos alone never prove strength or tightness. */
export const EvidenceKind = z.enum([
  'photos',
  'site-survey',
  'rebar-photos',
  'cube-test',
  'load-test',
  'water-test',
  'test-sheets',
  'delivery-note',
  'signage-photos',
]);
export type EvidenceKind = z.infer<typeof EvidenceKind>;

/** A threat over housing, land or property can be chosen, so that the refusal can say where it belongs (tracks 0.9). */
export const ObjectionKind = z.enum([
  'land',
  'community',
  'access',
  'environment',
  'heritage',
  'safety',
  'hlp-threat',
]);
export type ObjectionKind = z.infer<typeof ObjectionKind>;

export const ObjectionOutcome = z.enum(['upheld', 'not-upheld', 'resolved']);
export type ObjectionOutcome = z.infer<typeof ObjectionOutcome>;

/** Who approves: IOM's programme and the ministry of the authority, both ministries where it is joint (tracks 0.5). */
export const Slot = z.enum(['iom', 'ministry-federal', 'ministry-krg']);
export type Slot = z.infer<typeof Slot>;

/** Causes that are nobody's delay. */
export const StopCause = z.enum(['weather', 'insecurity', 'force-majeure', 'authority-order']);

export const GuaranteeKind = z.enum(['performance', 'advance-payment', 'maintenance']);

/** What makes an office friendly to whoever comes to it (SF-68). */
export const AccessItem = z.enum([
  'step-free-entrance',
  'private-interview-room',
  'womens-room',
  'waiting-area',
  'signs-in-local-languages',
]);
export type AccessItem = z.infer<typeof AccessItem>;

/** A major flaw stops provisional acceptance; a minor one may be mended in the defects period (DF-43). */
export const Severity = z.enum(['minor', 'serious']);

export const CheckOutcome = z.enum(['in-order', 'defects-reported', 'not-in-use']);

/** Looks back in the defects period, in months after provisional acceptance. */
export const CheckMonth = z.literal([1, 6, 11]);
export type CheckMonth = z.infer<typeof CheckMonth>;
