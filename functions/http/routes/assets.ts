import { Hono } from 'hono';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { Env, Front } from '../http-deps.ts';

const ONE_YEAR_S = 365 * 24 * 60 * 60;

/** Files compiled into the program: a fixed list, so no path is ever looked up on a disk (I-7). */
export const assetRoutes = ({ assets: { assets } }: Front) =>
  new Hono<Env>().get('/assets/:name', (c) => {
    const path = `/assets/${c.req.param('name')}`;
    const asset = Object.hasOwn(assets, path) ? assets[path] : undefined;
    if (asset === undefined) throw new AppError('NotFound', 'not-found');
    c.header('Content-Type', asset.type);
    c.header('Cache-Control', asset.immutable ? `public, max-age=${ONE_YEAR_S}, immutable` : 'no-cache');
    return c.body(Buffer.from(asset.body, 'base64'));
  });
