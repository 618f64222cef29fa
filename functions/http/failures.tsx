import { AppError } from '../../shared/kernel/errors.ts';
import type { Ctx, Front } from './http-deps.ts';
import { localeFor } from './language.ts';
import { answerProblem, expected, methodProblem, sendProblem } from './problem.ts';

/** Whatever went wrong: a problem document for the API, a page in plain words for people. Faults are reported. */
export function answerFault(front: Front, c: Ctx, error: unknown): Response | Promise<Response> {
  if (expected(error) === null) front.onFault?.({ requestId: c.get('requestId'), path: c.req.path, error });
  return answerProblem(c, error);
}

export const answerMissing = (front: Front, c: Ctx): Response | Promise<Response> =>
  answerFault(front, c, new AppError('NotFound', 'not-found'));

export function answerMethod(c: Ctx, methods: readonly string[]): Response {
  c.header('Allow', methods.join(', '));
  return sendProblem(c, methodProblem(localeFor(c), c.get('requestId')));
}
