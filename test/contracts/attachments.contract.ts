import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Attachments } from '../../shared/ports.ts';

/** What every place for files must do. */
export function attachmentsContract(name: string, open: () => Attachments): void {
  const content = new Uint8Array([0xff, 0xd8, 0xff, 1, 2, 3]);
  const sha256 = createHash('sha256').update(content).digest('hex');

  describe(`attachments in ${name}`, () => {
    it('are named by the digest of their content and come back whole', async () => {
      const attachments = open();
      expect(await attachments.put(content, 'image/jpeg')).toEqual({
        sha256,
        size: 6,
        mediaType: 'image/jpeg',
      });
      const found = await attachments.get(sha256);
      expect(found && { ...found, content: [...found.content] }).toEqual({
        mediaType: 'image/jpeg',
        content: [...content],
      });
      expect(await attachments.has(sha256)).toBe(true);
    });

    it('may be put twice', async () => {
      const attachments = open();
      await attachments.put(content, 'image/jpeg');
      expect((await attachments.put(content, 'image/jpeg')).sha256).toBe(sha256);
    });

    it.each(['0'.repeat(64), '../../secret', 'A'.repeat(64), ''])('know nothing of %j', async (other) => {
      const attachments = open();
      await attachments.put(content, 'image/jpeg');
      expect(await attachments.has(other)).toBe(false);
      expect(await attachments.get(other)).toBeNull();
    });
  });
}
