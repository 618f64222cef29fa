import type { FC } from 'hono/jsx';
import type { ChainedEvent } from '../../../shared/kernel/event.ts';
import type { EntryView } from '../../../workflows/casework/read-entry.ts';
import type { CommandSpec, EntryKind } from '../../../workflows/track.ts';
import { sheetsOf } from '../builds/sheets.ts';
import { CommandForm } from '../components/command-form.tsx';
import { Downloads } from '../components/downloads.tsx';
import { Due } from '../components/due.tsx';
import { ErrorSummary } from '../components/error-summary.tsx';
import { History } from '../components/history.tsx';
import { Layout } from '../components/layout.tsx';
import { Sections } from '../components/sections.tsx';
import { StageRail } from '../components/stage-rail.tsx';
import { TextWarnings } from '../components/text-warnings.tsx';
import { EntryLink } from '../components/value.tsx';
import { Withheld } from '../components/withheld.tsx';
import { sectionsOf } from '../facts/present.ts';
import type { Section } from '../facts/section.ts';
import type { Attempt } from '../forms/attempt.ts';
import type { Choices } from '../forms/drawing.ts';
import { fieldsOf } from '../forms/fields.ts';
import type { Frame } from '../frame.ts';
import { ownPageOf } from '../handover/own-pages.ts';
import { pagePath } from '../page-path.ts';

/** A command on the page: `drawn` as a form, or behind a link when its form is long. */
export interface Offer {
  readonly name: string;
  readonly spec: CommandSpec;
  readonly approves: boolean;
  readonly drawn: boolean;
  readonly open: boolean;
  /** Asked for by a task of this reader, or chosen. */
  readonly needed: boolean;
}

export interface EntryPageProps {
  readonly frame: Frame;
  readonly kind: EntryKind;
  readonly view: EntryView;
  readonly offers: readonly Offer[];
  readonly choices: Choices;
  readonly history: { readonly items: readonly ChainedEvent[]; readonly earlier: string | null };
  readonly attempt?: Attempt | undefined;
  /** Name of the command just accepted. */
  readonly done: string | null;
  readonly printable: boolean;
}

/** A case or register entry: where it stands, what it waits for, what I may do, what it holds, what happened. */
export function EntryPage(props: EntryPageProps) {
  const { frame, kind, view, attempt, offers, history, done } = props;
  const { say, linkTo } = frame;
  const spec = attempt === undefined ? undefined : kind.commands[attempt.command];
  const sections = sectionsOf(kind.kind, view.state, say);
  const facts = <Sections sections={sections} say={say} linkTo={linkTo} />;
  // Whoever approves, or looks something up, reads first.
  const readsFirst =
    offers.some(({ open, approves }) => open && approves) || offers.every(({ open }) => !open);
  return (
    <Layout frame={frame} title={kind.sealed ? say.t('nav.desk') : say.title(view.title, view.state)}>
      {attempt === undefined || spec === undefined ? null : (
        <>
          <ErrorSummary say={say} kind={kind.kind} fields={fieldsOf(spec.input)} attempt={attempt} />
          <TextWarnings say={say} kind={kind.kind} fields={fieldsOf(spec.input)} attempt={attempt} />
        </>
      )}
      {done === null ? null : <DoneBanner frame={frame} kind={kind} done={done} offers={offers} />}
      <Heading {...props} />
      {kind.track === null || view.stage === null ? null : (
        <StageRail say={say} kind={kind.kind} stages={kind.track.stages} stage={view.stage} />
      )}
      <Notices frame={frame} view={view} />
      <Waiting frame={frame} view={view} />
      {readsFirst ? facts : null}
      <Offers {...props} />
      {/* Over a shoulder even a list of what others do says too much. */}
      {kind.sealed ? null : <Withheld say={say} view={view} />}
      {readsFirst ? null : facts}
      <Links frame={frame} view={view} sections={sections} />
      <section aria-labelledby="history">
        <h2 id="history">{say.t('entry.history')}</h2>
        <p class="note">{say.t('entry.history-lead')}</p>
        <History frame={frame} kind={kind.kind} events={history.items} />
        {history.earlier === null ? null : (
          <p>
            <a href={history.earlier}>{say.t('entry.history-older')}</a>
          </p>
        )}
        <Downloads
          say={say}
          list={`/api/${kind.collection}/${view.id}/history`}
          label="export.history-label"
        />
      </section>
    </Layout>
  );
}

