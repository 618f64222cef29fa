import { Hono } from 'hono';
import type { PersonActor } from '../../../shared/kernel/actor.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { EntryView } from '../../../workflows/casework/read-entry.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import type { Attempt } from '../forms/attempt.ts';
import { choicesFor } from '../forms/choices.ts';
import { fieldsOf } from '../forms/fields.ts';
import { frameFor } from '../frame.ts';
import { ownPage } from '../holdings/own-page.tsx';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { localeFor } from '../language.ts';
import { kindOfPage, pagePath } from '../page-path.ts';
import { EntryPage, type EntryPageProps } from '../pages/entry.tsx';
import { NewEntryPage } from '../pages/new-entry.tsx';
import { isPrintable } from '../pages/print.tsx';
import { statusOf } from '../problem.ts';
import { EntryQuery, NoQuery, readQuery } from '../query.ts';
import { signedIn } from '../session.ts';
import { titlesOf } from '../titles.ts';
import { idOf } from './entries.ts';
import { giveByForm, type Outcome } from './give-by-form.ts';
import { offersOf } from './offers.ts';

const EVENTS = 30;

/** An entry's page, and the commands given from it. */
export const entryPages = (front: Front) =>
  new Hono<Env>()
    .get('/:collection/new', (c) => newEntry(front, c))
    .post('/:collection', (c) => open(front, c))
    .get('/:collection/:id', (c) => show(front, c))
    .post('/:collection/:id/commands/:name', (c) => give(front, c));

async function newEntry(front: Front, c: Ctx): Promise<Response> {
  const kind = kindOfPage(front, c);
  const actor = await signedIn(front, c);
  readQuery(c, NoQuery);
  return drawNew(front, c, { kind, actor });
}

async function open(front: Front, c: Ctx): Promise<Response> {
  const kind = kindOfPage(front, c);
  const actor = await signedIn(front, c);
  const outcome = await giveByForm(front, c, { kind, id: null, name: kind.opens, actor });
  if (outcome.answer !== null)
    return c.redirect(`${pagePath(kind)}/${outcome.answer.id}?done=${kind.opens}`, 303);
  return drawNew(front, c, { kind, actor, attempt: outcome.attempt });
}

async function show(front: Front, c: Ctx): Promise<Response> {
  const kind = kindOfPage(front, c);
  const actor = await signedIn(front, c);
  const query = readQuery(c, EntryQuery);
  const view = await front.casework.readEntry(front.workplace, kind, idOf(c), actor);
  return drawEntry(front, c, { kind, actor, view, ...query });
}

async function give(front: Front, c: Ctx): Promise<Response> {
  const kind = kindOfPage(front, c);
  const actor = await signedIn(front, c);
  const id = idOf(c);
  const name = c.req.param('name') ?? '';
  if (!Object.hasOwn(kind.commands, name) || name === kind.opens) throw new AppError('NotFound', 'not-found');
  const outcome = await giveByForm(front, c, { kind, id, name, actor });
  if (outcome.answer !== null) return c.redirect(`${pagePath(kind)}/${id}?done=${name}`, 303);
  // As it stands now: it may have changed since the form was drawn.
  const view = await front.casework.readEntry(front.workplace, kind, id, actor);
  return drawEntry(front, c, { kind, actor, view, attempt: outcome.attempt });
}

interface NewEntry {
  readonly kind: EntryKind;
  readonly actor: PersonActor;
  readonly attempt?: Outcome['attempt'];
}

async function drawNew(front: Front, c: Ctx, { kind, actor, attempt }: NewEntry): Promise<Response> {
  const spec = kind.commands[kind.opens];
  const choices = await choicesFor(front, actor, spec === undefined ? [] : fieldsOf(spec.input), null);
  const frame = frameFor(front, c, { actor, path: `${pagePath(kind)}/new` });
  c.header('Cache-Control', 'no-store');
  const page = NewEntryPage({ frame, kind, choices, attempt: attempt ?? undefined });
  return c.html(page, statusOfAttempt(attempt));
}

interface Shown {
  readonly kind: EntryKind;
  readonly actor: PersonActor;
  readonly view: EntryView;
  readonly command?: string | undefined;
  readonly done?: string | undefined;
  readonly after?: number | undefined;
  readonly on?: string | undefined;
  readonly attempt?: Outcome['attempt'];
}

async function drawEntry(front: Front, c: Ctx, shown: Shown): Promise<Response> {
  const { kind, actor, view, attempt, done } = shown;
  const path = `${pagePath(kind)}/${view.id}`;
  const offers = offersOf(kind, view, actor, attempt?.command ?? shown.command ?? null);
  const drawn = offers.filter((offer) => offer.drawn).flatMap(({ spec }) => fieldsOf(spec.input));
  // The newest events; older ones page by page, as the history is kept in order.
  const after = shown.after ?? Math.max(0, view.version - EVENTS);
  const page = { after, limit: EVENTS };
  const { items } = await front.casework.readHistory(front.workplace, { kind, id: view.id }, actor, page);
  const [choices, names] = await Promise.all([
    choicesFor(front, actor, drawn, view.state),
    titlesOf(front, actor, localeFor(c), [
      view.state,
      view.links,
      view.waitsFor,
      view.notices,
      items.map(named),
    ]),
  ]);
  const earlier = after === 0 ? null : `${path}?after=${Math.max(0, after - EVENTS)}#history`;
  const props: EntryPageProps = {
    frame: frameFor(front, c, { actor, names, path, filesOf: path }),
    kind,
    view,
    offers,
    choices,
    history: { items, earlier },
    attempt: attempt ?? undefined,
    done: done !== undefined && Object.hasOwn(kind.commands, done) ? done : null,
    printable: isPrintable(kind, view),
  };
  c.header('Cache-Control', 'no-store');
  const own = await ownPage(front, actor, props, shown.on);
  return c.html(own ?? EntryPage(props), statusOfAttempt(attempt));
}

// Everything an event names, without its digests.
const named = ({ actor, onBehalfOf, data }: { actor: unknown; onBehalfOf?: unknown; data: unknown }) => [
  actor,
  onBehalfOf,
  data,
];

const statusOfAttempt = (attempt: Attempt | null | undefined) =>
  attempt === null || attempt === undefined || attempt.error === null ? 200 : statusOf(attempt.error);
