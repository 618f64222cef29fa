import { Hono } from 'hono';
import { frameFor } from '../frame.ts';
import type { Env, Front } from '../http-deps.ts';
import { type OpenApiDocument, openApiDocument } from '../openapi/document.ts';
import { DocsPage } from '../pages/docs.tsx';
import { identify } from '../session.ts';

/** The description of this API, for machines and for people. */
export function docsPages(front: Front) {
  let made: OpenApiDocument | null = null;
  const document = (): OpenApiDocument => {
    made ??= openApiDocument(front.workplace.registry, front.version);
    return made;
  };
  return new Hono<Env>()
    .get('/openapi.json', (c) => c.json(document()))
    .get('/docs', async (c) => {
      const frame = frameFor(front, c, { actor: await identify(front, c) });
      c.header('Cache-Control', 'no-store');
      return c.html(DocsPage({ frame, document: document() }));
    });
}
