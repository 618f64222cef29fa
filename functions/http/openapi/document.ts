import { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { CalendarDate } from '../../../shared/kernel/time.ts';
import type { Registry } from '../../../workflows/registry.ts';
import type { CommandSpec, EntryKind } from '../../../workflows/track.ts';
import { ExportQuery, HistoryQuery, IndicatorQuery, ListQuery, PageQuery } from '../query.ts';
import { SessionInput } from '../routes/me.ts';
import { type Path, type Paths, READING, responses } from './parts.ts';
import * as shapes from './schemas.ts';
import { importPaths, tablePath, withUpload } from './sheets.ts';

export type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

const IN_PATH = z.object({ id: EntryId });
const SHA256 = z.string().regex(/^[0-9a-f]{64}$/);
const AsOn = z.object({
  on: CalendarDate.optional().describe('Adds `standing`: who answered for it and who owned it on that day.'),
});
const KEY = z.object({
  'Idempotency-Key': z.string().min(1).max(100).describe('The same key gives the same answer for 30 days.'),
});
const KEY_AND_MATCH = KEY.extend({
  'If-Match': z.string().describe('ETag of what was seen; the command approves exactly that.'),
});

/** What each status means, for the document and the page made of it. */
export const STATUS_TEXTS: Readonly<Record<number, string>> = {
  400: 'Malformed, or a field is wrong or unknown',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not there, or not yours to see',
  409: 'Lost a race, out of turn or already done',
  412: 'What you saw has changed',
  413: 'Too large',
  415: 'Another content type is needed',
  422: 'Refused by a rule, or the key was used for another body',
  428: 'Idempotency-Key or If-Match is missing',
  429: 'Too many requests',
  503: 'Not available now; Retry-After says when',
};
const CHANGING = [400, 401, 403, 404, 409, 413, 415, 422, 428, 429, 503];

/** The OpenAPI 3.1 document of this installation, from the schemas of every command of its registry. */
export function openApiDocument(registry: Registry, version: string): OpenApiDocument {
  const app = new OpenAPIHono();
  const paths = app.openAPIRegistry;
  const refs = registerShapes(paths);
  for (const path of [...ownPaths(refs), ...registry.kinds.flatMap((kind) => kindPaths(kind, refs))])
    paths.registerPath(path);
  paths.registerComponent('securitySchemes', 'bearer', { type: 'http', scheme: 'bearer' });
  paths.registerComponent('securitySchemes', 'cookie', { type: 'apiKey', in: 'cookie', name: '__Host-aman' });
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Aman',
      version,
      description:
        'Workflow platform for community policing. Every change is a command; a refused one changes nothing.',
    },
    security: [{ bearer: [] }, { cookie: [] }],
    servers: [{ url: '/' }],
  });
}

type Refs = ReturnType<typeof registerShapes>;

const registerShapes = (paths: Paths) => ({
  problems: registerProblems(paths),
  answer: paths.register('CommandAnswer', shapes.CommandAnswer),
  entry: paths.register('Entry', shapes.Entry),
  row: paths.register('Row', shapes.Row),
  task: paths.register('Task', shapes.TaskItem),
  message: paths.register('Message', shapes.MessageItem),
  event: paths.register('HistoryEvent', shapes.HistoryEvent),
  person: paths.register('Person', shapes.Person),
  certificate: paths.register('Certificate', shapes.Certificate),
});

/** One response component for each status: hundreds of operations refer to the same few. */
function registerProblems(paths: Paths) {
  paths.register('Problem', shapes.Problem);
  const schema = { $ref: '#/components/schemas/Problem' };
  return new Map(
    Object.entries(STATUS_TEXTS).map(([status, description]) => {
      const response = { description, content: { 'application/problem+json': { schema } } };
      return [Number(status), paths.registerComponent('responses', `Problem${status}`, response).ref];
    }),
  );
}

const json = (schema: z.ZodType) => ({ content: { 'application/json': { schema } } });
const page = (item: z.ZodType) => z.object({ items: z.array(item), nextCursor: z.string().nullable() });

function ownPaths(refs: Refs): Path[] {
  const get = (path: string, summary: string, schema: z.ZodType, query?: z.ZodObject): Path => ({
    method: 'get',
    path,
    summary,
    tags: ['you'],
    ...(query === undefined ? {} : { request: { query } }),
    responses: responses(refs, { 200: { description: summary, ...json(schema) } }, READING),
  });
  return [
    { ...get('/healthz', 'Alive', shapes.Health), security: [], tags: ['service'] },
    { ...get('/readyz', 'Ready, and what is on its way', shapes.Readiness), security: [], tags: ['service'] },
    sessionPath(refs),
    get('/api/me', 'Who am I', refs.person),
    get('/api/tasks', 'What waits for me, most urgent first', page(refs.task), PageQuery),
    get('/api/messages', 'My messages', page(refs.message), PageQuery),
    {
      ...get('/api/indicators', 'Counts for a date', z.record(z.string(), z.unknown()), IndicatorQuery),
      tags: ['reports'],
    },
    linesPath(refs, '/api/export.ndjson', 'Auditor: every case, entry and event, one JSON object a line'),
    linesPath(refs, '/api/anchors.ndjson', 'Auditor: the signed anchors to check an export with'),
    tablePath('/api/indicators/export/{format}', 'Counts for a date, as a file', refs, IndicatorQuery),
    tablePath('/api/tasks/export/{format}', 'What waits for me, as a file', refs),
    ...attachmentPaths(refs),
    ...importPaths(refs),
  ];
}

