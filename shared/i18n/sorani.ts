/**
 * What ICU lacks or disputes for Sorani, in one place for a native reader to correct
 * (unicode-org/icu#4026 disputes the month names).
 */
export const SORANI_MONTHS = [
  'کانوونی دووەم',
  'شوبات',
  'ئازار',
  'نیسان',
  'ئایار',
  'حوزەیران',
  'تەمووز',
  'ئاب',
  'ئەیلوول',
  'تشرینی یەکەم',
  'تشرینی دووەم',
  'کانوونی یەکەم',
] as const;

export const SORANI_LIST = { comma: '، ', and: ' و ' } as const;
