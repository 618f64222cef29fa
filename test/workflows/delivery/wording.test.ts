import { readdirSync, readFileSync } from 'node:fs';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { STAGES } from '../../../workflows/delivery/case.ts';
import { COMMANDS } from '../../../workflows/delivery/commands.ts';
import { delivery } from '../../../workflows/delivery/track.ts';
import { DL } from './builders.ts';
import { IN } from './fixtures.ts';

type Texts = Readonly<Record<string, string>>;
const LANGUAGES = ['en', 'ar', 'ckb'] as const;
const FILES = ['common', 'register', 'safety-plan', 'delivery'];
const load = (language: string, file: string): Texts =>
  JSON.parse(readFileSync(new URL(`../../../shared/i18n/${language}/${file}.json`, import.meta.url), 'utf8'));
const known = new Set(FILES.flatMap((file) => Object.keys(load('en', file))));

const SOURCE = readdirSync(new URL('../../../workflows/delivery/', import.meta.url))
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(new URL(`../../../workflows/delivery/${file}`, import.meta.url), 'utf8'))
  .join('\n');
const all = (pattern: RegExp): string[] => [
  ...new Set([...SOURCE.matchAll(pattern)].map(([, name]) => name ?? '')),
];

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  enum?: (string | number)[];
}
const inner = ({ properties = {}, items, anyOf = [], oneOf = [] }: Schema): Schema[] => [
  ...Object.values(properties),
  ...(items === undefined ? [] : [items]),
  ...anyOf,
  ...oneOf,
];
const fieldsOf = (schema: Schema): string[] => [
  ...Object.keys(schema.properties ?? {}),
  ...inner(schema).flatMap(fieldsOf),
];
const optionsOf = (schema: Schema): (string | number)[] => [
  ...(schema.enum ?? []),
  ...inner(schema).flatMap(optionsOf),
];
const inputs = Object.entries(COMMANDS).map(
  ([name, { input }]) => [name, z.toJSONSchema(input, { io: 'input' }) as Schema] as const,
);
const CURRENCIES = ['EUR', 'USD', 'CAD', 'IQD'];

describe('words for everything people meet', () => {
  it.each([
    ['commands', Object.keys(COMMANDS).map((name) => `command.delivery.${name}`)],
    ['stages', STAGES.map((stage) => `stage.delivery.${stage}`)],
    ['events', all(/\bevent\(\s*'(\w+)'/g).map((name) => `event.delivery.${name}`)],
    ['refusals', all(/(?:refuse|outOfTurn|wrongPerson)\(\s*'([a-z-]+)'/g).map((code) => `refusal.${code}`)],
    ['stages as refusals', all(/^ {2}\w+: '(delivery-[a-z]+)',$/gm).map((code) => `refusal.${code}`)],
    [
      'options',
      inputs
        .flatMap(([, schema]) => optionsOf(schema))
        .filter((option) => !CURRENCIES.includes(String(option)))
        .map((option) => `option.${option}`),
    ],
    ['the kind', ['kind.delivery', 'kinds.delivery', 'track.delivery']],
  ])('%s', (_, keys) => {
    expect(keys.length).toBeGreaterThan(0);
    expect(keys.filter((key) => !known.has(key))).toEqual([]);
  });

  it.each(inputs)('fields of %s', (command, schema) => {
    const unknown = fieldsOf(schema).filter(
      (name) =>
        ![`field.delivery.${command}.${name}`, `field.delivery.${name}`, `field.${name}`].some((key) =>
          known.has(key),
        ),
    );
    expect(unknown).toEqual([]);
  });
});

describe.each(LANGUAGES)('in %s', (language) => {
  const texts = load(language, 'delivery');

  it('has the same keys as in English', () => {
    expect(Object.keys(texts)).toEqual(Object.keys(load('en', 'delivery')));
  });

  it('every sentence about a delivery gets the parameters it asks for', async () => {
    for (const stage of STAGES) {
      const way = await IN[stage]();
      const sentences = [delivery.track?.waitsFor(way.state(DL)), ...way.tasks(DL).map(({ title }) => title)];
      for (const { key, params = {} } of sentences.filter((one) => one !== undefined)) {
        const message = new IntlMessageFormat(texts[key] ?? '', language);
        expect(String(message.format(params)), key).not.toBe('');
      }
    }
  });
});
