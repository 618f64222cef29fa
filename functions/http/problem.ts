import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Locale } from '../../shared/i18n/languages.ts';
import { type Params, say, t } from '../../shared/i18n/translate.ts';
import { AppError, type ErrorName } from '../../shared/kernel/errors.ts';
import { UnknownCommand } from '../../workflows/track.ts';
import { denied } from './denied.ts';
import type { Ctx } from './http-deps.ts';
import { createSay } from './wording.ts';

/** From the name of an error to its status: the only such table. */
export const STATUS: Readonly<Record<ErrorName, ContentfulStatusCode>> = {
  InvalidInput: 400,
  Unauthenticated: 401,
  Forbidden: 403,
  NotFound: 404,
  Conflict: 409,
  Superseded: 409,
  StaleView: 412,
  TooLarge: 413,
  UnsupportedMedia: 415,
  RuleViolation: 422,
  KeyReused: 422,
  PreconditionRequired: 428,
  TooManyRequests: 429,
  Unavailable: 503,
};

const RETRY_AFTER_S = 5;

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly detail: string;
  /** The request id, to quote when asking for help. */
  readonly instance: string;
  readonly errors: readonly { pointer: string; code: string; message: string }[];
}

/** The error as an AppError; null when it is a fault of ours. */
export function expected(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (error instanceof UnknownCommand) return new AppError('NotFound', 'not-found');
  return null;
}

export const statusOf = (error: unknown): ContentfulStatusCode => {
  const known = expected(error);
  return known === null ? 500 : STATUS[known.name];
};

/** RFC 9457 body in the reader's language. A fault of ours gives no details. */
export function problemOf(error: unknown, locale: Locale, requestId: string): Problem {
  const known = expected(error);
  const status = statusOf(error);
  const code = known?.code ?? 'internal';
  return {
    type: `/docs#error-${status}`,
    title: say(locale, [`status.${status}`]) ?? String(status),
    status,
    code,
    detail: denial(locale, known?.params) ?? sentence(locale, code, known?.params),
    instance: requestId,
    errors: (known?.errors ?? []).map(({ pointer, code: reason, params }) => ({
      pointer,
      code: reason,
      message: fieldSentence(locale, reason, params),
    })),
  };
}

export const methodProblem = (locale: Locale, requestId: string): Problem => ({
  type: '/docs#error-405',
  title: t(locale, 'status.405'),
  status: 405,
  code: 'method-not-allowed',
  detail: t(locale, 'error.method-not-allowed'),
  instance: requestId,
  errors: [],
});

export function sendProblem(c: Ctx, problem: Problem): Response {
  if (problem.status === 401) c.header('WWW-Authenticate', 'Bearer');
  // The rest of the body is not read, so the connection cannot serve another request.
  if (problem.status === 413) c.header('Connection', 'close');
  c.header('Cache-Control', 'no-store');
  return c.body(JSON.stringify(problem), problem.status, { 'Content-Type': 'application/problem+json' });
}

/** When to come back, where waiting helps. */
export function sayWhen(c: Ctx, error: unknown): void {
  const status = statusOf(error);
  if (status !== 503 && status !== 429) return;
  c.header('Retry-After', String(expected(error)?.params.seconds ?? RETRY_AFTER_S));
}

/** Why this person may not: by the table of permissions, not by the entry. */
function denial(locale: Locale, { why, roles }: Params = {}): string | null {
  if (typeof why !== 'string' || typeof roles !== 'string') return null;
  return denied(createSay(locale), { why, roles: roles.split(' ') });
}

const sentence = (locale: Locale, code: string, params: Params = {}): string =>
  say(locale, [`refusal.${code}`, `error.${code}`], createSay(locale).params(params)) ??
  t(locale, 'error.refused', { code });

export const fieldSentence = (locale: Locale, code: string, params: Params = {}): string =>
  say(locale, [`problem.${code}`, `refusal.${code}`], createSay(locale).params(params)) ??
  t(locale, 'problem.invalid');
