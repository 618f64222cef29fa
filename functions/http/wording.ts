import {
  formatDate,
  formatInstant,
  formatList,
  formatMonth,
  formatNumber,
} from '../../shared/i18n/format.ts';
import { direction, type Locale } from '../../shared/i18n/languages.ts';
import type { MessageKey } from '../../shared/i18n/messages.ts';
import { type Params, say, t } from '../../shared/i18n/translate.ts';
import type { Role } from '../../shared/kernel/actor.ts';
import type { Text } from '../../shared/kernel/decision.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;

/** Everything a page says, in the reader's language. `names` are titles of entries by id. */
export interface Say {
  readonly locale: Locale;
  readonly dir: 'rtl' | 'ltr';
  t(key: MessageKey, params?: Params): string;
  /** A sentence of a rule: dates and ids among its parameters become readable. */
  text(text: Text): string;
  params(params: Params): Params;
  number(value: number): string;
  date(date: string): string;
  instant(at: string): string;
  list(items: readonly string[]): string;
  /** A title; `source` may bear its name in three languages. */
  title(title: string, source?: unknown): string;
  /** The entry's title, or the id itself. */
  name(id: string): string;
  command(kind: string, command: string): string;
  commandHelp(kind: string, command: string): string | null;
  event(kind: string, event: string): string;
  field(name: string, kind?: string, command?: string): string;
  fieldHelp(name: string, kind: string, command: string): string | null;
  option(value: string): string;
  /** null: no language file knows this word. */
  optionOrNull(value: string): string | null;
  /** A governorate by its code, an authority, or the title of an entry. */
  place(code: string): string;
  stage(kind: string, stage: string): string;
  kind(kind: string): string;
  kinds(kind: string): string;
  role(role: Role): string;
}

export function createSay(locale: Locale, names: ReadonlyMap<string, string> = new Map()): Say {
  const first = (keys: string[], fallback: string, params?: Params) => say(locale, keys, params) ?? fallback;
  const readable = (value: string | number): string | number => {
    if (typeof value === 'number') return value;
    if (DATE.test(value)) return formatDate(locale, value);
    if (INSTANT.test(value)) return formatInstant(locale, value);
    return names.get(value) ?? say(locale, [`option.${value}`]) ?? value;
  };
  const shown = (params: Params): Params => ({
    ...Object.fromEntries(Object.entries(params).map(([name, value]) => [name, readable(value)])),
    ...selectors(params),
  });
  return {
    locale,
    dir: direction(locale.language),
    t: (key, params) => t(locale, key, params),
    text: ({ key, params = {} }) => first([key], humanised(key.split('.').at(-1) ?? key), shown(params)),
    params: shown,
    number: (value) => formatNumber(locale, value),
    date: (date) => formatDate(locale, date),
    instant: (at) => formatInstant(locale, at),
    list: (items) => formatList(locale, items),
    title: (title, source) => titleIn(locale, title, source),
    name: (id) => titleIn(locale, names.get(id) ?? id, null),
    command: (kind, command) => first([`command.${kind}.${command}`], humanised(command)),
    commandHelp: (kind, command) => say(locale, [`command-help.${kind}.${command}`]),
    event: (kind, event) => first([`event.${kind}.${event}`], humanised(event)),
    field: (name, kind = '', command = '') =>
      first([`field.${kind}.${command}.${name}`, `field.${kind}.${name}`, `field.${name}`], humanised(name)),
    fieldHelp: (name, kind, command) =>
      say(locale, [`help.${kind}.${command}.${name}`, `help.${kind}.${name}`, `help.${name}`]),
    option: (value) => first([`option.${value}`], humanised(value)),
    place: (code) => names.get(code) ?? say(locale, [`option.${code}`]) ?? code,
    optionOrNull: (value) => say(locale, [`option.${value}`]),
    stage: (kind, stage) =>
      first([`stage.${kind}.${stage}`, `stage.${stage}`, `option.${stage}`], humanised(stage)),
    kind: (kind) => first([`kind.${kind}`], humanised(kind)),
    kinds: (kind) => first([`kinds.${kind}`], humanised(kind)),
    role: (role) => first([`role.${role}`], humanised(role)),
  };
}

const MONTH = /\b\d{4}-(0[1-9]|1[0-2])\b(?!-)/g;

/** The title as the reader writes it: months in words, the name in his language where the entry bears three. */
function titleIn(locale: Locale, title: string, source: unknown): string {
  const { forumName, name } = (source ?? {}) as Record<string, Partial<Record<string, unknown>> | undefined>;
  const names = forumName ?? name;
  const own = names?.[locale.language];
  const english = names?.en;
  const named = typeof own === 'string' && typeof english === 'string' ? title.replace(english, own) : title;
  return named.replaceAll(MONTH, (month) => formatMonth(locale, month));
}

/** `PlanAction`, `plan-action` and `planAction` become `Plan action`. */
function humanised(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

// `{stage, select, …}` needs the bare value beside the readable one.
const selectors = (params: Params): Params =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [`${name}Code`, value]));
