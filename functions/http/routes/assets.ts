import { Hono } from 'hono';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { Env, Front } from '../http-deps.ts';

const ONE_YEAR_S = 365 * 24 * 60 * 60;

// Vehicles and equipment live under the same word; no file is called like one of them.
const ENTRY = /^(AS-[A-Z0-9-]+|new)$/;

/** Files compiled into the program: a fixed list, so no path is ever looked up on a disk (I-7). */
export const assetRoutes = ({ assets: { assets } }: Front) =>
  new Hono<Env>().get('/assets/:name', (c, next) => {
    const name = c.req.param('name');
    if (ENTRY.test(name)) return next();
    const path = `/assets/${name}`;
    const asset = Object.hasOwn(assets, path) ? assets[path] : undefined;
    if (asset === undefined) throw new AppError('NotFound', 'not-found');
    c.header('Content-Type', asset.type);
    c.header('Cache-Control', asset.immutable ? `public, max-age=${ONE_YEAR_S}, immutable` : 'no-cache');
    return c.body(Buffer.from(asset.body, 'base64'));
  });
