import { readdirSync, readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { STAGES } from '../../../workflows/safety-plan/case.ts';
import { COMMANDS } from '../../../workflows/safety-plan/commands.ts';
import { safetyPlan } from '../../../workflows/safety-plan/track.ts';
import { field, owner, successor } from './builders.ts';
import { IN } from './fixtures.ts';

type Texts = Readonly<Record<string, string>>;
const LANGUAGES = ['en', 'ar', 'ckb'] as const;
const load = (language: string, file: string): Texts =>
  JSON.parse(readFileSync(new URL(`../../../shared/i18n/${language}/${file}.json`, import.meta.url), 'utf8'));
const own = Object.fromEntries(LANGUAGES.map((language) => [language, load(language, 'safety-plan')]));
// Words the register and the pages share with the plan stand in their files.
const known = new Set(['common', 'register', 'safety-plan'].flatMap((file) => Object.keys(load('en', file))));

const SOURCE = readdirSync(new URL('../../../workflows/safety-plan/', import.meta.url))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(new URL(`../../../workflows/safety-plan/${file}`, import.meta.url), 'utf8'))
  .join('\n');
const all = (pattern: RegExp): string[] => [
  ...new Set([...SOURCE.matchAll(pattern)].map(([, name]) => name ?? '')),
];

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: (string | number)[];
}
const inputs = Object.entries(COMMANDS).map(
  ([name, { input }]) => [name, z.toJSONSchema(input, { io: 'input' }) as Schema] as const,
);
const fieldsOf = (schema: Schema = {}): string[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => [
    name,
    ...fieldsOf(inner),
    ...fieldsOf(inner.items),
  ]);
const optionsOf = (schema: Schema = {}): (string | number)[] => [
  ...(schema.enum ?? []),
  ...Object.values(schema.properties ?? {}).flatMap(optionsOf),
  ...(schema.items === undefined ? [] : optionsOf(schema.items)),
];

describe('words for everything people meet', () => {
  it.each([
    ['commands', Object.keys(COMMANDS).map((name) => `command.safety-plan.${name}`)],
    ['stages', STAGES.map((stage) => `stage.safety-plan.${stage}`)],
    ['events', all(/\bevent\(\s*'(\w+)'/g).map((name) => `event.safety-plan.${name}`)],
    ['refusals', all(/(?:refuse|outOfTurn|wrongPerson)\(\s*'([a-z-]+)'/g).map((code) => `refusal.${code}`)],
    ['stages as refusals', all(/^ {2}\w+: '(plan-[a-z]+)',$/gm).map((code) => `refusal.${code}`)],
    ['options', inputs.flatMap(([, schema]) => optionsOf(schema)).map((option) => `option.${option}`)],
    ['the kind', ['kind.safety-plan', 'kinds.safety-plan', 'track.safety-plan']],
  ])('%s', (_, keys) => {
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => !known.has(key))).toEqual([]);
  });

  it.each(inputs)('fields of %s', (command, schema) => {
    const unknown = fieldsOf(schema).filter(
      (name) =>
        ![`field.safety-plan.${command}.${name}`, `field.safety-plan.${name}`, `field.${name}`].some((key) =>
          known.has(key),
        ),
    );
    expect(unknown).toEqual([]);
  });

  it('has the same keys in all languages', () => {
    const keys = LANGUAGES.map((language) => Object.keys(own[language] ?? {}).toSorted());
    expect(keys[1]).toEqual(keys[0]);
    expect(keys[2]).toEqual(keys[0]);
  });
});

describe.each(LANGUAGES)('in %s', (language) => {
  const texts = own[language] ?? {};

  it('every text is a message that can be read', () => {
    for (const [key, text] of Object.entries(texts)) {
      expect(text.trim(), key).toBe(text);
      expect(text, key).not.toBe('');
      expect(() => new IntlMessageFormat(text, language, undefined, { ignoreTag: true }), key).not.toThrow();
    }
  });

  it('plurals name every category of the language', () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const [key, text] of Object.entries(texts))
      for (const element of new IntlMessageFormat(text, language).getAst())
        if ('pluralType' in element && 'options' in element) {
          const given = Object.keys(element.options).map((name) => (name === '=0' ? 'zero' : name));
          expect(
            needed.filter((category) => !given.includes(category)),
            key,
          ).toEqual([]);
        }
  });

  it('every sentence about a plan gets the parameters it asks for', () => {
    const plans = [
      ...STAGES.map((stage) => IN[stage]()),
      IN.signature().expire().expire().expire(),
      IN.signature().give(field, 'AskQuestion', { question: 'Who pays?' }),
      IN.implementation().give(owner, 'HandOverPost', { successor: successor.id }),
      IN.review().give(field, 'RecordResult', { concern: 'C01', outcome: 'moved', note: 'To the bridge.' }),
    ];
    for (const plan of plans)
      for (const { key, params = {} } of [
        safetyPlan.track?.waitsFor(plan.plan) ?? { key: '' },
        ...plan.tasks.map(({ title }) => title),
      ]) {
        const codes = Object.fromEntries(
          Object.entries(params).map(([name, value]) => [`${name}Code`, value]),
        );
        const message = new IntlMessageFormat(texts[key] ?? '', language);
        expect(String(message.format({ ...params, ...codes })), key).not.toBe('');
      }
  });
});
