import { Hono } from 'hono';
import { localeOf } from '../../../shared/i18n/languages.ts';
import type { PersonActor } from '../../../shared/kernel/actor.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import { greatCircleKm } from '../../../shared/kernel/geo.ts';
import type { ListRow } from '../../../shared/ports.ts';
import { mayGiveAnywhere } from '../../../workflows/casework/authorise.ts';
import { visibleEntry } from '../../../workflows/casework/read-entry.ts';
import type { OfficeBuild } from '../../../workflows/office-build/case.ts';
import { forumOf } from '../../../workflows/office-build/register.ts';
import { isExempt } from '../../../workflows/office-build/siting-rule.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import { CertificatePage, type Which } from '../builds/certificate.tsx';
import { PortfolioPage } from '../builds/portfolio.tsx';
import { ProgressPage } from '../builds/progress.tsx';
import { type Nearby, SitingPage } from '../builds/siting.tsx';
import { BUILD, BUILDS } from '../builds/words.ts';
import { frameFor } from '../frame.ts';
import type { Ctx, Env, Front } from '../http-deps.ts';
import { localeFor } from '../language.ts';
import { NoQuery, RowsQuery, readQuery } from '../query.ts';
import { signedIn } from '../session.ts';
import { titlesOf } from '../titles.ts';
import { createSay } from '../wording.ts';
import { checkAddress } from './check-pages.tsx';
import { idOf } from './entries.ts';

// Some sixty builds and two hundred forums are expected (domain 7); a page shows no more.
const SITES = 200;
const FORUMS = 200;

/** What is special to builds: the portfolio, the siting page, the curve, and the certificates. */
export const buildPages = (front: Front) =>
  new Hono<Env>()
    .get(`/${BUILDS}`, async (c, next) => {
      const { open, cursor } = readQuery(c, RowsQuery);
      return open === 'false' || cursor !== undefined ? next() : portfolio(front, c);
    })
    .get(`/${BUILDS}/:id/siting`, (c) => siting(front, c))
    .get(`/${BUILDS}/:id/progress`, (c) => progress(front, c))
    .get(`/${BUILDS}/:id/provisional-certificate`, (c) => certificate(front, c, 'taken'))
    .get(`/${BUILDS}/:id/final-certificate`, (c) => certificate(front, c, 'final'));

function kindNamed({ workplace }: Front, name: string): EntryKind {
  const kind = workplace.registry.kind(name);
  if (kind === undefined) throw new AppError('NotFound', 'not-found');
  return kind;
}

async function portfolio(front: Front, c: Ctx): Promise<Response> {
  const actor = await signedIn(front, c);
  const kind = kindNamed(front, BUILD);
  const rows = await allRows(front, kind, actor, SITES);
  const mayOpen = mayGiveAnywhere(actor, kind, kind.opens);
  c.header('Cache-Control', 'no-store');
  return c.html(PortfolioPage({ frame: frameFor(front, c, { actor }), kind, rows, mayOpen }));
}

async function allRows(front: Front, kind: EntryKind, actor: PersonActor, most: number): Promise<ListRow[]> {
  const rows: ListRow[] = [];
  for (let cursor: string | null = null; rows.length < most; ) {
    const request = { filter: {}, page: { limit: 100, cursor } };
    const page = await front.casework.listEntries(front.workplace, kind, actor, request);
    rows.push(...page.items);
    cursor = page.nextCursor;
    if (cursor === null) break;
  }
  return rows.slice(0, most);
}

/** The build as this reader may see it. */
async function read(front: Front, c: Ctx) {
  const actor = await signedIn(front, c);
  readQuery(c, NoQuery);
  const view = await front.casework.readEntry(front.workplace, kindNamed(front, BUILD), idOf(c), actor);
  return { actor, view, build: view.state as OfficeBuild };
}

async function siting(front: Front, c: Ctx): Promise<Response> {
  const { actor, view, build } = await read(front, c);
  if (build.site === null) throw new AppError('NotFound', 'not-found');
  const { coordinates: center } = build.site;
  const nearby = await forumsAround(front, actor, build, center);
  const names = await titlesOf(front, actor, localeFor(c), [nearby.map(({ office }) => office)]);
  const frame = frameFor(front, c, { actor, names });
  c.header('Cache-Control', 'no-store');
  return c.html(SitingPage({ frame, view, center, exempt: isExempt(build.site), nearby }));
}

/** Forums whose place this reader may know, the nearest first; the rule itself knows all of them. */
async function forumsAround(
  front: Front,
  actor: PersonActor,
  build: OfficeBuild,
  center: { lat: number; lon: number },
): Promise<Nearby[]> {
  const kind = kindNamed(front, 'forum');
  const rows = await allRows(front, kind, actor, FORUMS);
  const found = await Promise.all(
    rows.map(async ({ id }): Promise<Nearby[]> => {
      const { state } = await visibleEntry(front.workplace, kind, id, actor);
      const forum = forumOf(
        () => ({ kind: kind.kind, id, version: 0, state: withPlace(kind.project(state, actor)) }),
        id,
      );
      if (forum?.coordinates == null || forum.status === 'dormant') return [];
      const { coordinates: at, office, name } = forum;
      const assigned = build.forums[id] !== undefined;
      return [{ id, name: name.en, at, km: greatCircleKm(center, at), office, assigned }];
    }),
  );
  const near = found.flat().filter(({ km, assigned }) => assigned || km <= 100);
  return near.toSorted((a, b) => a.km - b.km);
}

const withPlace = (projected: unknown): unknown => ({ coordinates: null, ...(projected as object) });

async function progress(front: Front, c: Ctx): Promise<Response> {
  const { actor, view, build } = await read(front, c);
  c.header('Cache-Control', 'no-store');
  return c.html(ProgressPage({ frame: frameFor(front, c, { actor }), view, build }));
}

async function certificate(front: Front, c: Ctx, which: Which): Promise<Response> {
  const { actor, view, build } = await read(front, c);
  const issued = build[which];
  if (issued === null) throw new AppError('NotFound', 'not-found');
  const own = localeFor(c);
  const names = await titlesOf(front, actor, own, [issued]);
  // Arabic and English, or Sorani and English; an English reader prints with Arabic.
  const second = own.language === 'en' ? localeOf('ar') : localeOf('en');
  const frame = frameFor(front, c, { actor, names, locale: own });
  const kind = kindNamed(front, BUILD);
  const papers = await front.casework.readPapers(front.workplace, kind, view.id, actor);
  const paper = papers.find(({ number }) => number === issued.number);
  if (paper === undefined) throw new AppError('NotFound', 'not-found');
  c.header('Cache-Control', 'no-store');
  return c.html(
    CertificatePage({
      frame,
      view,
      build,
      certificate: issued,
      which,
      says: [frame.say, createSay(second, names)],
      address: checkAddress(front, c, paper),
      digest: paper.sha256,
    }),
  );
}
