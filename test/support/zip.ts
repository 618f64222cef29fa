import { crc32, deflateRawSync } from 'node:zlib';

export interface Part {
  readonly name: string;
  readonly content: string | Uint8Array;
  /** What the archive says of it, where that shall be a lie. */
  readonly declared?: number;
  readonly flags?: number;
  /** An archive may say that the content begins where another part's does. */
  readonly sameAs?: number;
}

/** A ZIP archive, written by hand so that it can be wrong. */
export function zip(parts: readonly Part[], { count = parts.length }: { count?: number } = {}): Uint8Array {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let at = 0;
  for (const { name, content, declared, flags = 0, sameAs } of parts) {
    const bytes = Buffer.from(content as Uint8Array);
    const packed = deflateRawSync(bytes);
    const title = Buffer.from(name);
    const head = Buffer.alloc(30);
    head.writeUInt32LE(0x04034b50, 0);
    head.writeUInt16LE(20, 4);
    head.writeUInt16LE(flags, 6);
    head.writeUInt16LE(8, 8);
    head.writeUInt32LE(crc32(bytes), 14);
    head.writeUInt32LE(packed.length, 18);
    head.writeUInt32LE(declared ?? bytes.length, 22);
    head.writeUInt16LE(title.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(20, 6);
    head.copy(entry, 8, 6, 30);
    const start = sameAs === undefined ? at : (offsets[sameAs] ?? 0);
    entry.writeUInt32LE(start, 42);
    directory.push(entry, title);
    offsets.push(start);
    if (sameAs !== undefined) continue;
    chunks.push(head, title, packed);
    at += head.length + title.length + packed.length;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...chunks, ...directory, end]));
}
