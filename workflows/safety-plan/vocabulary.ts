import { z } from 'zod';

/** Ordinary concerns (domain 2.3, a start list). */
const ORDINARY_CATEGORIES = [
  'street-harassment',
  'drugs',
  'tribal-dispute',
  'hlp-dispute',
  'theft',
  'gunfire',
  'road-safety',
  'unlit-streets',
  'school-surroundings',
  'begging',
  'cyber-extortion',
  'return-tension',
  'checkpoint-behaviour',
  'explosive-remnants',
  'water-dispute',
  'civil-documents',
  'recruitment',
  'public-order',
  'other',
] as const;

/** Classes that never stand in a plan (tracks 0.9). They can be chosen, so that the refusal can say where to go. */
export const ProtectedClass = z.enum([
  'trafficking',
  'gender-based-violence',
  'child-protection',
  'hlp-threat',
]);
export type ProtectedClass = z.infer<typeof ProtectedClass>;

export const Category = z.enum([...ORDINARY_CATEGORIES, ...ProtectedClass.options]);
export type Category = z.infer<typeof Category>;

export const isProtected = (category: Category): boolean => ProtectedClass.safeParse(category).success;

export const Source = z.enum([
  'meeting',
  'survey',
  'hotline',
  'training',
  'security-mapping',
  'letter',
  'patrol',
  'carried-over',
]);

/** Groups, never persons: there is no field for a victim, survivor, suspect or witness (tracks 0.9). */
export const AffectedGroup = z.enum([
  'residents',
  'women',
  'men',
  'youth',
  'children',
  'older-people',
  'people-with-disabilities',
  'displaced',
  'returnees',
  'minorities',
  'traders',
  'farmers',
]);

export const Frequency = z.enum(['once', 'several-times', 'monthly', 'weekly', 'daily']);

/** Where an individual case is referred; only this and the week are kept (SF-34, DF-22). */
export const Pathway = z.enum([
  'police',
  'health',
  'hlp-centre',
  'family-protection',
  'anti-trafficking',
  'labour',
  'municipality',
  'civil-affairs',
  'mine-action',
]);

/** `not-for-the-plan` also stands for a concern that became protected: nobody can tell the two apart (P11). */
export const WithdrawalReason = z.enum(['not-for-the-plan', 'duplicate', 'mistake']);
export type WithdrawalReason = z.infer<typeof WithdrawalReason>;

export const BallotGroup = z.enum(['all', 'women', 'youth']);

export const Goal = z.enum(['eliminate', 'reduce', 'manage', 'refer']);

export const ActionType = z.enum([
  'awareness-session',
  'joint-patrol',
  'mediation',
  'referral',
  'small-works',
  'letter-to-authority',
  'training',
  'womens-listening-session',
  'safety-walk',
  'school-talk',
  'suggestion-box',
  'equipment-request',
  'build-request',
]);

/** Kinds of cases an action may open: its support (tracks 0.12). */
export const Support = z.enum(['delivery', 'office-build']);
export type Support = z.infer<typeof Support>;

/** Who signs: the police counterpart, IOM's quality check, the chair, and the ministries where needed. */
export const Slot = z.enum(['police', 'iom', 'chair', 'ministry-federal', 'ministry-krg']);
export type Slot = z.infer<typeof Slot>;

export const Outcome = z.enum(['solved', 'reduced', 'unchanged', 'moved', 'referred']);

export const Perception = z.enum(['safer', 'same', 'less-safe', 'not-measured']);
