import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { intlTag, LANGUAGES, type Language, localeOf } from '../../../shared/i18n/languages.ts';
import { messages } from '../../../shared/i18n/messages.ts';

const FOLDER = join(import.meta.dirname, '../../../shared/i18n');
const files = readdirSync(join(FOLDER, 'en')).filter((name) => name.endsWith('.json'));
const read = (language: Language, file: string): Record<string, string> =>
  JSON.parse(readFileSync(join(FOLDER, language, file), 'utf8'));

type Ast = ReturnType<IntlMessageFormat['getAst']>;

const parse = (language: Language, text: string): Ast =>
  new IntlMessageFormat(text, intlTag(localeOf(language)), undefined, { ignoreTag: true }).getAst();

/** `name:type` of every argument, however deep. */
function argumentsIn(ast: Ast): string[] {
  return ast.flatMap((element) => {
    if (element.type === 0 || element.type === 7) return [];
    const inner =
      'options' in element ? Object.values(element.options).flatMap(({ value }) => argumentsIn(value)) : [];
    return [`${(element as { value: string }).value}`, ...inner];
  });
}

function pluralsIn(ast: Ast): string[][] {
  return ast.flatMap((element) =>
    'options' in element
      ? [
          ...(element.type === 6 ? [Object.keys(element.options)] : []),
          ...Object.values(element.options).flatMap(({ value }) => pluralsIn(value)),
        ]
      : [],
  );
}

const ARABIC_PLURALS = ['zero', 'one', 'two', 'few', 'many', 'other'];

describe.each(files)('%s', (file) => {
  const english = read('en', file);

  it.each(LANGUAGES)('has the same keys in %s', (language) => {
    expect(Object.keys(read(language, file)).sort()).toEqual(Object.keys(english).sort());
  });

  it.each(LANGUAGES)('uses the same arguments in %s', (language) => {
    const own = read(language, file);
    const differing = Object.keys(english).filter((key) => {
      const wanted = new Set(argumentsIn(parse('en', english[key] ?? '')));
      const given = new Set(argumentsIn(parse(language, own[key] ?? '')));
      return [...wanted].sort().join() !== [...given].sort().join();
    });
    expect(differing).toEqual([]);
  });

  it('has every plural of Arabic', () => {
    const arabic = read('ar', file);
    const lacking = Object.keys(arabic).filter((key) =>
      pluralsIn(parse('ar', arabic[key] ?? '')).some((plurals) =>
        ARABIC_PLURALS.some((plural) => !plurals.includes(plural)),
      ),
    );
    expect(lacking).toEqual([]);
  });

  it('is known to the pages', () => {
    for (const language of LANGUAGES) expect(messages[language]).toMatchObject({ ...pick(language, file) });
  });
});

/** What no other file says differently. */
function pick(language: Language, file: string): Record<string, string> {
  const own = read(language, file);
  const others = files.filter((other) => other !== file).map((other) => read(language, other));
  return Object.fromEntries(Object.entries(own).filter(([key]) => others.every((other) => !(key in other))));
}
