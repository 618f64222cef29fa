import { Hono } from 'hono';
import type { PersonActor } from '../../../shared/kernel/actor.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import { baghdadDate } from '../../../shared/kernel/time.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { localeFor } from '../language.ts';
import { ExportQuery, filterOf, IndicatorQuery, NoQuery, readQuery } from '../query.ts';
import { signedIn } from '../session.ts';
import { type Format, sendTable } from '../sheets/send.ts';
import {
  entriesTable,
  historyTable,
  indicatorsTable,
  peopleIn,
  type Table,
  tasksTable,
} from '../sheets/table.ts';
import { titlesOf } from '../titles.ts';
import { createSay } from '../wording.ts';
import { idOf, kindOf } from './entries.ts';

/** Every list as CSV and XLSX: the same rows, filters and scopes as its page and its JSON. */
export const exportRoutes = (front: Front) =>
  new Hono<Env>()
    .get('/api/tasks/export/:format', (c) => tasks(front, c))
    .get('/api/indicators/export/:format', (c) => indicators(front, c))
    .get('/api/:collection/export/:format', (c) => entries(front, c))
    .get('/api/:collection/:id/history/export/:format', (c) => history(front, c));

function formatOf(c: Ctx): Format {
  const format = c.req.param('format');
  if (format !== 'csv' && format !== 'xlsx') throw new AppError('NotFound', 'not-found');
  return format;
}

interface Sent {
  readonly actor: PersonActor;
  readonly format: Format;
  readonly name: string;
  /** What is written down of it; absent: the name. */
  readonly subject?: string;
  readonly table: Table;
}

/** Who took what is written down before the first byte leaves; when that fails, nothing does. */
async function send(front: Front, c: Ctx, { actor, format, name, subject = name, table }: Sent) {
  await front.casework.recordExport(front.workplace, actor, `${subject}.${format}`);
  return sendTable(c, format, name, table);
}

async function entries(front: Front, c: Ctx): Promise<Response> {
  const format = formatOf(c);
  const actor = await signedIn(front, c);
  const kind = kindOf(front, c);
  const filter = filterOf(readQuery(c, ExportQuery));
  const rows = await front.casework.exportList(front.workplace, kind, actor, filter);
  const say = createSay(localeFor(c));
  return send(front, c, { actor, format, name: kind.collection, table: entriesTable(kind, rows, say) });
}

async function tasks(front: Front, c: Ctx): Promise<Response> {
  const format = formatOf(c);
  const actor = await signedIn(front, c);
  readQuery(c, NoQuery);
  const rows = await front.casework.exportTasks(front.workplace, actor);
  const titles = rows.map(({ title }) => title);
  const say = createSay(localeFor(c), await titlesOf(front, actor, localeFor(c), titles));
  return send(front, c, { actor, format, name: 'tasks', table: tasksTable(rows, say) });
}

async function history(front: Front, c: Ctx): Promise<Response> {
  const format = formatOf(c);
  const actor = await signedIn(front, c);
  const kind = kindOf(front, c);
  readQuery(c, NoQuery);
  const id = idOf(c);
  const events = await front.casework.exportHistory(front.workplace, { kind, id }, actor);
  const say = createSay(localeFor(c), await titlesOf(front, actor, localeFor(c), peopleIn(events)));
  const table = historyTable(kind.kind, events, say);
  // The number of what is sealed stands in a record of its own, which not everybody reads whole.
  const subject = kind.sealed ? 'history' : `${id}-history`;
  return send(front, c, { actor, format, name: `${id}-history`, subject, table });
}

async function indicators(front: Front, c: Ctx): Promise<Response> {
  const format = formatOf(c);
  const actor = await signedIn(front, c);
  const { asOf = baghdadDate(front.workplace.clock.now()) } = readQuery(c, IndicatorQuery);
  const counts = await front.casework.indicators(front.workplace, actor, asOf);
  return sendTable(c, format, `indicators-${asOf}`, indicatorsTable(counts, createSay(localeFor(c))));
}
