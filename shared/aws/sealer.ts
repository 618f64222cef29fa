import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Makes text unreadable without the installation's sealing secret; each entry under a key of its own (P11). */
export interface Sealer {
  seal(entry: string, text: string): string;
  /** Throws when the text was changed, or belongs to another entry. */
  open(entry: string, sealed: string): string;
}

const MARK = 'sealed:';
export const isSealed = (text: string): boolean => text.startsWith(MARK);

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** AES-256-GCM; the key of an entry is derived from the secret and the entry's id. */
export function sealer(secret: string): Sealer {
  const keyOf = (entry: string): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, entry, 'aman sealed entry', 32));
  return {
    seal(entry, text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', keyOf(entry), nonce).setAAD(Buffer.from(entry));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return MARK + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64');
    },
    open(entry, sealed) {
      const bytes = Buffer.from(sealed.slice(MARK.length), 'base64');
      const tag = bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', keyOf(entry), bytes.subarray(0, NONCE_BYTES));
      decipher.setAAD(Buffer.from(entry)).setAuthTag(tag);
      const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
  };
}

/** For functions that never meet a sealed entry and hold no secret: meeting one is a fault of wiring. */
export const noSealer: Sealer = {
  seal: (entry) => refuse(entry),
  open: (entry) => refuse(entry),
};

function refuse(entry: string): never {
  throw new Error(`${entry} is sealed and this function has no sealing secret`);
}
