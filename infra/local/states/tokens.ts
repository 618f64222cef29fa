import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';

/** Where a task token points. */
interface Target {
  readonly execution: number;
  readonly frame: string;
  readonly nonce: number;
}

export type Tokens = ReturnType<typeof tokensOf>;

/** Task tokens need no table: they say where they point and are signed with the file's own secret. */
export function tokensOf(secret: Uint8Array) {
  const key = createSecretKey(secret);
  const sign = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  return {
    issue({ execution, frame, nonce }: Target): string {
      const text = `${execution}/${frame}/${nonce}`;
      return `${Buffer.from(text).toString('base64url')}.${sign(text).toString('base64url')}`;
    },
    /** Null: not one of ours. */
    read(token: string): Target | null {
      const [place = '', mac = ''] = token.split('.');
      const text = Buffer.from(place, 'base64url').toString();
      const [expected, given] = [sign(text), Buffer.from(mac, 'base64url')];
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      const [execution, frame = '', nonce] = text.split('/');
      return { execution: Number(execution), frame, nonce: Number(nonce) };
    },
  };
}
