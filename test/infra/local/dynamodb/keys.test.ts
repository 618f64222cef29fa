import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterPrefix } from '../../../../infra/local/dynamodb/keys.ts';
import {
  addNumbers,
  canonicalNumber,
  numberKey,
  subtractNumbers,
} from '../../../../infra/local/dynamodb/numbers.ts';
import { compare } from '../../../../infra/local/dynamodb/operators.ts';

/** Up to 38 digits, magnitude within ±125. */
const decimals = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }), fc.integer({ min: -120, max: 80 }))
  .map(([negative, digits, exponent]) => ({ negative, digits, exponent }));
type Sample = { negative: boolean; digits: bigint; exponent: number };

const text = ({ negative, digits, exponent }: Sample) => `${negative ? '-' : ''}${digits}e${exponent}`;
const scaled = ({ negative, digits, exponent }: Sample) =>
  (negative ? -digits : digits) * 10n ** BigInt(exponent + 130);
const words = fc.string({ unit: 'binary', maxLength: 6 });
const compareStrings = (a: string, b: string) => compare({ S: a }, { S: b });

describe('D5 the order of keys', () => {
  it('is the numeric order for any two numbers of 38 digits', () => {
    fc.assert(
      fc.property(decimals, decimals, (a, b) => {
        const [left, right] = [canonicalNumber(text(a)), canonicalNumber(text(b))];
        const expected = Math.sign(Number(scaled(a) > scaled(b)) - Number(scaled(a) < scaled(b)));
        const [one, two] = [numberKey(left), numberKey(right)];
        expect(Math.sign(Number(one > two) - Number(one < two))).toBe(expected);
        expect(Math.sign(compare({ N: left }, { N: right }))).toBe(expected);
      }),
    );
  });

  it('is the order of the UTF-8 bytes for any two strings', () => {
    fc.assert(
      fc.property(words, words, (a, b) => {
        const expected = Buffer.compare(Buffer.from(a), Buffer.from(b));
        expect(Math.sign(compareStrings(a, b))).toBe(expected);
      }),
    );
  });

  it('has every text with a prefix, and no other, between the prefix and its end', () => {
    fc.assert(
      fc.property(words, words, words, (prefix, rest, other) => {
        const end = afterPrefix(Buffer.from(prefix));
        const inside = (word: string) =>
          compareStrings(word, prefix) >= 0 &&
          (end === undefined || Buffer.compare(Buffer.from(word), end) < 0);
        expect(inside(prefix + rest)).toBe(true);
        expect(inside(other)).toBe(other.startsWith(prefix));
      }),
    );
  });

  it('has every byte string with a prefix, and no other, between the prefix and its end', () => {
    const bytes = fc.uint8Array({ maxLength: 4 });
    fc.assert(
      fc.property(bytes, bytes, (prefix, other) => {
        const end = afterPrefix(prefix);
        const starts = Buffer.from(other).subarray(0, prefix.length).equals(prefix);
        const inside =
          Buffer.compare(other, prefix) >= 0 && (end === undefined || Buffer.compare(other, end) < 0);
        expect(inside).toBe(starts);
      }),
    );
  });
});

describe('numbers', () => {
  it('add and subtract exactly wherever 38 digits hold the result', () => {
    const small = fc.tuple(
      fc.boolean(),
      fc.bigInt({ min: 0n, max: 10n ** 18n }),
      fc.integer({ min: -9, max: 9 }),
    );
    fc.assert(
      fc.property(small, small, ([na, da, ea], [nb, db, eb]) => {
        const [a, b] = [
          { negative: na, digits: da, exponent: ea },
          { negative: nb, digits: db, exponent: eb },
        ];
        const [left, right] = [canonicalNumber(text(a)), canonicalNumber(text(b))];
        const sum = canonicalNumber(`${scaled(a) + scaled(b)}e-130`);
        expect(addNumbers(left, right)).toBe(sum);
        expect(subtractNumbers(sum, right)).toBe(left);
      }),
    );
  });

  it.each([
    ['1.0', '1'],
    ['-0', '0'],
    ['+007', '7'],
    ['1e2', '100'],
    ['.5', '0.5'],
    ['-12.340', '-12.34'],
    ['1e-130', `0.${'0'.repeat(129)}1`],
    ['9.9999999999999999999999999999999999999e125', `${'9'.repeat(38)}${'0'.repeat(88)}`],
    ['999999999999999999', '999999999999999999'],
  ])('writes %s as %s', (given, canonical) => {
    expect(canonicalNumber(given)).toBe(canonical);
  });

  it.each([
    ['', 'cannot be converted'],
    ['1e', 'cannot be converted'],
    ['0x1', 'cannot be converted'],
    [' 1', 'cannot be converted'],
    ['NaN', 'cannot be converted'],
    ['1e126', 'overflow'],
    ['1e-131', 'underflow'],
    ['123456789012345678901234567890123456789', '38 significant digits'],
  ])('refuses %j', (given, reason) => {
    expect(() => canonicalNumber(given)).toThrow(reason);
  });

  it('refuse a sum that 38 digits cannot hold', () => {
    expect(() => addNumbers('1', canonicalNumber('1e-40'))).toThrow('38 significant digits');
  });
});
