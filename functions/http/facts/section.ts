import type { Say } from '../wording.ts';

/** How a value is shown: formatted by what it is, or as a word of the vocabulary. */
export type Shown =
  | { readonly as: 'value'; readonly value: unknown }
  | { readonly as: 'text'; readonly text: string }
  /** A number of a thing, from left to right whatever letters it has. */
  | { readonly as: 'number'; readonly text: string }
  | { readonly as: 'option'; readonly value: string };

export interface Fact {
  readonly label: string;
  readonly shown: Shown;
}

/** A card: one concern, one action, one signature. */
export interface Card {
  readonly id: string;
  readonly title: string;
  readonly badge?: string | undefined;
  readonly facts: readonly Fact[];
  /** Worth a look when it matters; folded away until then. */
  readonly more?: readonly Fact[];
}

/** A part of an entry as people read it. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly cards: readonly Card[];
  readonly numbered?: boolean;
}

/** Turns the projected state of a kind into sections. */
export type Presenter = (state: Readonly<Record<string, unknown>>, say: Say) => readonly Section[];

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const records = (value: unknown): [string, Readonly<Record<string, unknown>>][] => {
  const entries = Array.isArray(value)
    ? value.map((one, at): [string, unknown] => [String(at + 1), one])
    : Object.entries(isRecord(value) ? value : {});
  return entries.filter((entry): entry is [string, Readonly<Record<string, unknown>>] => isRecord(entry[1]));
};

export const fact = (label: string, value: unknown): Fact => ({ label, shown: { as: 'value', value } });
export const option = (label: string, value: unknown): Fact =>
  typeof value === 'string' ? { label, shown: { as: 'option', value } } : fact(label, value);

/** Facts that say something: nothing empty is shown. */
export const present = (facts: readonly Fact[]): Fact[] =>
  facts.filter(({ shown }) => shown.as !== 'value' || !isEmpty(shown.value));

export const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (isRecord(value) && Object.keys(value).length === 0);
