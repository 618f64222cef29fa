import type { Locale } from '../../shared/i18n/languages.ts';
import { type PersonActor, rolesTowards } from '../../shared/kernel/actor.ts';
import { baghdadDate, type CalendarDate } from '../../shared/kernel/time.ts';
import type { LinkTo } from './components/value.tsx';
import type { Ctx, Front } from './http-deps.ts';
import { localeFor } from './language.ts';
import { DESK, pagePath } from './page-path.ts';
import { createSay, type Say } from './wording.ts';

const DIGEST = /^[0-9a-f]{64}$/;

interface NavItem {
  readonly href: string;
  readonly label: string;
}

/** What surrounds every page. */
export interface Frame {
  readonly say: Say;
  readonly actor: PersonActor | null;
  /** The page to come back to after changing the language. */
  readonly path: string;
  readonly nav: readonly NavItem[];
  readonly today: CalendarDate;
  readonly version: string;
  readonly stylesheet: string;
  readonly linkTo: LinkTo;
}

interface FrameOptions {
  readonly actor: PersonActor | null;
  readonly names?: ReadonlyMap<string, string>;
  /** Where a posted form came from. */
  readonly path?: string;
  /** Path of the entry the page is about: the files it names are fetched through it. */
  readonly filesOf?: string;
  readonly locale?: Locale;
}

export function frameFor(front: Front, c: Ctx, options: FrameOptions): Frame {
  const say = createSay(options.locale ?? localeFor(c), options.names);
  const { registry, clock } = front.workplace;
  const url = new URL(c.req.url);
  const tracks = registry.tracks.map(({ kind, collection }) => ({
    href: `/${collection}`,
    label: say.kinds(kind),
  }));
  const audits = options.actor?.assignments.some(({ role }) => role === 'auditor') ?? false;
  return {
    say,
    actor: options.actor,
    path: options.path ?? `${url.pathname}${url.search}`,
    nav: [
      { href: '/', label: say.t('nav.work') },
      ...tracks,
      ...deskOf(options.actor, say),
      { href: '/messages', label: say.t('nav.messages') },
      { href: '/register', label: say.t('nav.register') },
      ...(audits ? [{ href: '/trail', label: say.t('nav.trail') }] : []),
    ],
    today: baghdadDate(clock.now()),
    version: front.version,
    stylesheet: front.assets.assetPath('site.css'),
    linkTo: (id) => {
      if (DIGEST.test(id))
        return options.filesOf === undefined ? null : `/api${options.filesOf}/attachments/${id}`;
      const kind = registry.of(id);
      return kind === undefined ? null : `${pagePath(kind)}/${id}`;
    },
  };
}

/** Only who has something there is shown the way: the focal point. Others come by the link they were given. */
const deskOf = (actor: PersonActor | null, say: Say): NavItem[] =>
  actor !== null && rolesTowards(actor, {}).includes('protection')
    ? [{ href: DESK, label: say.t('nav.desk') }]
    : [];