const sessionPath = (refs: Refs): Path => ({
  method: 'post',
  path: '/api/session',
  summary: 'Sign in as a person of the demonstration; 404 elsewhere',
  tags: ['you'],
  security: [],
  request: { body: { required: true, ...json(SessionInput) } },
  responses: responses(
    refs,
    { 200: { description: 'A bearer token', ...json(z.object({ token: z.string(), person: refs.person })) } },
    [400, 404, 413, 415, 429, 503],
  ),
});

const linesPath = (refs: Refs, path: string, summary: string): Path => ({
  method: 'get',
  path,
  summary,
  tags: ['reports'],
  responses: responses(
    refs,
    { 200: { description: 'Lines', content: { 'application/x-ndjson': { schema: z.string() } } } },
    [401, 403, 503],
  ),
});

const file = { schema: { type: 'string' as const, format: 'binary' } };
const files = { 'image/jpeg': file, 'image/png': file, 'image/webp': file, 'application/pdf': file };

function attachmentPaths(refs: Refs): Path[] {
  return [
    {
      method: 'post',
      path: '/api/attachments',
      summary:
        'Keep a photo (JPEG, PNG, WebP) or a scanned letter (PDF) of at most 4 MB, without what a photo says of place, time and telephone, or a spreadsheet as it is; the digest is that of what is kept',
      tags: ['attachments'],
      request: { body: { required: true, content: files } },
      responses: responses(
        refs,
        { 201: { description: 'Kept', ...json(shapes.Attachment) } },
        [401, 413, 415, 503],
      ),
    },
    {
      method: 'get',
      path: '/api/attachments/{sha256}',
      summary: 'A file you brought yourself within the last 24 hours',
      tags: ['attachments'],
      request: { params: z.object({ sha256: SHA256 }) },
      responses: responses(refs, { 200: { description: 'The file', content: files } }, READING),
    },
  ];
}

function kindPaths(kind: EntryKind, refs: Refs): Path[] {
  const base = `/api/${kind.collection}`;
  const shared = { tags: [kind.collection] };
  const read = (schema: z.ZodType, description: string) =>
    responses(refs, { 200: { description, ...json(schema) } }, READING);
  const commands = Object.entries(kind.commands).filter(([name]) => name !== kind.opens);
  return [
    {
      ...shared,
      method: 'get',
      path: base,
      summary: 'List',
      request: { query: ListQuery },
      responses: read(page(refs.row), 'A page of them'),
    },
    withUpload(kind, openPath(kind, refs)),
    {
      ...shared,
      method: 'get',
      path: `${base}/{id}`,
      summary: 'One',
      request: { params: IN_PATH, ...(kind.kind === 'asset' ? { query: AsOn } : {}) },
      responses: read(refs.entry, 'As you may see it'),
    },
    {
      ...shared,
      method: 'get',
      path: `${base}/{id}/attachments/{sha256}`,
      summary: 'A file this entry refers to, for whoever may read that',
      request: { params: IN_PATH.extend({ sha256: SHA256 }) },
      responses: responses(refs, { 200: { description: 'The file', content: files } }, READING),
    },
    {
      ...shared,
      method: 'get',
      path: `${base}/{id}/history`,
      summary: 'Its events in order',
      request: { params: IN_PATH, query: HistoryQuery },
      responses: read(z.object({ items: z.array(refs.event), nextAfter: z.int().nullable() }), 'Events'),
    },
    ...(kind.track === null ? [] : [certificatesPath(kind, refs)]),
    { ...tablePath(`${base}/export/{format}`, 'The whole list, as a file', refs, ExportQuery), ...shared },
    { ...tablePath(`${base}/{id}/history/export/{format}`, 'Its history, as a file', refs), ...shared },
    ...commands.map(([name, spec]) => commandPath(kind, name, spec, refs)),
  ];
}

const certificatesPath = (kind: EntryKind, refs: Refs): Path => ({
  tags: [kind.collection],
  method: 'get',
  path: `/api/${kind.collection}/{id}/certificates`,
  summary: 'What it has issued on paper, in the form whose SHA-256 is printed',
  request: { params: IN_PATH },
  responses: responses(
    refs,
    { 200: { description: 'Its certificates', ...json(z.object({ items: z.array(refs.certificate) })) } },
    READING,
  ),
});

function openPath(kind: EntryKind, refs: Refs): Path {
  const spec = kind.commands[kind.opens];
  return {
    method: 'post',
    path: `/api/${kind.collection}`,
    summary: kind.opens,
    operationId: `${kind.kind}.${kind.opens}`,
    tags: [kind.collection],
    request: { headers: KEY, body: { required: true, ...json(spec?.input ?? z.strictObject({})) } },
    responses: responses(refs, { 201: { description: 'Opened', ...json(refs.answer) } }, CHANGING),
  };
}

const commandPath = (kind: EntryKind, name: string, spec: CommandSpec, refs: Refs): Path => ({
  method: 'post',
  path: `/api/${kind.collection}/{id}/commands/${name}`,
  summary: name,
  operationId: `${kind.kind}.${name}`,
  description:
    spec.who.length === 0 ? 'Given by the platform itself.' : `May be given by: ${spec.who.join(', ')}.`,
  tags: [kind.collection],
  request: {
    params: IN_PATH,
    headers: spec.approves === true ? KEY_AND_MATCH : KEY,
    body: { required: true, ...json(spec.input) },
  },
  responses: responses(refs, { 200: { description: 'Accepted', ...json(refs.answer) } }, [...CHANGING, 412]),
});
