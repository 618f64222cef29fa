import { AppError } from '../../shared/kernel/errors.ts';
import { frameFor } from './frame.ts';
import type { Ctx, Front } from './http-deps.ts';
import { localeFor } from './language.ts';
import { localPath } from './local-path.ts';
import { ProblemPage } from './pages/problem.tsx';
import { expected, methodProblem, type Problem, problemOf, sayWhen, sendProblem } from './problem.ts';

/** Whatever went wrong: a problem document for the API, a page in plain words for people. Faults are logged. */
export function answerFault(front: Front, c: Ctx, error: unknown): Response | Promise<Response> {
  const requestId = c.get('requestId');
  const known = expected(error);
  if (known === null) front.workplace.log.error('http-fault', { requestId, path: c.req.path, error });
  sayWhen(c, error);
  if (isForMachines(c)) return sendProblem(c, problemOf(error, localeFor(c), requestId));
  if (known?.name === 'Unauthenticated' && c.req.method === 'GET') {
    const { pathname, search } = new URL(c.req.url);
    return c.redirect(`/sign-in?next=${encodeURIComponent(localPath(`${pathname}${search}`))}`, 303);
  }
  return problemPage(front, c, problemOf(error, localeFor(c), requestId));
}

export const answerMissing = (front: Front, c: Ctx): Response | Promise<Response> =>
  answerFault(front, c, new AppError('NotFound', 'not-found'));

export function answerMethod(front: Front, c: Ctx, methods: readonly string[]): Response | Promise<Response> {
  c.header('Allow', methods.join(', '));
  const problem = methodProblem(localeFor(c), c.get('requestId'));
  return isForMachines(c) ? sendProblem(c, problem) : problemPage(front, c, problem);
}

const MACHINE_PATHS = ['/api/', '/openapi.json', '/healthz', '/readyz', '/assets/'];
// Vehicles and equipment live under the same word as the files of the pages.
const ASSET_PAGES = '/assets/AS-';

const isForMachines = ({ req: { path } }: Ctx): boolean =>
  !path.startsWith(ASSET_PAGES) && MACHINE_PATHS.some((machine) => path.startsWith(machine));

function problemPage(front: Front, c: Ctx, problem: Problem): Response | Promise<Response> {
  const frame = frameFor(front, c, {
    actor: c.get('actor') ?? null,
    path: c.req.method === 'GET' ? c.req.path : '/',
  });
  c.header('Cache-Control', 'no-store');
  return c.html(ProblemPage({ frame, problem }), problem.status);
}
