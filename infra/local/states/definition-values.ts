import { MAX_SECONDS } from './definition-fields.ts';
import { compileExpression, expressionText } from './query.ts';

/** One thing wrong with a definition; `location` is a slash path from its root. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly location: string;
}

export type Report = (message: string, location: string, code?: string) => void;

export type JsonMap = Readonly<Record<string, unknown>>;

/** Where a value stands, and where to say what is wrong with it. */
export interface Place {
  readonly report: Report;
  readonly at: string;
}

export function isMap(value: unknown): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Refuses by name every field that is not in the list. */
export function checkFields(map: JsonMap, allowed: readonly string[], { report, at }: Place): void {
  for (const field of Object.keys(map)) {
    if (field === 'Comment' || allowed.includes(field)) continue;
    report(`The field '${field}' is not supported here`, `${at}/${field}`);
  }
}

/** Checks the syntax of every expression in a value, and that nothing of the JSONPath forms is left. */
export function checkTemplate(value: unknown, { report, at }: Place): void {
  if (typeof value === 'string') checkText(value, { report, at });
  else if (Array.isArray(value)) {
    for (const [index, each] of value.entries()) checkTemplate(each, { report, at: `${at}[${index}]` });
  } else if (isMap(value)) {
    for (const [key, each] of Object.entries(value)) {
      if (key.endsWith('.$')) {
        report(`The JSONPath field '${key}' is not supported`, `${at}/${key}`);
      }
      checkTemplate(each, { report, at: `${at}/${key}` });
    }
  }
}

function checkText(value: string, { report, at }: Place): void {
  const text = expressionText(value);
  if (text === null) {
    if (/^\s*\{%|%\}\s*$/.test(value)) {
      report('An expression must begin with {% and end with %}', at);
    }
    return;
  }
  try {
    compileExpression(text);
    if (/\$eval\s*\(/.test(text)) report('$eval is not supported', at, 'INVALID_JSONATA_EXPRESSION');
  } catch (error) {
    const { message } = error as { message?: string };
    report(message ?? 'The expression cannot be parsed', at, 'INVALID_JSONATA_EXPRESSION');
  }
}

/** A whole number from `least` up, or an expression. */
export function checkSeconds(value: unknown, least: number, { report, at }: Place): void {
  if (typeof value === 'string' && expressionText(value) !== null) {
    checkText(value, { report, at });
    return;
  }
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= MAX_SECONDS) return;
  report(`Must be a whole number from ${least} to ${MAX_SECONDS} or an expression`, at);
}
