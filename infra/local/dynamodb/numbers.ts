import { demand } from './errors.ts';

const MAX_DIGITS = 38;
const MAX_MAGNITUDE = 125;
const MIN_MAGNITUDE = -130;
/** Every number is a multiple of 10^-167: the first of its 38 digits stands at 10^-130 or before. */
const SCALE = 167;
/** Most numbers, written canonically already. */
const SMALL_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;
/** Added to the magnitude in a key, so that the three digits are never negative. */
const MAGNITUDE_BIAS = 500;
const OUTSIDE = 'Attempting to store a number with magnitude';

/** The one text of a number: plain decimal, no exponent, no needless zero. Throws ValidationException. */
export function canonicalNumber(text: string): string {
  if (SMALL_INTEGER.test(text)) return text;
  const { sign, digits, magnitude } = parse(text);
  const point = Math.max(magnitude, 0) + 1;
  const written = '0'.repeat(Math.max(-magnitude, 0)) + digits.padEnd(point, '0');
  const fraction = written.slice(point);
  return `${sign}${written.slice(0, point)}${fraction && `.${fraction}`}`;
}

/** A text whose plain string order is the numeric order. */
export function numberKey(canonical: string): string {
  const { sign, digits, magnitude } = parse(canonical);
  if (digits === '') return '1';
  const biased = magnitude + MAGNITUDE_BIAS;
  if (sign === '') return `2${biased}${digits}`;
  // '~' sorts after every digit: -1.2 comes after -1.23.
  return `0${999 - biased}${digits.replaceAll(/\d/g, (digit) => String(9 - Number(digit)))}~`;
}

/** a + b, exact. Throws ValidationException when 38 digits or the range do not hold the result. */
export function addNumbers(a: string, b: string): string {
  const [left = 0n, right = 0n] = [a, b].map((canonical) => {
    const { sign, digits, magnitude } = parse(canonical);
    return BigInt(sign + digits.padEnd(magnitude + SCALE + 1, '0'));
  });
  return canonicalNumber(`${left + right}e-${SCALE}`);
}

/** a − b, exact; throws as addNumbers does. */
export function subtractNumbers(a: string, b: string): string {
  return addNumbers(a, b.startsWith('-') ? b.slice(1) : `-${b}`);
}

/** Bytes a number counts in the size of an item: two digits a byte, and one; one more for a sign. */
export function numberSize(canonical: string): number {
  const { sign, digits } = parse(canonical);
  return Math.ceil(digits.length / 2) + 1 + sign.length;
}

/** The number is d₁.d₂d₃… × 10^magnitude, without leading or trailing zeros; zero has no digits. */
function parse(text: string) {
  const [, sign, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  const written = whole + fraction;
  const given = text === '' ? '' : `: ${text}`;
  demand(written !== '', `The parameter cannot be converted to a numeric value${given}`);
  const significant = written.replace(/^0+/, '');
  const digits = /^\d*[1-9]/.exec(significant)?.[0] ?? '';
  if (digits === '') return { sign: '', digits, magnitude: 0 };
  const magnitude = whole.length - 1 + Number(exponent) - (written.length - significant.length);
  demand(magnitude <= MAX_MAGNITUDE, `Number overflow. ${OUTSIDE} larger than supported range`);
  demand(magnitude >= MIN_MAGNITUDE, `Number underflow. ${OUTSIDE} smaller than supported range`);
  demand(digits.length <= MAX_DIGITS, 'Attempting to store more than 38 significant digits in a Number');
  return { sign: sign === '-' ? '-' : '', digits, magnitude };
}
