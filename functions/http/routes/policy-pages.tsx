import { Hono } from 'hono';
import { AppError } from '../../../shared/kernel/errors.ts';
import { frameFor } from '../frame.ts';
import type { Env, Front } from '../http-deps.ts';
import { PolicyPage } from '../pages/policy.tsx';
import { PolicyQuery, readQuery } from '../query.ts';
import { identify } from '../session.ts';

/** Who may do what, in words: no secret, so nobody has to sign in for it. */
export const policyPages = (front: Front) =>
  new Hono<Env>().get('/who-may-do-what', async (c) => {
    const { of } = readQuery(c, PolicyQuery);
    const { kinds } = front.workplace.registry;
    const kind = of === undefined ? kinds[0] : kinds.find(({ collection }) => collection === of);
    if (kind === undefined) throw new AppError('NotFound', 'not-found');
    const frame = frameFor(front, c, { actor: await identify(front, c) });
    c.header('Cache-Control', 'no-store');
    return c.html(PolicyPage({ frame, kinds, kind }));
  });
