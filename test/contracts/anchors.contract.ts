import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { systemCrypto } from '../../shared/aws/system.ts';
import { type Anchor, anchorDigest, draftAnchor } from '../../shared/kernel/anchor.ts';
import { EntryId } from '../../shared/kernel/ids.ts';
import type { Anchors } from '../../shared/ports.ts';

const AT = '2026-11-20T21:00:00.000Z';
const entry = EntryId.parse('SP-RAMADI');
const chains = [{ entry, after: 0, hashes: ['a'.repeat(64), 'b'.repeat(64)] }];

/** What every place for anchors must do. */
export function anchorsContract(name: string, open: () => Anchors, digest: null | 'sha256'): void {
  const isSigned = ({ publicKey, signature, ...anchor }: Anchor): boolean => {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return verify(digest, Buffer.from(anchor.digest), key, Buffer.from(signature, 'base64'));
  };

  describe(`anchors in ${name}`, () => {
    it('are none at first', async () => {
      expect(await open().read('open')).toEqual([]);
    });

    it('come back in order, chained, with a signature that anybody can check', async () => {
      const anchors = open();
      const first = await anchors.add('open', draftAnchor(undefined, AT, chains));
      const second = await anchors.add('open', draftAnchor(first, AT, []));
      expect(await anchors.read('open')).toEqual([first, second]);
      expect(second.previous).toBe(first.digest);
      for (const anchor of [first, second]) {
        expect(anchor.digest).toBe(anchorDigest(anchor, systemCrypto.sha256));
        expect(isSigned(anchor)).toBe(true);
        expect(isSigned({ ...anchor, digest: 'c'.repeat(64) })).toBe(false);
      }
    });

    it('keep the series apart', async () => {
      const anchors = open();
      await anchors.add('sealed', draftAnchor(undefined, AT, chains));
      expect(await anchors.read('open')).toEqual([]);
      expect(await anchors.read('sealed')).toHaveLength(1);
    });

    it('never give a number twice', async () => {
      const anchors = open();
      const first = await anchors.add('open', draftAnchor(undefined, AT, chains));
      await expect(anchors.add('open', draftAnchor(undefined, AT, []))).rejects.toThrow();
      expect(await anchors.read('open')).toEqual([first]);
    });
  });
}
