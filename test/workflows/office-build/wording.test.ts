import { readdirSync, readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { STAGES } from '../../../workflows/office-build/case.ts';
import { COMMANDS } from '../../../workflows/office-build/commands.ts';
import { officeBuild } from '../../../workflows/office-build/track.ts';
import { aBuild, federal, federal2 } from './builders.ts';
import { IN } from './fixtures.ts';

type Texts = Readonly<Record<string, string>>;
const LANGUAGES = ['en', 'ar', 'ckb'] as const;
const load = (language: string, file: string): Texts =>
  JSON.parse(readFileSync(new URL(`../../../shared/i18n/${language}/${file}.json`, import.meta.url), 'utf8'));
const own = Object.fromEntries(LANGUAGES.map((language) => [language, load(language, 'office-build')]));
// Words the register and the pages share with the plan stand in their files.
const known = new Set(
  ['common', 'register', 'safety-plan', 'office-build'].flatMap((file) => Object.keys(load('en', file))),
);

const SOURCE = readdirSync(new URL('../../../workflows/office-build/', import.meta.url))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(new URL(`../../../workflows/office-build/${file}`, import.meta.url), 'utf8'))
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
    ['commands', Object.keys(COMMANDS).map((name) => `command.office-build.${name}`)],
    ['stages', STAGES.map((stage) => `stage.office-build.${stage}`)],
    ['events', all(/\bevent\(\s*'(\w+)'/g).map((name) => `event.office-build.${name}`)],
    ['refusals', all(/(?:refuse|outOfTurn|wrongPerson)\(\s*'([a-z-]+)'/g).map((code) => `refusal.${code}`)],
    ['stages as refusals', all(/^ {2}\w+: '(build-[a-z]+)',$/gm).map((code) => `refusal.${code}`)],
    ['options', inputs.flatMap(([, schema]) => optionsOf(schema)).map((option) => `option.${option}`)],
    ['the kind', ['kind.office-build', 'kinds.office-build', 'track.office-build']],
  ])('%s', (_, keys) => {
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => !known.has(key))).toEqual([]);
  });

  it.each(inputs)('fields of %s', (command, schema) => {
    const unknown = fieldsOf(schema).filter(
      (name) =>
        ![`field.office-build.${command}.${name}`, `field.office-build.${name}`, `field.${name}`].some(
          (key) => known.has(key),
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

  it('every sentence about a build gets the parameters it asks for', () => {
    const builds = [
      ...STAGES.map((stage) => IN[stage]()),
      IN.construction().expire().expire().expire(),
      IN.approval().give(federal, 'AskQuestion', { question: 'Who owns the wall?' }),
      IN.construction().give(federal, 'HandOverPost', { successor: federal2.id }),
      aBuild().inContracting(),
      aBuild().inContracting().withContract(),
    ];
    for (const build of builds)
      for (const { key, params = {} } of [
        officeBuild.track?.waitsFor(build.build) ?? { key: '' },
        ...build.tasks.map(({ title }) => title),
      ]) {
        const codes = Object.fromEntries(
          Object.entries(params).map(([name, value]) => [`${name}Code`, value]),
        );
        const message = new IntlMessageFormat(texts[key] ?? '', language);
        expect(String(message.format({ ...params, ...codes })), key).not.toBe('');
      }
  });
});
