import { z } from 'zod';
import { EntryId } from '../../../shared/kernel/ids.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import { IMPORTS } from '../routes/imports.ts';
import { type Path, type ProblemRefs, READING, responses } from './parts.ts';
import { ImportProblems } from './schemas.ts';

const FORMAT = z.object({ format: z.enum(['csv', 'xlsx']) });
const ONE = z.object({ id: EntryId });
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const file = { schema: { type: 'string' as const, format: 'binary' } };

/** A list as a file: the same rows as its JSON, headings in the language of the reader. */
export const tablePath = (path: string, summary: string, refs: ProblemRefs, query?: z.ZodObject): Path => ({
  method: 'get',
  path,
  summary,
  tags: ['reports'],
  request: {
    params: path.includes('{id}') ? FORMAT.extend(ONE.shape) : FORMAT,
    ...(query === undefined ? {} : { query }),
  },
  responses: responses(
    refs,
    { 200: { description: 'The file', content: { [XLSX]: file, 'text/csv': file } } },
    [...READING, 413],
  ),
});

export const importPaths = (refs: ProblemRefs): Path[] => [
  {
    method: 'get',
    path: `/api/${IMPORTS}/{id}/problems`,
    summary: 'How its file is read: columns, and everything that is said, by cell',
    tags: [IMPORTS],
    request: { params: ONE },
    responses: responses(
      refs,
      { 200: { description: 'As read', content: { 'application/json': { schema: ImportProblems } } } },
      READING,
    ),
  },
  {
    method: 'get',
    path: `/api/${IMPORTS}/{id}/problems/xlsx`,
    summary: 'The list as it was sent with a column that says what is wrong; corrected, it can be sent again',
    tags: [IMPORTS],
    request: { params: ONE },
    responses: responses(refs, { 200: { description: 'The file', content: { [XLSX]: file } } }, READING),
  },
];

/** A packing list may come with its bytes instead of the digest of an attachment. */
export function withUpload(kind: EntryKind, path: Path): Path {
  const body = path.request?.body;
  if (kind.collection !== IMPORTS || body === undefined) return path;
  const schema = z.object({
    import: z.string().describe('The other fields, as JSON.'),
    file: z.string().describe('XLSX or CSV, at most 4 MB.'),
  });
  const content = { ...body.content, 'multipart/form-data': { schema } };
  return { ...path, request: { ...path.request, body: { ...body, content } } };
}
