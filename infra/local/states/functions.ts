import { createHash } from 'node:crypto';

/** What makes an evaluation differ from run to run; passed in, so that the engine itself is pure. */
export interface Inputs {
  readonly now: number;
  random(): number;
  uuid(): string;
}

/** The name under which an evaluation finds its inputs; no JSONata variable can be spelled like this. */
export const INPUTS = 'engine:inputs';

interface Focus {
  readonly environment: { lookup(name: string): unknown };
}

type Implementation = (this: Focus, ...given: never[]) => unknown;

/** The functions AWS adds to JSONata, takes away from it, or binds to the clock: name, code, signature. */
export const FUNCTIONS: readonly (readonly [string, Implementation, string?])[] = [
  ['partition', partition],
  ['range', range],
  ['hash', hash],
  ['parse', (text: string): unknown => JSON.parse(text), '<s:x>'],
  ['random', random],
  ['uuid', uuid],
  ['now', now],
  ['millis', millis],
  ['eval', refuseEval],
];

function inputsOf(focus: Focus): Inputs {
  return focus.environment.lookup(INPUTS) as Inputs;
}

function partition(list: unknown, size: number): unknown[][] {
  const all = Array.isArray(list) ? list : [list];
  if (!(Number.isInteger(size) && size > 0)) throw new Error('The size of $partition must be above 0');
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, i * size + size));
}

function range(first: number, last: number, step = 1): unknown {
  if (step === 0) throw new Error('The step of $range must not be 0');
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  // The limit of AWS, and what keeps one expression from eating the memory.
  if (length > 1000) throw new Error('$range gives at most 1000 elements');
  const values = Array.from({ length }, (_, index) => first + index * step);
  // A sequence of one unwraps, as recorded from AWS: $range(1, 9, 9) is 1.
  return Object.assign(values, { sequence: true });
}

const ALGORITHMS = ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];

function hash(value: unknown, algorithm: string): string {
  if (!ALGORITHMS.includes(algorithm)) throw new Error(`$hash does not know the algorithm ${algorithm}`);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return createHash(algorithm.replace('-', '')).update(text).digest('hex');
}

function random(this: Focus, seed?: number): number {
  if (seed === undefined) return inputsOf(this).random();
  return createHash('sha256').update(String(seed)).digest().readUInt32BE(0) / 2 ** 32;
}

function uuid(this: Focus): string {
  return inputsOf(this).uuid();
}

function millis(this: Focus): number {
  return inputsOf(this).now;
}

function now(this: Focus, picture?: string, timezone?: string): unknown {
  const at = inputsOf(this).now;
  if (picture === undefined) return new Date(at).toISOString();
  const { implementation } = this.environment.lookup('fromMillis') as {
    implementation: (...given: unknown[]) => unknown;
  };
  return implementation.call(this, at, picture, timezone);
}

function refuseEval(): never {
  throw new Error('$eval is not available');
}
