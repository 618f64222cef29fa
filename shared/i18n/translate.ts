import { IntlMessageFormat } from 'intl-messageformat';
import { direction, intlTag, type Language, type Locale } from './languages.ts';
import { type MessageKey, messages } from './messages.ts';

export type Params = Readonly<Record<string, string | number>>;

const FSI = '\u2068';
const PDI = '\u2069';
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

const compiled = new Map<string, IntlMessageFormat>();

/** The text of a key of our own pages. */
export const t = (locale: Locale, key: MessageKey, params: Params = {}): string =>
  say(locale, [key], params) ?? key;

/** The text of the first key that exists, in the reader's language or else in English; null when none does. */
export function say(locale: Locale, keys: readonly string[], params: Params = {}): string | null {
  for (const key of keys) {
    const message = messageFor(locale, key);
    if (message !== null) return format(message, locale.language, params);
  }
  return null;
}

/** Keep a name from turning the sentence around it: text of the other direction stays in its own bubble. */
const isolate = (text: string): string => `${FSI}${text}${PDI}`;

function format(message: IntlMessageFormat, language: Language, params: Params): string {
  const values = language === 'en' ? isolateForeign(params) : params;
  try {
    return String(message.format(values));
  } catch {
    // A parameter the sentence needs was not given: the raw sentence says more than a fault page.
    return message
      .getAst()
      .map((element) => ('value' in element ? String(element.value) : ''))
      .join('');
  }
}

const isolateForeign = (params: Params): Params =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      typeof value === 'string' && RIGHT_TO_LEFT.test(value) ? isolate(value) : value,
    ]),
  );

function messageFor(locale: Locale, key: string): IntlMessageFormat | null {
  const own = textOf(locale.language, key);
  const text = own ?? textOf('en', key);
  if (text === undefined) return null;
  const tag = own === undefined ? 'en-GB' : intlTag(locale);
  const cacheKey = `${tag} ${key}`;
  const known = compiled.get(cacheKey);
  if (known !== undefined) return known;
  const message = compile(text, tag, direction(own === undefined ? 'en' : locale.language) === 'rtl');
  compiled.set(cacheKey, message);
  return message;
}

function textOf(language: Language, key: string): string | undefined {
  const texts = messages[language];
  return Object.hasOwn(texts, key) ? texts[key] : undefined;
}

function compile(text: string, tag: string, isolated: boolean): IntlMessageFormat {
  const message = new IntlMessageFormat(text, tag, undefined, { ignoreTag: true });
  return isolated ? new IntlMessageFormat(isolateArguments(message.getAst()), tag) : message;
}

type Ast = ReturnType<IntlMessageFormat['getAst']>;
type Element = Ast[number];

// MessageFormat 1 does not isolate placeholders, so a Latin name would reorder an Arabic sentence (ecosystem 2.2).
function isolateArguments(ast: Ast): Ast {
  return ast.flatMap((element): Element[] => {
    if (element.type === LITERAL + 1) return [literal(FSI), element, literal(PDI)];
    if ('options' in element) return [isolateOptions(element)];
    return [element];
  });
}

const LITERAL = 0;
const literal = (value: string): Element => ({ type: LITERAL, value });

function isolateOptions<E extends Element & { options: Record<string, { value: Ast }> }>(element: E): E {
  const options = Object.fromEntries(
    Object.entries(element.options).map(([name, option]) => [
      name,
      { ...option, value: isolateArguments(option.value) },
    ]),
  );
  return { ...element, options };
}
