import { html } from 'hono/html';
import type { Child, FC } from 'hono/jsx';
import { direction, LANGUAGE_NAMES, LANGUAGES } from '../../../shared/i18n/languages.ts';
import type { Frame } from '../frame.ts';

// A shield with a rising line: small enough to travel with every page.
const SHIELD = 'M16 2 28 6v9c0 8-5 13-12 15C9 28 4 23 4 15V6z';
const LINE = 'M10 17l4 4 8-9';
const ICON = `data:image/svg+xml,${encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#0d3b4f" d="${SHIELD}"/><path fill="none" stroke="#e0b45c" stroke-width="3" d="${LINE}"/></svg>`,
)}`;

const Emblem: FC = () => (
  <svg viewBox="0 0 32 32" width="36" height="36" aria-hidden="true">
    <path fill="none" stroke="#e0b45c" stroke-width="2" d={SHIELD} />
    <path fill="none" stroke="currentColor" stroke-width="3" d={LINE} />
  </svg>
);

interface LayoutProps {
  readonly frame: Frame;
  readonly title: string;
  /** Pages that are printed carry no menu. */
  readonly bare?: boolean;
  readonly children?: Child;
}

/** The whole document. */
export const Layout = ({ frame, title, bare = false, children }: LayoutProps) => {
  const { say } = frame;
  const { language } = say.locale;
  return html`<!DOCTYPE html>${(
    <html lang={language} dir={direction(language)}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} – ${say.t('app.name')}`}</title>
        <link rel="stylesheet" href={frame.stylesheet} />
        <link rel="icon" href={ICON} />
      </head>
      <body class={bare ? 'bare' : undefined}>
        <a class="skip" href="#main">
          {say.t('app.skip')}
        </a>
        {bare ? null : <Header frame={frame} />}
        {bare ? null : <ActingFor frame={frame} />}
        <main id="main">{children}</main>
        {bare ? null : <Footer frame={frame} />}
      </body>
    </html>
  )}`;
};

const Header: FC<{ frame: Frame }> = ({ frame }) => {
  const { say, actor, nav, path } = frame;
  return (
    <header>
      <div class="top">
        <a class="brand" href="/">
          <Emblem />
          <span>
            <strong>{say.t('app.name')}</strong> <small>{say.t('app.purpose')}</small>
          </span>
        </a>
        <Languages frame={frame} />
      </div>
      {actor === null ? null : (
        <nav aria-label={say.t('app.menu')}>
          <ul>
            {nav.map(({ href, label }) => (
              <li>
                <a href={href} aria-current={isWithin(path, href) ? 'page' : undefined}>
                  {label}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </header>
  );
};

/** On every page: in whose place this person acts, and the way back. */
const ActingFor: FC<{ frame: Frame }> = ({ frame: { say, actor } }) =>
  actor?.absent === undefined ? null : (
    <form method="post" action="/account/acting-for" class="acting">
      <p role="status">{say.t('acting.banner', { name: actor.absent.name })}</p>
      <button type="submit" name="absent" value="" class="quiet">
        {say.t('account.stop-acting')}
      </button>
    </form>
  );

const isWithin = (path: string, href: string): boolean => {
  const [place = ''] = path.split('?');
  return place === href || (href !== '/' && place.startsWith(`${href}/`));
};

const Languages: FC<{ frame: Frame }> = ({ frame: { say, path } }) => (
  <p class="languages">
    <span class="hidden">{say.t('app.language')}</span>
    {LANGUAGES.map((language) => (
      <a
        href={`/language?to=${language}&back=${encodeURIComponent(path)}`}
        lang={language}
        hreflang={language}
        dir={direction(language)}
        aria-current={language === say.locale.language ? 'true' : undefined}
      >
        {LANGUAGE_NAMES[language]}
      </a>
    ))}
  </p>
);

const Footer: FC<{ frame: Frame }> = ({ frame: { say, actor, path, version } }) => (
  <footer>
    {actor === null ? null : (
      <form method="post" action="/sign-out">
        <p>
          <a href="/account">
            <bdi>{actor.name}</bdi>
          </a>{' '}
          · {say.list([...new Set(actor.assignments.map(({ role }) => say.role(role)))])}
        </p>
        <button type="submit" class="quiet">
          {say.t('nav.sign-out')}
        </button>
      </form>
    )}
    <p class="note">
      {say.t('app.name')} <bdi dir="ltr">{version}</bdi> · <a href="/docs">{say.t('nav.api')}</a> ·{' '}
      <a href="/who-may-do-what">{say.t('policy.title')}</a>
      {say.locale.language === 'en' ? null : (
        <>
          {' · '}
          {say.t('app.digits')}: <DigitsLink path={path} digits="arab" label="١٢٣" />{' '}
          <DigitsLink path={path} digits="latn" label="123" />
        </>
      )}
    </p>
  </footer>
);

const DigitsLink: FC<{ path: string; digits: 'arab' | 'latn'; label: string }> = ({
  path,
  digits,
  label,
}) => <a href={`/language?digits=${digits}&back=${encodeURIComponent(path)}`}>{label}</a>;
