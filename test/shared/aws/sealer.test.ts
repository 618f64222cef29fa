import { describe, expect, it } from 'vitest';
import { noSealer, sealer } from '../../../shared/aws/sealer.ts';

const secret = 'a secret of the installation, long enough';

describe('a sealed text', () => {
  const sealed = sealer(secret).seal('PC-1', 'CANARY نص');

  it('holds nothing readable and opens again', () => {
    expect(sealed).not.toContain('CANARY');
    expect(sealer(secret).open('PC-1', sealed)).toBe('CANARY نص');
  });

  it('differs each time', () => expect(sealer(secret).seal('PC-1', 'CANARY نص')).not.toBe(sealed));

  it.each([
    ['under another entry', () => sealer(secret).open('PC-2', sealed)],
    ['with another secret', () => sealer(`${secret}!`).open('PC-1', sealed)],
    ['after a change', () => sealer(secret).open('PC-1', `${sealed.slice(0, -6)}AAAA==`)],
    ['without the secret', () => noSealer.open('PC-1', sealed)],
  ])('does not open %s', (_, open) => expect(open).toThrow());
});
