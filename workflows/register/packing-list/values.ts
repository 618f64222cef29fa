import type { Cell } from '../../../shared/sheets/sheet.ts';
import { AssetClass } from '../asset/commands.ts';
import { vinOf } from '../asset/identity.ts';
import { latinDigits } from '../digits.ts';
import type { Finding } from './finding.ts';

/** A value as it will be stored, with everything that was read otherwise than written. */
export interface Read {
  readonly value: string | null;
  readonly findings: readonly Finding[];
}

const error = ({ address, text }: Cell, code: string): Read => ({
  value: null,
  findings: [{ cell: address, code, weight: 'error', from: text }],
});

const INVISIBLE = /[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** Invisible characters, spaces around and Arabic digits go, each said. */
function cleaned(cell: Cell, digits: boolean): { text: string; findings: Finding[] } {
  const findings: Finding[] = [];
  let text = cell.text;
  const step = (code: string, next: string): void => {
    if (next !== text) findings.push({ cell: cell.address, code, weight: 'change', from: text, to: next });
    text = next;
  };
  step('invisible-characters', text.replace(/\u00a0/g, ' ').replace(INVISIBLE, ''));
  step('spaces', text.replace(/\s+/g, ' ').trim());
  if (digits) step('arabic-digits', latinDigits(text));
  return { text, findings };
}

export function readText(cell: Cell): Read {
  const { text, findings } = cleaned(cell, false);
  return { value: text, findings };
}

export function readVin(cell: Cell): Read {
  if (cell.kind === 'number') return error(cell, 'number-not-text');
  const { text, findings } = cleaned(cell, true);
  const vin = vinOf(text);
  if (vin === null) return error(cell, 'vin-not-valid');
  const grouped = text.toUpperCase().replace(/[\s._/-]/g, '');
  const more: Finding[] = [];
  if (grouped !== text)
    more.push({ cell: cell.address, code: 'vin-spacing', weight: 'change', from: text, to: grouped });
  if (vin !== grouped)
    more.push({ cell: cell.address, code: 'vin-letter', weight: 'change', from: grouped, to: vin });
  return { value: vin, findings: [...findings, ...more] };
}

/** A serial kept as a number has lost its zeros, and beyond 15 digits its end (P-06): only the sender knows it. */
export function readSerial(cell: Cell): Read {
  if (cell.kind === 'number' || /^\d+([.,]\d+)?E\+?\d+$/i.test(latinDigits(cell.text.trim())))
    return error(cell, 'number-not-text');
  const { text, findings } = cleaned(cell, true);
  return { value: text, findings };
}

export function readQuantity(cell: Cell): Read {
  const { text, findings } = cleaned(cell, true);
  const [, digits, measure = ''] = /^(\d{1,6})(?:[.,]0+)?\s*([^\d]*)$/.exec(text) ?? [];
  if (digits === undefined || Number(digits) === 0) return error(cell, 'quantity-not-valid');
  const value = String(Number(digits));
  if (measure.trim() === '') return { value, findings };
  const said: Finding = {
    cell: cell.address,
    code: 'quantity-with-unit',
    weight: 'change',
    from: text,
    to: value,
  };
  return { value, findings: [...findings, said] };
}

const CLASSES: Readonly<Record<string, AssetClass>> = {
  vehicle: 'vehicle',
  car: 'vehicle',
  مركبة: 'vehicle',
  سيارة: 'vehicle',
  ئۆتۆمبێل: 'vehicle',
  it: 'technical',
  computer: 'technical',
  حاسوب: 'technical',
  تقني: 'technical',
  أمني: 'security',
  camera: 'security',
  كاميرا: 'security',
  radio: 'communication',
  'جهاز لاسلكي': 'communication',
  اتصالات: 'communication',
  bed: 'furniture',
  desk: 'furniture',
  أثاث: 'furniture',
  سرير: 'furniture',
};

export function readClass(cell: Cell): Read {
  const { text, findings } = cleaned(cell, false);
  const own = AssetClass.safeParse(text.toLowerCase());
  if (own.success) return { value: own.data, findings };
  const found = CLASSES[text.toLowerCase()];
  if (found === undefined) return error(cell, 'class-unknown');
  const said: Finding = {
    cell: cell.address,
    code: 'class-read-as',
    weight: 'change',
    from: text,
    to: found,
  };
  return { value: found, findings: [...findings, said] };
}

/** `2026-11-20` and dates of the spreadsheet are certain; `20/11/2026` is said; `03/04/2026` could be either. */
export function readDate(cell: Cell): Read {
  const { text, findings } = cleaned(cell, true);
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) return { value: text.slice(0, 10), findings };
  const [, a = '', b = '', year = ''] = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/.exec(text) ?? [];
  if (year === '') return error(cell, 'date-not-valid');
  if (Number(a) <= 12 && Number(b) <= 12 && a !== b) return error(cell, 'date-ambiguous');
  const [day, month] = Number(a) > 12 ? [a, b] : [b, a];
  if (Number(month) > 12 || Number(day) > 31) return error(cell, 'date-not-valid');
  const value = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const said: Finding = { cell: cell.address, code: 'date-read-as', weight: 'change', from: text, to: value };
  return { value, findings: [...findings, said] };
}
