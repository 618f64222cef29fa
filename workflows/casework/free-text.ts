import { z } from 'zod';
import type { Actor } from '../../shared/kernel/actor.ts';
import { AppError, type FieldProblem } from '../../shared/kernel/errors.ts';
import { personalData } from '../../shared/kernel/personal-data.ts';
import type { EntryKind, GivenCommand } from '../track.ts';

// Where this much may be written, people write sentences; shorter fields ask for one fact, often a name.
const SENTENCES = 200;

/** Free text of a command that seems to point to a person: field by field, without repeating it. */
export function textWarnings(kind: EntryKind, command: GivenCommand): FieldProblem[] {
  const spec = kind.commands[command.type];
  if (spec === undefined) return [];
  const found = sentencesIn(spec.input, command, '').flatMap(({ pointer, text }) =>
    personalData(text).map((code) => ({ pointer, code })),
  );
  return [...new Map(found.map((one) => [`${one.pointer} ${one.code}`, one])).values()];
}

/** What stands under protection must not name anybody: refused before anything is looked at, alike for everybody. */
export function refusePersonalData(actor: Actor, kind: EntryKind, command: GivenCommand): void {
  if (!kind.impersonal || actor.kind !== 'person') return;
  const errors = textWarnings(kind, command);
  if (errors.length > 0) throw new AppError('RuleViolation', 'personal-data', { errors });
}

interface Sentence {
  readonly pointer: string;
  readonly text: string;
}

/** The texts at those places of the input where the schema takes sentences. */
function sentencesIn(schema: unknown, value: unknown, pointer: string): Sentence[] {
  if (value === undefined || value === null) return [];
  if (schema instanceof z.ZodString)
    return typeof value === 'string' && (schema.maxLength ?? 0) >= SENTENCES
      ? [{ pointer, text: value }]
      : [];
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([name, field]) =>
      sentencesIn(field, (value as Record<string, unknown>)[name], `${pointer}/${name}`),
    );
  if (schema instanceof z.ZodArray && Array.isArray(value))
    return value.flatMap((item, n) => sentencesIn(schema.element, item, `${pointer}/${n}`));
  if (schema instanceof z.ZodRecord)
    return Object.entries(value).flatMap(([name, item]) =>
      sentencesIn(schema.valueType, item, `${pointer}/${name}`),
    );
  if (schema instanceof z.ZodUnion)
    return schema.options
      .filter((option) => z.safeParse(option, value).success)
      .slice(0, 1)
      .flatMap((option) => sentencesIn(option, value, pointer));
  const inner = innerOf(schema);
  return inner === undefined ? [] : sentencesIn(inner, value, pointer);
}

/** What an optional, a nullable, a default or a pipe wraps. */
const innerOf = (schema: unknown): unknown => {
  const { def } = schema as { def?: { innerType?: unknown; in?: unknown } };
  return def?.innerType ?? def?.in;
};
