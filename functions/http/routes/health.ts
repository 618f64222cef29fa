import { Hono } from 'hono';
import type { Env, Front } from '../http-deps.ts';

/** `/healthz` touches nothing; `/readyz` asks the store and says what is still on its way. */
export const healthRoutes = (front: Front) =>
  new Hono<Env>()
    .get('/healthz', (c) => c.json({ status: 'ok', version: front.version }))
    .get('/readyz', async (c) => {
      const { pending, quiescent } = await front.casework.readiness(front.workplace);
      c.header('Cache-Control', 'no-store');
      return c.json({ status: 'ready', version: front.version, pending, quiescent });
    });
