import { Hono } from 'hono';
import type { Env, Front } from '../http-deps.ts';
import { type OpenApiDocument, openApiDocument } from '../openapi/document.ts';

/** The description of this API, for machines. */
export function openApiRoutes(front: Front) {
  let document: OpenApiDocument | null = null;
  return new Hono<Env>().get('/openapi.json', (c) => {
    document ??= openApiDocument(front.workplace.registry, front.version);
    return c.json(document);
  });
}