export const Heading: FC<EntryPageProps> = ({ frame: { say }, kind, view, printable }) => (
  <>
    <p class="kicker">
      {say.kind(kind.kind)} · <bdi dir="ltr">{view.id}</bdi>
    </p>
    <h1>
      <bdi>{view.title === '' ? say.kind(kind.kind) : say.title(view.title, view.state)}</bdi>
    </h1>
    {printable || sheetsOf(view).length > 0 ? (
      <p class="actions">
        {printable ? <a href={`${pagePath(kind)}/${view.id}/print`}>{say.t('entry.print')}</a> : null}
        {sheetsOf(view).map(({ href, field }) => (
          <>
            {' '}
            <a href={href}>{say.field(field, kind.kind)}</a>
          </>
        ))}
      </p>
    ) : null}
  </>
);

interface DoneProps {
  readonly frame: Frame;
  readonly kind: EntryKind;
  readonly done: string;
  readonly offers: readonly Offer[];
}

export const DoneBanner: FC<DoneProps> = ({ frame: { say }, kind, done, offers }) => (
  <section class="done" role="status">
    <strong>{say.t('done.title')}</strong>
    <p>
      {say.t('done.command', { command: say.command(kind.kind, done) })}
      {offers.some(({ open }) => open) ? null : ` ${say.t('done.next')}`}
    </p>
  </section>
);

const Notices: FC<{ frame: Frame; view: EntryView }> = ({ frame: { say }, view }) => (
  <>
    {view.notices.map((notice) => (
      <p class="waiting">{say.text(notice)}</p>
    ))}
  </>
);

const Waiting: FC<{ frame: Frame; view: EntryView }> = ({ frame, view }) => {
  if (view.waitsFor === null) return null;
  const { say } = frame;
  const text = say.text(view.waitsFor);
  return (
    <section class="waiting" aria-labelledby="waits">
      <h2 id="waits">{say.t('entry.waits')}</h2>
      <p>{text}</p>
      {view.dueOn === null ? null : (
        <p>
          <Due
            brief={text.includes(say.date(view.dueOn))}
            frame={frame}
            dueOn={view.dueOn}
            level={Math.max(0, ...view.tasks.map(({ level }) => level))}
          />
        </p>
      )}
    </section>
  );
};

export const Offers: FC<EntryPageProps> = (props) => {
  const { frame, view, offers } = props;
  const { say } = frame;
  if (offers.length === 0)
    return view.waitsFor === null ? null : <p class="note">{say.t('entry.do-nothing')}</p>;
  const needed = offers.filter((offer) => offer.needed);
  const others = offers.filter((offer) => !offer.needed);
  const folded = needed.length > 0 && others.length > 1;
  return (
    <section class="offers" aria-labelledby="do">
      <h2 id="do">{say.t('entry.do')}</h2>
      {[...needed, ...(folded ? [] : others)].map((offer) => (
        <OfferItem page={props} offer={offer} />
      ))}
      {folded ? (
        <details class="others">
          <summary>{say.t('entry.do-others', { count: others.length })}</summary>
          {others.map((offer) => (
            <OfferItem page={props} offer={offer} />
          ))}
        </details>
      ) : null}
    </section>
  );
};

const OfferItem: FC<{ page: EntryPageProps; offer: Offer }> = ({ page, offer }) => {
  const { frame, kind, view, choices, attempt } = page;
  const { name, spec, approves, drawn, open } = offer;
  const { say } = frame;
  const base = `${pagePath(kind)}/${view.id}`;
  const ownPage = ownPageOf(kind.kind, name);
  return (
    <details open={open} id={`do-${name}`} class="offer">
      <summary>{say.command(kind.kind, name)}</summary>
      {drawn ? (
        <CommandForm
          say={say}
          kind={kind.kind}
          name={name}
          spec={spec}
          action={`${base}/commands/${name}`}
          choices={choices}
          match={approves ? view.etag : undefined}
          attempt={attempt?.command === name ? attempt : undefined}
        />
      ) : (
        <p>
          {say.commandHelp(kind.kind, name)}{' '}
          <a
            class="button"
            href={ownPage === null ? `${base}?command=${name}#do-${name}` : `${base}/${ownPage}`}
          >
            {say.t('entry.open-form')}
          </a>
        </p>
      )}
    </details>
  );
};

/** Links that the facts above do not already show. */
const Links: FC<{ frame: Frame; view: EntryView; sections: readonly Section[] }> = (props) => {
  const { frame, view, sections } = props;
  const shown = JSON.stringify(sections);
  const links = view.links.filter(({ id }) => !shown.includes(`"${id}"`));
  return links.length === 0 ? null : (
    <section aria-labelledby="links">
      <h2 id="links">{frame.say.t('entry.links')}</h2>
      <ul>
        {links.map(({ rel, id }) => (
          <li>
            {frame.say.field(rel)}: <EntryLink id={id} say={frame.say} linkTo={frame.linkTo} />
          </li>
        ))}
      </ul>
    </section>
  );
};
