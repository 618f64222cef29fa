import { describe, expect, it } from 'vitest';
import { registerKinds } from '../../../workflows/register/kinds.ts';

describe('the kinds of the register', () => {
  it.each(['kind', 'collection', 'prefix'] as const)('have each a %s of their own', (field) => {
    const values = registerKinds.map((kind) => kind[field]);
    expect(new Set(values).size).toBe(values.length);
  });

  it.each(registerKinds.map((kind) => [kind.kind, kind] as const))(
    '%s refuses unknown fields and commands',
    (_, kind) => {
      for (const name of Object.keys(kind.commands))
        expect(() => kind.parse(name, { surprise: 1 })).toThrow('invalid-input');
      expect(() => kind.parse('toString', {})).toThrow();
    },
  );

  it.each(registerKinds.map((kind) => [kind.kind, kind] as const))(
    '%s opens with one of its commands',
    (_, kind) => {
      expect(kind.commands).toHaveProperty(kind.opens);
      expect(kind.prefix).toMatch(/^[A-Z]{2}$/);
    },
  );
});
