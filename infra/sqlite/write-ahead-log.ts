import { existsSync, readFileSync, statSync } from 'node:fs';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
/** The last bit says in which byte order the checksums are taken. */
const MAGIC = 0x377f0682;

interface Sums {
  readonly one: number;
  readonly two: number;
}

/**
 * Refuses a database whose write-ahead log was damaged before its end. SQLite would take the damage for the end of the
 * log and silently forget every later write; only what the last write left half done may be forgotten.
 */
export function refuseDamagedLog(file: string): void {
  const path = `${file}-wal`;
  if (!existsSync(path) || statSync(path).size === 0) return;
  // SQLite would delete a log without its file, and with it the writes that only the log holds.
  if (!existsSync(file) || statSync(file).size === 0)
    throw new Error(
      `${file} is missing or empty but its log ${path} is not. Restore the file from a backup.`,
    );
  const log = readFileSync(path);
  if (log.length > HEADER_BYTES && !isSound(log))
    throw new Error(`${path} is damaged: it holds writes after a broken one. Restore from a backup.`);
}

function isSound(log: Buffer): boolean {
  if ((log.readUInt32BE(0) & ~1) >>> 0 !== MAGIC) return false;
  const isBigEndian = (log.readUInt32BE(0) & 1) === 1;
  const add = (sums: Sums, from: number, to: number) => checksum(log.subarray(from, to), sums, isBigEndian);
  let expected = add({ one: 0, two: 0 }, 0, 24);
  if (!bears(log, 24, expected)) return false;
  const frameBytes = FRAME_HEADER_BYTES + log.readUInt32BE(8);
  // After the first broken frame: has a commit been seen that something follows? Then it was synced, and is lost.
  let isBroken = false;
  let hasCommit = false;
  for (let at = HEADER_BYTES; at + frameBytes <= log.length; at += frameBytes) {
    // Frames of an earlier round of the log bear other salts.
    const isOfThisRound = log.compare(log, 16, 24, at + 8, at + 16) === 0;
    if (isOfThisRound && hasCommit) return false;
    if (!isBroken) expected = add(add(expected, at, at + 8), at + FRAME_HEADER_BYTES, at + frameBytes);
    isBroken ||= !isOfThisRound || !bears(log, at + 16, expected);
    hasCommit ||= isBroken && isOfThisRound && log.readUInt32BE(at + 4) !== 0;
  }
  return true;
}

function bears(log: Buffer, at: number, { one, two }: Sums): boolean {
  return log.readUInt32BE(at) === one && log.readUInt32BE(at + 4) === two;
}

/** SQLite's own sum over pairs of words. */
function checksum(bytes: Buffer, { one, two }: Sums, isBigEndian: boolean): Sums {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; at += 8) {
    one = (one + view.getUint32(at, !isBigEndian) + two) >>> 0;
    two = (two + view.getUint32(at + 4, !isBigEndian) + one) >>> 0;
  }
  return { one, two };
}
