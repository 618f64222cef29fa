import { globSync, readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import arIdentity from '../../../shared/i18n/ar/identity.json' with { type: 'json' };
import arProtected from '../../../shared/i18n/ar/protected.json' with { type: 'json' };
import arRegister from '../../../shared/i18n/ar/register.json' with { type: 'json' };
import ckbIdentity from '../../../shared/i18n/ckb/identity.json' with { type: 'json' };
import ckbProtected from '../../../shared/i18n/ckb/protected.json' with { type: 'json' };
import ckbRegister from '../../../shared/i18n/ckb/register.json' with { type: 'json' };
import enIdentity from '../../../shared/i18n/en/identity.json' with { type: 'json' };
import enProtected from '../../../shared/i18n/en/protected.json' with { type: 'json' };
import enRegister from '../../../shared/i18n/en/register.json' with { type: 'json' };
import sheets from '../../../shared/i18n/en/sheets.json' with { type: 'json' };
import { registerKinds } from '../../../workflows/register/kinds.ts';

const en = { ...enRegister, ...enIdentity, ...enProtected };
const ar = { ...arRegister, ...arIdentity, ...arProtected };
const ckb = { ...ckbRegister, ...ckbIdentity, ...ckbProtected };
const files = { en, ar, ckb };
const known = new Set([...Object.keys(en), ...Object.keys(sheets)]);

const source = globSync('workflows/register/**/*.ts')
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n');
const found = (pattern: RegExp) => [...new Set([...source.matchAll(pattern)].map(([, one]) => one ?? ''))];

interface Described {
  readonly fields: Set<string>;
  readonly options: Set<string>;
}

/** Every field name and every value to choose from, however deep. */
function describeSchema(schema: z.core.$ZodType, into: Described): Described {
  const def = (schema as unknown as { _zod: { def: Record<string, unknown> } })._zod.def;
  const inside = (value: unknown) => describeSchema(value as z.core.$ZodType, into);
  if (def.shape !== undefined)
    for (const [name, field] of Object.entries(def.shape as object)) {
      into.fields.add(name);
      inside(field);
    }
  if (def.element !== undefined) inside(def.element);
  if (def.innerType !== undefined) inside(def.innerType);
  for (const option of (def.options as unknown[] | undefined) ?? []) inside(option);
  for (const value of Object.values((def.entries as object | undefined) ?? {}))
    into.options.add(String(value));
  return into;
}

const words = registerKinds
  .flatMap(({ commands }) => Object.values(commands))
  .reduce((into, { input }) => describeSchema(input, into), {
    fields: new Set<string>(),
    options: new Set<string>(),
  });

describe('the texts of the register', () => {
  it.each(['ar', 'ckb'] as const)('are the same in %s as in English', (language) => {
    expect(Object.keys(files[language])).toEqual(Object.keys(en));
  });

  it.each(['ar', 'ckb'] as const)('are written in the script of %s', (language) => {
    const latin = Object.entries(files[language]).filter(([, text]) => !/[\u0600-\u06ff]/.test(text));
    expect(latin).toEqual([]);
  });

  it.each(['en', 'ar', 'ckb'] as const)('are messages that can be formatted in %s', (language) => {
    const parameters = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    for (const [key, text] of Object.entries(files[language])) {
      expect(() => new IntlMessageFormat(text, language), key).not.toThrow();
      expect(parameters(text), key).toEqual(parameters(en[key as keyof typeof en]));
    }
  });

  it('name every kind, command and event', () => {
    const keys = registerKinds.flatMap(({ kind, commands }) => [
      `kind.${kind}`,
      `kinds.${kind}`,
      ...Object.keys(commands).map((name) => `command.${kind}.${name}`),
    ]);
    expect(keys.filter((key) => !known.has(key))).toEqual([]);
    const events = found(/type: '([A-Z]\w+)', data/g);
    const told = [...known].flatMap((key) => (key.startsWith('event.') ? [key.split('.').at(-1)] : []));
    expect(events.length).toBeGreaterThan(30);
    expect(events.filter((event) => !told.includes(event))).toEqual([]);
  });

  it('name every field and every value to choose from', () => {
    expect([...words.fields].filter((field) => !known.has(`field.${field}`))).toEqual([]);
    expect([...words.options].filter((value) => !known.has(`option.${value}`))).toEqual([]);
  });

  it('explain every refusal and every task', () => {
    const codes = found(/(?:refuse|outOfTurn|wrongPerson)\(\s*'([a-z-]+)'/g);
    const more = found(/(?:code:|return) '([a-z]+(?:-[a-z]+)+)'/g);
    const isExplained = (code: string) => known.has(`refusal.${code}`) || known.has(`finding.${code}`);
    expect([...codes, ...more].filter((code) => !isExplained(code))).toEqual([]);
    const tasks = found(/'(task\.[a-z.-]+)'/g);
    expect(tasks.filter((key) => !known.has(key))).toEqual([]);
  });
});
