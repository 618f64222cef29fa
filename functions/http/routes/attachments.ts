import { Hono } from 'hono';
import type { Actor } from '../../../shared/kernel/actor.ts';
import type { SentFile } from '../../../workflows/casework/files.ts';
import { readBytes } from '../body.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { cleanFile, isPictureOrLetter } from '../media/clean.ts';
import { isNotModified } from '../preconditions.ts';
import { NoQuery, readQuery } from '../query.ts';
import { signedIn } from '../session.ts';
import { idOf, kindOf } from './entries.ts';

const ATTACHMENT_LIMIT = 4 * 1024 * 1024;

/** Photos and scanned letters, named by the SHA-256 of what is kept; sending one twice changes nothing. */
export const attachmentRoutes = (front: Front) =>
  new Hono<Env>()
    .post('/api/attachments', async (c) => {
      const actor = await signedIn(front, c);
      readQuery(c, NoQuery);
      const content = await readBytes(c, ATTACHMENT_LIMIT);
      return c.json(await storeAttachment(front, actor, content), 201);
    })
    .get('/api/attachments/:sha256', async (c) => {
      const actor = await signedIn(front, c);
      readQuery(c, NoQuery);
      const sha256 = c.req.param('sha256');
      return sendFile(c, sha256, () => front.casework.readOwnFile(front.workplace, actor, sha256));
    })
    .get('/api/:collection/:id/attachments/:sha256', async (c) => {
      const actor = await signedIn(front, c);
      readQuery(c, NoQuery);
      const entry = { kind: kindOf(front, c), id: idOf(c) };
      const sha256 = c.req.param('sha256');
      return sendFile(c, sha256, () => front.casework.readFileOf(front.workplace, entry, actor, sha256));
    });

/** Keep a photo or letter without what it says beside its picture, or a spreadsheet; throws UnsupportedMedia, TooLarge. */
export const storeAttachment = async (front: Front, actor: Actor, content: Uint8Array) =>
  front.casework.keepFile(
    front.workplace,
    actor,
    isPictureOrLetter(content) ? cleanFile(content) : await sheetFile(content),
  );

/** A spreadsheet that can be read, as it came: its problems are named by cell. Its parser is loaded when one is sent. */
async function sheetFile(content: Uint8Array): Promise<SentFile> {
  const { mediaTypeOf, readSheets } = await import('../../../shared/sheets/read.ts');
  return { content, mediaType: mediaTypeOf(readSheets(content)) };
}

const ENDING: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'text/csv': 'csv',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

/** Every time somebody asks it is asked whether he may; a copy on his own device saves only the way. */
async function sendFile(c: Ctx, sha256: string, read: () => Promise<SentFile>): Promise<Response> {
  const { content, mediaType } = await read();
  const shown = mediaType.startsWith('image/') ? 'inline' : 'attachment';
  c.header('Content-Type', mediaType);
  c.header(
    'Content-Disposition',
    `${shown}; filename="${sha256.slice(0, 12)}.${ENDING[mediaType] ?? 'bin'}"`,
  );
  c.header('X-Content-Type-Options', 'nosniff');
  // Whatever the file is, it runs nothing here.
  c.header('Content-Security-Policy', "default-src 'none'; sandbox");
  c.header('Cache-Control', 'private, no-cache');
  c.header('Vary', 'Authorization, Cookie');
  const tag = `"${sha256}"`;
  c.header('ETag', tag);
  return isNotModified(c, tag) ? c.body(null, 304) : c.body(new Uint8Array(content));
}
