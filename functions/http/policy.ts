import type { MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { requireGrant } from '../../workflows/casework/authorise.ts';
import type { Grant } from '../../workflows/grants.ts';
import { checkKind, kindRows, type PolicyRow, rowsFor } from '../../workflows/policy-table.ts';
import type { Registry } from '../../workflows/registry.ts';
import { BUILDS } from './builds/words.ts';
import type { Ctx, Env, Front } from './http-deps.ts';
import { signedIn } from './session.ts';

/**
 * Who reaches a route: `anyone`, whoever holds one of these grants, or `entry`: the entries behind it have lines of
 * their own (workflows/policy-table.ts), and the use case asks them.
 */
type Access = 'anyone' | 'entry' | readonly Grant[];

/** Whatever is one's own: `x`. */
const own: Access = ['everyone x'];
const everyone: Access = ['everyone p'];

/** Every route of the front end, once; one that is missing here stops the program at start. */
export const ROUTES: Readonly<Record<string, Access>> = {
  'GET /healthz': 'anyone',
  'GET /readyz': 'anyone',
  'GET /openapi.json': 'anyone',
  'GET /docs': 'anyone',
  'GET /who-may-do-what': 'anyone',
  'GET /assets/:name': 'anyone',
  'GET /language': 'anyone',
  'GET /check': 'anyone',
  'GET /check/:number': 'anyone',
  'GET /sign-in': 'anyone',
  'POST /sign-in': 'anyone',
  'POST /sign-out': 'anyone',
  'GET /sign-in/start': 'anyone',
  'GET /sign-in/callback': 'anyone',
  'GET /account': own,
  'POST /account/acting-for': own,
  'POST /account/sessions': own,
  'POST /api/session': 'anyone',
  'GET /api/me': own,
  'GET /api/tasks': own,
  'GET /api/messages': own,
  'GET /api/indicators': ['everyone a'],
  'GET /api/export.ndjson': ['auditor p'],
  'GET /api/anchors.ndjson': ['auditor p'],
  'GET /trail': ['auditor p'],
  'POST /api/attachments': everyone,
  'GET /api/attachments/:sha256': everyone,
  'GET /api/assets/:id': 'entry',
  'GET /api/tasks/export/:format': own,
  'GET /api/indicators/export/:format': ['everyone a'],
  'GET /api/:collection/export/:format': 'entry',
  'GET /api/:collection/:id/history/export/:format': 'entry',
  'POST /api/asset-imports': 'entry',
  'GET /api/asset-imports/:id/problems': 'entry',
  'GET /api/asset-imports/:id/problems/xlsx': 'entry',
  'GET /asset-imports/:id{IM-[A-Z0-9-]+}': 'entry',
  'POST /asset-imports/:id{IM-[A-Z0-9-]+}/commands/:name': 'entry',
  'GET /api/:collection': 'entry',
  'POST /api/:collection': 'entry',
  'GET /api/:collection/:id': 'entry',
  'GET /api/:collection/:id/history': 'entry',
  'GET /api/:collection/:id/certificates': 'entry',
  'GET /api/:collection/:id/attachments/:sha256': 'entry',
  'POST /api/:collection/:id/commands/:name': 'entry',
  'GET /': own,
  'GET /messages': own,
  'GET /register': everyone,
  [`GET /${BUILDS}`]: 'entry',
  [`GET /${BUILDS}/:id/siting`]: 'entry',
  [`GET /${BUILDS}/:id/progress`]: 'entry',
  [`GET /${BUILDS}/:id/provisional-certificate`]: 'entry',
  [`GET /${BUILDS}/:id/final-certificate`]: 'entry',
  'GET /deliveries/:id/handover': 'entry',
  'POST /deliveries/:id/handover': 'entry',
  'GET /deliveries/:id/certificate': 'entry',
  'GET /assets/:id/transfer': 'entry',
  'POST /assets/:id/transfer': 'entry',
  'GET /where': 'entry',
  'GET /:collection': 'entry',
  'GET /:collection/new': 'entry',
  'POST /:collection': 'entry',
  'GET /:collection/:id': 'entry',
  'GET /:collection/:id/print': 'entry',
  'POST /:collection/:id/commands/:name': 'entry',
};

interface Route {
  readonly method: string;
  readonly path: string;
}

const keyOf = ({ method, path }: Route): string => `${method} ${path}`;
const isHandler = ({ method }: Route): boolean => method !== 'ALL';

/** Throws when a route or a command has no line in the table of permissions, and says where to add which. */
export function checkPolicy(routes: readonly Route[], { kinds }: Registry): void {
  for (const route of routes.filter(isHandler))
    if (!Object.hasOwn(ROUTES, keyOf(route)))
      throw new Error(
        `Nobody said who may use ${keyOf(route)}: add  '${keyOf(route)}': ['<role> <scope>'],  (or own, everyone, 'entry', 'anyone') to ROUTES in functions/http/policy.ts, then npm run policy`,
      );
  kinds.forEach(checkKind);
}

/** Signed in and, where a route asks for a role, with that role: before any handler runs. */
export const guard =
  (front: Front): MiddlewareHandler<Env> =>
  async (c, next) => {
    const route = matchedRoutes(c).find(isHandler);
    if (route === undefined) return next();
    const access = ROUTES[keyOf(route)] ?? [];
    if (access === 'anyone' || (access === 'entry' && !isKnown(front, c))) return next();
    const actor = await signedIn(front, c);
    if (access !== 'entry') requireGrant(actor, access, keyOf(route));
    return next();
  };

/** A collection that does not exist is nobody's: the handler says so to everybody alike. */
function isKnown({ workplace }: Front, c: Ctx): boolean {
  const [first, second] = c.req.path.split('/').filter((part) => part !== '');
  const collection = first === 'api' ? second : first;
  return first === 'api' || workplace.registry.collection(collection ?? '') !== undefined;
}

/** The whole table: the operations of the API that belong to no collection, then collection by collection. */
export function policyRows({ kinds }: Registry): PolicyRow[] {
  const own = Object.entries(ROUTES).flatMap(([route, access]) => {
    const isApi = /^\w+ \/(api\/|healthz|readyz)/.test(route);
    if (!isApi || access === 'entry') return [];
    const what = { collection: '', operation: route.replaceAll(/:(\w+)/g, '{$1}') };
    if (access === 'anyone') return [{ ...what, role: 'anyone', scope: '', marks: '', stages: '' }];
    return rowsFor(what, access);
  });
  return [...own, ...kinds.flatMap(kindRows)];
}
