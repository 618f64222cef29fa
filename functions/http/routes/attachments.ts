import { Hono } from 'hono';
import { AppError } from '../../../shared/kernel/errors.ts';
import { readBytes } from '../body.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { sniff } from '../media.ts';
import { NoQuery, readQuery } from '../query.ts';
import { signedIn } from '../session.ts';

const ATTACHMENT_LIMIT = 4 * 1024 * 1024;

/** Photos and scanned letters, named by the SHA-256 of their content; sending one twice changes nothing. */
export const attachmentRoutes = (front: Front) =>
  new Hono<Env>()
    .post('/api/attachments', async (c) => {
      await signedIn(front, c);
      readQuery(c, NoQuery);
      const content = await readBytes(c, ATTACHMENT_LIMIT);
      return c.json(await storeAttachment(front, content), 201);
    })
    .get('/api/attachments/:sha256', (c) => sendAttachment(front, c));

/** The type of a spreadsheet that can be read; its parser is loaded when somebody sends one. */
async function sheetTypeOf(content: Uint8Array): Promise<string> {
  const { mediaTypeOf, readSheets } = await import('../../../shared/sheets/read.ts');
  return mediaTypeOf(readSheets(content));
}

/** Keep a file of a known kind; throws UnsupportedMedia. */
export async function storeAttachment(front: Front, content: Uint8Array) {
  const mediaType = sniff(content) ?? (await sheetTypeOf(content));
  return front.workplace.attachments.put(content, mediaType);
}

async function sendAttachment(front: Front, c: Ctx): Promise<Response> {
  await signedIn(front, c);
  readQuery(c, NoQuery);
  const sha256 = c.req.param('sha256') ?? '';
  const found = /^[0-9a-f]{64}$/.test(sha256) ? await front.workplace.attachments.get(sha256) : null;
  if (found === null) throw new AppError('NotFound', 'not-found');
  c.header('Content-Type', found.mediaType);
  c.header('Content-Disposition', dispositionOf(found.mediaType, sha256.slice(0, 12)));
  // Whatever the file is, it runs nothing here.
  c.header('Content-Security-Policy', "default-src 'none'; sandbox");
  c.header('Cache-Control', 'private, max-age=31536000, immutable');
  c.header('ETag', `"${sha256}"`);
  return c.body(new Uint8Array(found.content));
}

const dispositionOf = (mediaType: string, name: string): string => {
  if (mediaType === 'text/csv') return `attachment; filename="${name}.csv"`;
  return mediaType.includes('spreadsheet')
    ? `attachment; filename="${name}.xlsx"`
    : `inline; filename="${name}"`;
};
