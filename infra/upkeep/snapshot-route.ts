import { timingSafeEqual } from 'node:crypto';
import { isAbsolute } from 'node:path';
import type { OtherRequests } from '../local/aws-json.ts';
import { copyDatabases } from './snapshot.ts';

const MAX_BODY_BYTES = 4096;

/**
 * `POST /snapshot { "to": "/absolute/folder" }`, for whoever can read the secret of the data folder. Nothing is
 * written while the copy is made: the engines run in this thread, and it waits.
 */
export function snapshotRoute(folder: { readonly path: string; readonly secret: string }): OtherRequests {
  return async (request, response) => {
    if (request.url !== '/snapshot' || request.method !== 'POST') return false;
    let body = '';
    for await (const chunk of request) if (body.length < MAX_BODY_BYTES) body += chunk;
    if (!isSecret(request.headers.authorization, folder.secret)) response.writeHead(401).end('Not allowed');
    else {
      const to = targetIn(body);
      if (to === undefined) response.writeHead(400).end('The body should be {"to": "/absolute/folder"}');
      else response.writeHead(...copied(folder.path, to)).end();
    }
    return true;
  };
}

function copied(from: string, to: string): [number, string] {
  try {
    copyDatabases(from, to);
    return [204, 'Copied'];
  } catch (error) {
    console.error(error);
    return [500, 'Not copied'];
  }
}

function isSecret(header: string | undefined, secret: string): boolean {
  const [given, expected] = [header ?? '', `Bearer ${secret}`].map((text) => Buffer.from(text));
  return (
    given !== undefined &&
    expected !== undefined &&
    given.length === expected.length &&
    timingSafeEqual(given, expected)
  );
}

function targetIn(body: string): string | undefined {
  try {
    const { to } = JSON.parse(body) as { to?: unknown };
    return typeof to === 'string' && isAbsolute(to) ? to : undefined;
  } catch {
    return undefined;
  }
}
