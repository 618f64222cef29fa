import { createHash } from 'node:crypto';
import jsonata from 'jsonata';

/** What makes one turn differ from another; passed in, so that the engine itself is pure. */
export interface Inputs {
  readonly now: number;
  random(): number;
  uuid(): string;
  /** The task token of a frame at a nonce; the same arguments give the same token for ever. */
  token(frame: string, nonce: number): string;
}

// The limit of AWS, and what keeps one expression from eating the memory.
const MAX_RANGE = 1000;
const ALGORITHMS = ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];
const FORMATTED = jsonata('$fromMillis($at, $picture, $timezone)');

/** The functions AWS adds to JSONata, takes away from it, or binds to the clock; $parse is with the compiler. */
export const functionsOf = (inputs: Inputs) => ({
  partition(list: unknown, size: number): unknown[][] {
    if (!(Number.isInteger(size) && size > 0)) throw new Error('The size of $partition must be above 0');
    const all = Array.isArray(list) ? list : [list];
    const length = Math.ceil(all.length / size);
    return Array.from({ length }, (_, index) => all.slice(index * size, (index + 1) * size));
  },
  range(first: number, last: number, step = 1): unknown {
    if (step === 0) throw new Error('The step of $range must not be 0');
    const length = Math.max(0, Math.floor((last - first) / step) + 1);
    if (length > MAX_RANGE) throw new Error(`$range gives at most ${MAX_RANGE} elements`);
    const values = Array.from({ length }, (_, index) => first + index * step);
    // A sequence of one unwraps, as recorded from AWS: $range(1, 9, 9) is 1.
    return Object.assign(values, { sequence: true });
  },
  hash(value: unknown, algorithm: string): string {
    if (!ALGORITHMS.includes(algorithm)) throw new Error(`$hash does not know the algorithm ${algorithm}`);
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return createHash(algorithm.replace('-', '')).update(text).digest('hex');
  },
  random(seed?: number): number {
    if (seed === undefined) return inputs.random();
    return createHash('sha256').update(String(seed)).digest().readUInt32BE(0) / 2 ** 32;
  },
  uuid: () => inputs.uuid(),
  millis: () => inputs.now,
  now(picture?: string, timezone?: string): Promise<unknown> {
    return FORMATTED.evaluate(undefined, { at: inputs.now, picture, timezone });
  },
  eval(): never {
    throw new Error('$eval is not available');
  },
});
