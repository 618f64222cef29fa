import type { Refusal } from './decision.ts';

/** One problem of the input: JSON pointer of the field and a stable code. */
export interface FieldProblem {
  readonly pointer: string;
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

/** Every expected failure. The name decides the HTTP status (functions/http/problem.ts) and what the state machine catches. */
export const ERROR_NAMES = [
  'InvalidInput',
  'Unauthenticated',
  'Forbidden',
  'NotFound',
  'Conflict',
  'StaleView',
  'TooLarge',
  'UnsupportedMedia',
  'RuleViolation',
  'KeyReused',
  'PreconditionRequired',
  'TooManyRequests',
  'Unavailable',
  'Superseded',
] as const;
export type ErrorName = (typeof ERROR_NAMES)[number];

interface Details {
  readonly errors?: readonly FieldProblem[];
  readonly params?: Readonly<Record<string, string | number>>;
  readonly cause?: unknown;
}

/** `name` for machines and status, `code` for the sentence people read (`error.<code>` in the language files). */
export class AppError extends Error {
  override readonly name: ErrorName;
  readonly code: string;
  readonly errors: readonly FieldProblem[];
  readonly params: Readonly<Record<string, string | number>>;

  constructor(name: ErrorName, code: string, details: Details = {}) {
    super(`${name}: ${code}`, { cause: details.cause });
    this.name = name;
    this.code = code;
    this.errors = details.errors ?? [];
    this.params = details.params ?? {};
  }
}

const NAME_OF_REFUSAL = { rule: 'RuleViolation', turn: 'Conflict', person: 'Forbidden' } as const;

/** A refusal of a rule, thrown at the one place where a use case ends. */
export function refusalError(refusal: Refusal): AppError {
  const { code, pointer, params = {} } = refusal;
  const errors = pointer === undefined ? [] : [{ pointer, code, params }];
  return new AppError(NAME_OF_REFUSAL[refusal.because], code, { params, errors });
}
