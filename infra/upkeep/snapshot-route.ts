import { isAbsolute } from 'node:path';
import { Hono } from 'hono';
import { bearerAuth } from 'hono/bearer-auth';
import { z } from 'zod';
import type { Wire } from '../local/aws-json.ts';
import { copyDatabases } from './snapshot.ts';

const Order = z.object({ to: z.string().refine((path) => isAbsolute(path)) });

/**
 * `POST /snapshot { "to": "/absolute/folder" }`, for whoever can read the secret of the data folder. Nothing is
 * written while the copy is made: the engines run in this thread, and it waits.
 */
export function snapshotRoute(folder: { readonly path: string; readonly secret: string }): Wire {
  const route: Wire = new Hono();
  route.post('/snapshot', bearerAuth({ token: folder.secret }), async (context) => {
    const order = Order.safeParse(await context.req.json().catch(() => undefined));
    if (!order.success) return context.text('The body should be {"to": "/absolute/folder"}', 400);
    try {
      copyDatabases(folder.path, order.data.to);
    } catch (error) {
      console.error(error);
      return context.text('Not copied', 500);
    }
    return context.body(null, 204);
  });
  return route;
}
