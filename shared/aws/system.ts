import { hash, randomBytes } from 'node:crypto';
import type { Clock, Crypto } from '../ports.ts';

/** The one clock of a process; who moves it, moves Date (P14). */
export const systemClock: Clock = { now: () => new Date().toISOString() };

// One system call serves many salts: 4 KiB are some 250 of them.
const POOL = 4096;
let pool = randomBytes(POOL);
let used = 0;

export const systemCrypto: Crypto = {
  random(bytes) {
    if (used + bytes > pool.length) {
      pool = randomBytes(Math.max(POOL, bytes));
      used = 0;
    }
    used += bytes;
    return pool.subarray(used - bytes, used);
  },
  sha256: (text) => hash('sha256', text, 'hex'),
};
