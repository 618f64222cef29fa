import arCommon from './ar/common.json' with { type: 'json' };
import ckbCommon from './ckb/common.json' with { type: 'json' };
import enCommon from './en/common.json' with { type: 'json' };
import type { Language } from './languages.ts';

/** Keys of our own pages; tracks and registers bring theirs, found by name at run time. */
export type MessageKey = keyof typeof enCommon;

export const messages: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: { ...enCommon },
  ar: { ...arCommon },
  ckb: { ...ckbCommon },
};
