import { Hono } from 'hono';
import { frameFor } from '../frame.ts';
import type { Env, Front } from '../http-deps.ts';
import type { OpenApiDocument } from '../openapi/document.ts';
import { DocsPage } from '../pages/docs.tsx';
import { identify } from '../session.ts';

/** The description of this API, for machines and for people. */
export function docsPages(front: Front) {
  let made: Promise<OpenApiDocument> | undefined;
  // Few ask for it: what makes it stays out of every cold start.
  const document = (): Promise<OpenApiDocument> => {
    made ??= import('../openapi/document.ts').then(({ openApiDocument }) =>
      openApiDocument(front.workplace.registry, front.version),
    );
    return made;
  };
  return new Hono<Env>()
    .get('/openapi.json', async (c) => c.json(await document()))
    .get('/docs', async (c) => {
      const frame = frameFor(front, c, { actor: await identify(front, c) });
      c.header('Cache-Control', 'no-store');
      return c.html(DocsPage({ frame, document: await document() }));
    });
}
