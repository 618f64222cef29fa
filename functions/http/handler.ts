import { assetPath, assets } from 'aman:assets';
import middy from '@middy/core';
import { handle } from 'hono/aws-lambda';
import manifest from '../../package.json' with { type: 'json' };
import { deps } from '../deps.ts';
import { createApp } from './app.tsx';

/** The front end on one machine: served by the local host. */
export const app = createApp(await deps({ assets, assetPath }, manifest.version));

/** The front end behind API Gateway. */
export const handler = middy(handle(app));
