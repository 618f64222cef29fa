import { statSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { movableClock } from '../../../infra/local/clock.ts';

const RealDate = Date;
const clock = movableClock();
const target = RealDate.UTC(2027, 2, 21, 6);

afterEach(() => clock.restore());

describe('the one clock', () => {
  test('leaves Date alone until it is moved', () => {
    expect(Date).toBe(RealDate);
    expect(clock.offset).toBe(0);
  });

  test('moves Date, and ticks on from there', () => {
    clock.moveTo(target);
    const before = Date.now();
    expect(before).toBeGreaterThanOrEqual(target);
    expect(before).toBeLessThan(target + 1000);
    expect(new Date().toISOString().slice(0, 10)).toBe('2027-03-21');
    expect(Date()).toContain('2027');
    expect(Date.now()).toBeGreaterThanOrEqual(before);
  });

  test('shows whole milliseconds', () => {
    clock.moveTo(target + 1 / 3);
    expect(Number.isInteger(Date.now())).toBe(true);
    expect(Number.isInteger(clock.now())).toBe(true);
  });

  test('changes no date that is given in full', () => {
    clock.moveTo(target);
    expect(new Date('2020-02-29T00:00:00Z').toISOString()).toBe('2020-02-29T00:00:00.000Z');
    expect(new Date(0).getTime()).toBe(0);
    expect(Date.UTC(1970, 0, 1)).toBe(0);
  });

  test('keeps every date a Date', () => {
    const earlier = new Date();
    clock.moveTo(target);
    class Deadline extends Date {}
    expect(earlier).toBeInstanceOf(Date);
    expect(new Date()).toBeInstanceOf(Date);
    expect(new Date().constructor).toBe(Date);
    expect(statSync('.').mtime).toBeInstanceOf(Date);
    expect(new Deadline()).toBeInstanceOf(Deadline);
    expect(new Deadline().getTime()).toBeGreaterThanOrEqual(target);
  });

  test('goes back to the machine’s own time', () => {
    clock.moveTo(target);
    clock.restore();
    expect(Date).toBe(RealDate);
    expect(new Date().constructor).toBe(RealDate);
  });
});
