import type { OpenAPIHono } from '@hono/zod-openapi';

export type Paths = OpenAPIHono['openAPIRegistry'];
export type Path = Parameters<Paths['registerPath']>[0];
type Responses = Path['responses'];

export const READING = [400, 401, 403, 404, 503];

/** The problems an operation may answer with, by status. */
export interface ProblemRefs {
  readonly problems: ReadonlyMap<number, unknown>;
}

export function responses(
  { problems }: ProblemRefs,
  success: Responses,
  statuses: readonly number[],
): Responses {
  const refs = statuses.map((status) => [status, problems.get(status)]);
  return { ...success, ...Object.fromEntries(refs) };
}
