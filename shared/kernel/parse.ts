import type { z } from 'zod';
import { AppError, type FieldProblem } from './errors.ts';

/** The value, or `InvalidInput` with one pointer and code for each field that is wrong. */
export function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return result.data;
  throw new AppError('InvalidInput', 'invalid-input', { errors: result.error.issues.flatMap(fieldProblems) });
}

const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

function fieldProblems(issue: z.core.$ZodIssue): FieldProblem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ pointer: pointerOf([...issue.path, key]), code: 'unknown-field' }));
  return [{ pointer: pointerOf(issue.path), ...codeOf(issue) }];
}

function codeOf(issue: z.core.$ZodIssue): Omit<FieldProblem, 'pointer'> {
  switch (issue.code) {
    case 'invalid_type':
      return {
        code: issue.input === undefined ? 'missing' : 'wrong-type',
        params: { expected: issue.expected },
      };
    case 'too_big':
      return {
        code: issue.origin === 'string' ? 'too-long' : 'too-many-or-large',
        params: { maximum: Number(issue.maximum) },
      };
    case 'too_small':
      return {
        code: issue.origin === 'string' ? 'too-short' : 'too-few-or-small',
        params: { minimum: Number(issue.minimum) },
      };
    case 'invalid_format':
      return { code: 'wrong-format', params: { format: issue.format } };
    case 'invalid_value':
      return { code: issue.input === undefined ? 'missing' : 'not-an-option' };
    default:
      return { code: 'invalid' };
  }
}
