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

function inputsOf(focus: Focus): Inputs {
  return focus.environment.lookup(INPUTS) as Inputs;
}

// A sequence of one unwraps, as recorded from AWS: $range(1, 9, 9) is 1.
function sequence(values: unknown[]): unknown[] {
  return Object.assign(values, { sequence: true });
}

function range(first: number, last: number, step = 1): unknown {
  if (step === 0) throw new Error('The step of $range must not be 0');
  const count = Math.max(0, Math.floor((last - first) / step) + 1);
  // The limit of AWS, and what keeps one expression from eating the memory.
  if (count > 1000) throw new Error('$range gives at most 1000 elements');
  return sequence(Array.from({ length: count }, (_, index) => first + index * step));
}

function partition(list: unknown, size: number): unknown[][] {
  const all = Array.isArray(list) ? list : [list];
  if (!(Number.isInteger(size) && size > 0)) throw new Error('The size of $partition must be above 0');
  return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, i * size + size));
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

function hash(value: unknown, algorithm: string): string {
  const name = ALGORITHMS[algorithm];
  if (name === undefined) throw new Error(`$hash does not know the algorithm ${algorithm}`);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return createHash(name).update(text).digest('hex');
}

function seeded(seed: number): number {
  return createHash('sha256').update(String(seed)).digest().readUInt32BE(0) / 2 ** 32;
}

function random(this: Focus, seed?: number): number {
  return seed === undefined ? inputsOf(this).random() : seeded(seed);
}

function now(this: Focus, picture?: string, timezone?: string): unknown {
  const millis = inputsOf(this).now;
  if (picture === undefined) return new Date(millis).toISOString();
  const formatter = this.environment.lookup('fromMillis') as {
    implementation: (...given: unknown[]) => unknown;
  };
  return formatter.implementation.call(this, millis, picture, timezone);
}

function refuseEval(): never {
  throw new Error('$eval is not available');
}

/** The functions AWS adds to JSONata, takes away from it, or binds to the clock: name, code, signature. */
export const FUNCTIONS: readonly (readonly [string, Implementation, string?])[] = [
  ['partition', partition],
  ['range', range],
  ['hash', hash],
  ['parse', (text: string): unknown => JSON.parse(text), '<s:x>'],
  ['random', random],
  [
    'uuid',
    function uuid(this: Focus): string {
      return inputsOf(this).uuid();
    },
  ],
  ['now', now],
  [
    'millis',
    function millis(this: Focus): number {
      return inputsOf(this).now;
    },
  ],
  ['eval', refuseEval],
];
