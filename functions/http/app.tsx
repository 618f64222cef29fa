import { Hono } from 'hono';
import { compress } from 'hono/compress';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { requestId } from 'hono/request-id';
import { type Casework, casework as realCasework } from './casework.ts';
import { createCursors } from './cursor.ts';
import { answerFault, answerMethod, answerMissing } from './failures.tsx';
import type { Env, Front, HttpDeps } from './http-deps.ts';
import { checkPolicy, guard } from './policy.ts';
import { protection, uncached } from './protection.ts';
import { accountPages } from './routes/account-pages.tsx';
import { assetPages } from './routes/asset-pages.tsx';
import { assetRoutes } from './routes/assets.ts';
import { attachmentRoutes } from './routes/attachments.ts';
import { buildPages } from './routes/build-pages.tsx';
import { checkPages } from './routes/check-pages.tsx';
import { docsPages } from './routes/docs-pages.tsx';
import { entryRoutes } from './routes/entries.ts';
import { entryPages } from './routes/entry-pages.tsx';
import { exportRoutes } from './routes/exports.ts';
import { handoverPages } from './routes/handover-pages.ts';
import { healthRoutes } from './routes/health.ts';
import { importPages } from './routes/import-pages.tsx';
import { importRoutes } from './routes/imports.ts';
import { meRoutes } from './routes/me.ts';
import { policyPages } from './routes/policy-pages.tsx';
import { printPages } from './routes/print-pages.tsx';
import { reportRoutes } from './routes/reports.ts';
import { signInElsewhere } from './routes/sign-in-elsewhere.ts';
import { trailRoutes } from './routes/trail.tsx';
import { workPages } from './routes/work-pages.tsx';

/** The whole front end, as a table of contents. */
export function createApp(deps: HttpDeps, casework: Casework = realCasework): Hono<Env> {
  const front: Front = { ...deps, casework };
  const cursors = createCursors(deps.secret, deps.workplace.clock);
  const app = new Hono<Env>();
  app.use(requestId({ limitLength: 64 }), protection(deps.identity), uncached(), compress());
  app.use(methodNotAllowed({ app, onMethodNotAllowed: (c, methods) => answerMethod(front, c, methods) }));
  app.use(guard(front));
  app.onError((error, c) => answerFault(front, c, error));
  app.notFound((c) => answerMissing(front, c));
  app
    .route('/', healthRoutes(front))
    .route('/', docsPages(front))
    .route('/', policyPages(front))
    .route('/', meRoutes(front, cursors))
    .route('/', reportRoutes(front))
    .route('/', trailRoutes(front))
    .route('/', attachmentRoutes(front))
    .route('/', assetPages(front, cursors))
    .route('/', exportRoutes(front))
    .route('/', importRoutes(front))
    .route('/', entryRoutes(front, cursors))
    .route('/', assetRoutes(front))
    .route('/', accountPages(front))
    .route('/', signInElsewhere(front))
    .route('/', buildPages(front))
    .route('/', handoverPages(front))
    .route('/', checkPages(front))
    .route('/', importPages(front))
    .route('/', printPages(front))
    .route('/', workPages(front, cursors))
    .route('/', entryPages(front));
  checkPolicy(app.routes, front.workplace.registry);
  return app;
}
