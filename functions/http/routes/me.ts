import { Hono } from 'hono';
import { z } from 'zod';
import type { PersonActor } from '../../../shared/kernel/actor.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import { parse } from '../../../shared/kernel/parse.ts';
import type { TaskRow } from '../../../shared/ports.ts';
import { readJson } from '../body.ts';
import type { Cursors } from '../cursor.ts';
import type { Env, Front } from '../http-deps.ts';
import { localeFor } from '../language.ts';
import { NoQuery, PageQuery, readQuery } from '../query.ts';
import { personToSignIn, signedIn } from '../session.ts';
import { addressOf } from '../throttle.ts';
import { createSay } from '../wording.ts';

export const SessionInput = z.strictObject({ person: z.string().max(40) });

/** Who am I, and what waits for me. */
export const meRoutes = (front: Front, cursors: Cursors) =>
  new Hono<Env>()
    .post('/api/session', async (c) => {
      const { signIn } = front.identity;
      if (signIn.by !== 'choice') throw new AppError('NotFound', 'not-found');
      readQuery(c, NoQuery);
      const { person } = parse(SessionInput, await readJson(c));
      const named = { person, address: addressOf(c) };
      const actor = await front.throttle.guard(named, () => personToSignIn(front, person));
      c.header('Cache-Control', 'no-store');
      return c.json({ token: signIn.issue(actor), person: describePerson(actor) });
    })
    .get('/api/me', async (c) => {
      const actor = await signedIn(front, c);
      readQuery(c, NoQuery);
      return c.json(describePerson(actor));
    })
    .get('/api/tasks', async (c) => {
      const actor = await signedIn(front, c);
      const { limit, cursor } = readQuery(c, PageQuery);
      const owner = { actor, list: '/api/tasks' };
      const page = { limit, cursor: cursors.open(cursor, owner) };
      const { items, nextCursor } = await front.casework.listTasks(front.workplace, actor, page);
      const say = createSay(localeFor(c));
      return c.json({
        items: items.map((task) => ({ ...describeTask(task), sentence: say.text(task.title) })),
        nextCursor: cursors.seal(nextCursor, owner),
      });
    })
    .get('/api/messages', async (c) => {
      const actor = await signedIn(front, c);
      const { limit, cursor } = readQuery(c, PageQuery);
      const owner = { actor, list: '/api/messages' };
      const page = { limit, cursor: cursors.open(cursor, owner) };
      const { items, nextCursor } = await front.casework.listMessages(front.workplace, actor, page);
      const say = createSay(localeFor(c));
      return c.json({
        items: items.map(({ id, at, caseId, kind, level, texts }) => ({
          id,
          at,
          caseId,
          kind,
          level,
          texts,
          sentences: texts.map((text) => say.text(text)),
        })),
        nextCursor: cursors.seal(nextCursor, owner),
      });
    });

const describePerson = ({ id, name, assignments, onBehalfOf }: PersonActor) => ({
  id,
  name,
  roles: [...new Set(assignments.map(({ role }) => role))],
  assignments,
  ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
});

const describeTask = (task: TaskRow) => ({
  id: task.key,
  track: task.track,
  caseId: task.caseId,
  caseTitle: task.caseTitle,
  title: task.title,
  commands: task.commands,
  since: task.sinceAt,
  sinceVersion: task.since,
  dueOn: task.dueOn,
  level: task.level,
});
