import { inflateRawSync } from 'node:zlib';
import { damaged, SHEET_LIMITS, sheetError, tooLarge } from './limits.ts';

/** A ZIP archive whose directory has been looked at; nothing is unpacked before it is asked for. */
export interface Archive {
  readonly names: readonly string[];
  /** The text of a part; null when there is none. Throws when it is longer than it says, or all of them too long. */
  text(name: string): string | null;
}

interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
}

const END = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const DIRECTORY = 0x02014b50;
const DIRECTORY_BYTES = 46;
const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const ENCRYPTED = 1;
const STORED = 0;
const DEFLATED = 8;

export const isArchive = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;

/** Read through the directory at the end, as spreadsheet programs do: what stands elsewhere in the file is ignored. */
export function openArchive(content: Uint8Array): Archive {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const entries = orDamaged(() => directoryOf(bytes));
  let left: number = SHEET_LIMITS.expanded;
  return {
    names: [...entries.keys()],
    text(name) {
      const entry = entries.get(name);
      if (entry === undefined) return null;
      if (entry.size > left) throw tooLarge('sheet-expands', SHEET_LIMITS.expanded);
      left -= entry.size;
      const unpacked = orDamaged(() => unpack(bytes, entry));
      return new TextDecoder(unpacked[0] === 0xff && unpacked[1] === 0xfe ? 'utf-16le' : 'utf-8').decode(
        unpacked,
      );
    },
  };
}

function orDamaged<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError || (error as { code?: string }).code?.startsWith('Z_') === true)
      throw damaged(error);
    throw error;
  }
}

function directoryOf(bytes: Buffer): Map<string, Entry> {
  const end = endOf(bytes);
  const count = bytes.readUInt16LE(end + 10);
  if (count > SHEET_LIMITS.entries) throw tooLarge('sheet-parts', SHEET_LIMITS.entries);
  const entries = new Map<string, Entry>();
  let at = bytes.readUInt32LE(end + 16);
  let declared = 0;
  for (let n = 0; n < count; n++) {
    if (bytes.readUInt32LE(at) !== DIRECTORY) throw damaged();
    if ((bytes.readUInt16LE(at + 8) & ENCRYPTED) !== 0) throw sheetError('sheet-encrypted');
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + DIRECTORY_BYTES, at + DIRECTORY_BYTES + nameLength);
    const size = bytes.readUInt32LE(at + 24);
    declared += size;
    if (declared > SHEET_LIMITS.declared) throw tooLarge('sheet-expands', SHEET_LIMITS.expanded);
    // Two parts of one name are a trick: programs differ in which of them they read.
    if (entries.has(name)) throw damaged();
    entries.set(name, {
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      size,
      at: bytes.readUInt32LE(at + 42),
    });
    at += DIRECTORY_BYTES + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function endOf(bytes: Buffer): number {
  const last = Math.max(0, bytes.length - END_BYTES - LONGEST_COMMENT);
  for (let at = bytes.length - END_BYTES; at >= last; at--) if (bytes.readUInt32LE(at) === END) return at;
  throw damaged();
}

function unpack(bytes: Buffer, { method, packed, size, at }: Entry): Buffer {
  if (bytes.readUInt32LE(at) !== LOCAL) throw damaged();
  const start = at + LOCAL_BYTES + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  if (start + packed > bytes.length) throw damaged();
  const data = bytes.subarray(start, start + packed);
  if (method === STORED && packed === size) return data;
  if (method !== DEFLATED) throw damaged();
  return inflated(data, size);
}

/** The archive says how long a part is; one that goes on after that is stopped there. */
function inflated(data: Buffer, size: number): Buffer {
  try {
    const whole = inflateRawSync(data, { maxOutputLength: Math.max(1, size) });
    if (whole.length !== size) throw damaged();
    return whole;
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge('sheet-expands', SHEET_LIMITS.expanded);
    throw error;
  }
}
