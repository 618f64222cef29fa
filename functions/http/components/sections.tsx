import type { FC } from 'hono/jsx';
import type { Card, Section } from '../facts/section.ts';
import type { Say } from '../wording.ts';
import { Facts, type LinkTo } from './value.tsx';

interface SectionsProps {
  readonly sections: readonly Section[];
  readonly say: Say;
  readonly linkTo: LinkTo;
}

/** What an entry holds, as summary lists and cards. */
export const Sections: FC<SectionsProps> = ({ sections, say, linkTo }) => (
  <>
    {sections.map(({ id, title, facts, cards, numbered = false }) => (
      <section aria-labelledby={`s-${id}`}>
        <h2 id={`s-${id}`}>
          {title}
          {cards.length > 1 ? <span class="count">{say.number(cards.length)}</span> : null}
        </h2>
        {facts.length > 0 ? <Facts facts={facts} say={say} linkTo={linkTo} /> : null}
        {cards.length > 0 ? <Cards cards={cards} numbered={numbered} say={say} linkTo={linkTo} /> : null}
        {facts.length + cards.length === 0 ? <p class="note">{say.t('entry.none-yet')}</p> : null}
      </section>
    ))}
  </>
);

interface CardsProps extends Omit<SectionsProps, 'sections'> {
  readonly cards: readonly Card[];
  readonly numbered: boolean;
}

const Cards: FC<CardsProps> = ({ cards, numbered, say, linkTo }) => (
  <ol class="cards">
    {cards.map(({ id, title, badge, facts, more = [] }, at) => (
      <li id={`p-${id}`}>
        {title === '' && /^\d+$/.test(id) ? null : (
          <h3>
            {numbered ? <span class="count">{say.number(at + 1)}.</span> : null}{' '}
            <bdi>{title === '' ? id : title}</bdi>
          </h3>
        )}
        {badge === undefined ? null : <p class="badge">{badge}</p>}
        {facts.length > 0 ? <Facts facts={facts} say={say} linkTo={linkTo} /> : null}
        {more.length === 0 ? null : (
          <details>
            <summary>{say.t('entry.more')}</summary>
            <Facts facts={more} say={say} linkTo={linkTo} />
          </details>
        )}
      </li>
    ))}
  </ol>
);
