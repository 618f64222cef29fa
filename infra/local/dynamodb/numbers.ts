import { demand, validation } from './errors.ts';

const MAX_DIGITS = 38;
const MAX_MAGNITUDE = 125;
const MIN_MAGNITUDE = -130;
/** Integers of up to 15 digits are exact in a double, and their shortest text is already canonical. */
const SMALL_INTEGER = /^(?:0|-?[1-9]\d{0,14})$/;
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,9}))?$/;
/** Added to the magnitude in a key, so that the three digits are never negative. */
const MAGNITUDE_BIAS = 500;
const OUTSIDE = 'Attempting to store a number with magnitude';

/** d₁.d₂d₃… × 10^magnitude without leading or trailing zeros; zero has no digits. */
interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly magnitude: number;
}

/** The one text of a number: plain decimal, no exponent, no needless zero. Throws ValidationException. */
export function canonicalNumber(text: string): string {
  return SMALL_INTEGER.test(text) ? text : format(parse(text));
}

/** A text whose plain string order is the numeric order. */
export function numberKey(canonical: string): string {
  const { negative, digits, magnitude } = parse(canonical);
  if (digits === '') return '1';
  const biased = magnitude + MAGNITUDE_BIAS;
  if (!negative) return `2${biased}${digits}`;
  // '~' sorts after every digit: -1.2 comes after -1.23.
  return `0${999 - biased}${digits.replaceAll(/\d/g, (digit) => String(9 - Number(digit)))}~`;
}

/** Negative, zero or positive, for two canonical numbers. */
export function compareNumbers(a: string, b: string): number {
  if (SMALL_INTEGER.test(a) && SMALL_INTEGER.test(b)) return Number(a) - Number(b);
  const [left, right] = [numberKey(a), numberKey(b)];
  return left === right ? 0 : left < right ? -1 : 1;
}

/** a + b, exact. Throws ValidationException when 38 digits or the range do not hold the result. */
export function addNumbers(a: string, b: string): string {
  if (SMALL_INTEGER.test(a) && SMALL_INTEGER.test(b)) return String(Number(a) + Number(b));
  const [left, right] = [parse(a), parse(b)];
  const exponent = Math.min(exponentOf(left), exponentOf(right));
  const sum = scaled(left, exponent) + scaled(right, exponent);
  return canonicalNumber(`${sum}e${exponent}`);
}

/** a − b, exact; throws as addNumbers does. */
export function subtractNumbers(a: string, b: string): string {
  return addNumbers(a, b === '0' ? b : b.startsWith('-') ? b.slice(1) : `-${b}`);
}

/** Bytes a number counts in the size of an item: two digits a byte, and one. */
export function numberSize(canonical: string): number {
  const { negative, digits } = parse(canonical);
  return Math.ceil(digits.length / 2) + 1 + (negative ? 1 : 0);
}

function parse(text: string): Decimal {
  const match = NUMBER.exec(text);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match ?? [];
  const written = whole + fraction;
  if (match === null || written === '')
    throw validation(`The parameter cannot be converted to a numeric value${text === '' ? '' : `: ${text}`}`);
  const significant = written.replace(/^0+/, '');
  let end = significant.length;
  while (significant[end - 1] === '0') end -= 1;
  const digits = significant.slice(0, end);
  if (digits === '') return { negative: false, digits, magnitude: 0 };
  const magnitude = whole.length - 1 + Number(exponent) - (written.length - significant.length);
  demand(magnitude <= MAX_MAGNITUDE, `Number overflow. ${OUTSIDE} larger than supported range`);
  demand(magnitude >= MIN_MAGNITUDE, `Number underflow. ${OUTSIDE} smaller than supported range`);
  demand(digits.length <= MAX_DIGITS, 'Attempting to store more than 38 significant digits in a Number');
  return { negative: sign === '-', digits, magnitude };
}

function format({ negative, digits, magnitude }: Decimal): string {
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  if (magnitude < 0) return `${sign}0.${'0'.repeat(-magnitude - 1)}${digits}`;
  const whole = digits.slice(0, magnitude + 1).padEnd(magnitude + 1, '0');
  const fraction = digits.slice(magnitude + 1);
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
}

/** The power of ten of the last digit. */
function exponentOf({ digits, magnitude }: Decimal): number {
  return digits === '' ? MAX_MAGNITUDE : magnitude - digits.length + 1;
}

function scaled(number: Decimal, exponent: number): bigint {
  const value = BigInt(number.digits) * 10n ** BigInt(exponentOf(number) - exponent);
  return number.negative ? -value : value;
}
