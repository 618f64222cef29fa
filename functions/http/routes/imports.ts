import { Hono } from 'hono';
import { AppError } from '../../../shared/kernel/errors.ts';
import { SHEET_LIMITS } from '../../../shared/sheets/limits.ts';
import type { ImportRead } from '../../../workflows/casework/read-import.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import { readForm, textOf } from '../forms/read-form.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { parseJson } from '../json-text.ts';
import { localeFor } from '../language.ts';
import { idempotencyKey } from '../preconditions.ts';
import { NoQuery, readQuery } from '../query.ts';
import { signedIn } from '../session.ts';
import { problemsSheet, sentenceOf } from '../sheets/problems.ts';
import { sendFile } from '../sheets/send.ts';
import { createSay } from '../wording.ts';
import { storeAttachment } from './attachments.ts';
import { idOf } from './entries.ts';

export const IMPORTS = 'asset-imports';

/** A packing list with its bytes in one request, what is said of it, and the file to correct. */
export const importRoutes = (front: Front) =>
  new Hono<Env>()
    .post(`/api/${IMPORTS}`, async (c, next) =>
      /^multipart\/form-data\b/i.test(c.req.header('content-type') ?? '') ? upload(front, c) : next(),
    )
    .get(`/api/${IMPORTS}/:id/problems`, (c) => problems(front, c))
    .get(`/api/${IMPORTS}/:id/problems/xlsx`, (c) => problemsFile(front, c));

export function importKind({ workplace }: Front): EntryKind {
  const kind = workplace.registry.collection(IMPORTS);
  if (kind === undefined) throw new AppError('NotFound', 'not-found');
  return kind;
}

async function upload(front: Front, c: Ctx): Promise<Response> {
  const actor = await signedIn(front, c);
  const kind = importKind(front);
  readQuery(c, NoQuery);
  const key = idempotencyKey(c);
  const form = await readForm(c);
  const given = parseJson(textOf(form, 'import') ?? '{}');
  const file = form.get('file');
  if (!(file instanceof File)) throw new AppError('InvalidInput', 'invalid-input', { errors: [MISSING] });
  if (file.size > SHEET_LIMITS.bytes)
    throw new AppError('TooLarge', 'too-large', { params: { limit: SHEET_LIMITS.bytes } });
  if (typeof given !== 'object' || given === null || 'file' in given)
    throw new AppError('InvalidInput', 'invalid-input', { errors: [TWICE] });
  const { sha256 } = await storeAttachment(front, actor, new Uint8Array(await file.arrayBuffer()));
  const { id, version, stage, events, replayed } = await front.casework.submitCommand(front.workplace, {
    kind,
    id: null,
    name: kind.opens,
    input: { ...given, file: sha256 },
    actor,
    idempotencyKey: key,
    ifMatch: null,
  });
  if (replayed) c.header('Idempotency-Replayed', 'true');
  c.header('Location', `/api/${IMPORTS}/${id}`);
  return c.json({ id, version, stage, events }, 201);
}

const MISSING = { pointer: '/file', code: 'missing' };
const TWICE = { pointer: '/file', code: 'given-twice' };

async function readList(front: Front, c: Ctx): Promise<NonNullable<ImportRead['read']>> {
  const actor = await signedIn(front, c);
  readQuery(c, NoQuery);
  const { read } = await front.casework.readImport(front.workplace, importKind(front), idOf(c), actor);
  if (read === null) throw new AppError('NotFound', 'not-found');
  return read;
}

async function problems(front: Front, c: Ctx): Promise<Response> {
  const { intake, findings } = await readList(front, c);
  const say = createSay(localeFor(c));
  const { columns, items } = intake.list;
  const head = intake.sheet?.sheet.rows.find(({ number }) => number === columns?.row)?.cells;
  c.header('Cache-Control', 'no-store');
  return c.json({
    sheet: intake.sheet?.name ?? null,
    encoding: intake.encoding,
    items: items.length,
    assets: intake.rows.length,
    columns: [...(columns?.fields ?? [])].map(([column, field]) => ({
      column,
      heading: head?.get(column)?.text ?? '',
      field,
    })),
    findings: findings.map((one) => ({ ...one, sentence: sentenceOf(one, say) })),
  });
}

async function problemsFile(front: Front, c: Ctx): Promise<Response> {
  const read = await readList(front, c);
  const { writeXlsx } = await import('../../../shared/sheets/write.ts');
  const bytes = await writeXlsx(problemsSheet(read, createSay(localeFor(c))));
  return sendFile(c, 'xlsx', `${idOf(c)}-problems`, bytes);
}
