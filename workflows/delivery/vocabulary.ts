import { z } from 'zod';
import { AssetClass } from '../register/asset/commands.ts';

export { AssetClass };

/** `serialised`: one by one, with a number each; `quantity`: counted (SF-60). */
export const LineKind = z.enum(['serialised', 'quantity']);

export const Unit = z.enum(['piece', 'set', 'box', 'metre', 'litre', 'kilogram']);

export const DocumentKind = z.enum([
  'waybill',
  'packing-list',
  'registration',
  'insurance',
  'agreement',
  'gift-certificate',
  'customs-exemption',
  'invoice',
  'inspection-report',
  'other',
]);
export type DocumentKind = z.infer<typeof DocumentKind>;

/** Who approves: IOM, and the ministry of the authority; both ministries if `joint` (tracks 0.5). */
export const Slot = z.enum(['iom', 'ministry-federal', 'ministry-krg']);
export type Slot = z.infer<typeof Slot>;

export const Incident = z.enum(['accident', 'theft', 'checkpoint-delay', 'breakdown', 'damage', 'other']);

/** What became of goods on arrival; what came too much stands apart from the sum (DF-32). */
export const Outcome = z.enum(['accepted', 'rejected', 'missing']);
export type Outcome = z.infer<typeof Outcome>;

export const Shortfall = z.enum(['rejected', 'missing', 'over-delivered']);
export type Shortfall = z.infer<typeof Shortfall>;

export const Resolution = z.enum(['replace', 'return', 'write-off', 'claim', 'keep']);
export type Resolution = z.infer<typeof Resolution>;

export const Use = z.enum(['as-stated', 'other-use', 'not-used']);

export const FindingKind = z.enum([
  'not-found',
  'damaged',
  'other-use',
  'other-holder',
  'no-upkeep',
  'other',
]);
