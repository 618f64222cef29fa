import type { Say } from '../wording.ts';
import { type Card, fact, isEmpty, option, type Presenter, present, records } from './section.ts';

const KIND = 'protected-concern';

/** A protected concern: what it says first, then who may read it until when, then what became of it. */
export const presentConcern: Presenter = (state, say) => {
  const label = (name: string) => say.field(name, KIND);
  const { text, class: of, forum, governorate, month, status, dueOn, author } = state;
  const cards = (name: string, members: Card[]) => ({
    id: name,
    title: label(name),
    facts: [],
    cards: members,
  });
  const sections = [
    {
      id: 'main',
      title: say.t('entry.details'),
      facts: present([
        fact(label('text'), text),
        option(label('class'), of),
        fact(label('forum'), forum),
        option(label('governorate'), governorate),
        fact(label('month'), month),
        option(label('status'), status),
        fact(label('dueOn'), status === 'closed' ? null : dueOn),
        fact(label('author'), author),
      ]),
      cards: [],
    },
    cards('grants', grantCards(state.grants, say)),
    cards('glass', glassCards(state.glass, say)),
    cards('proposal', isEmpty(state.proposal) ? [] : [memberCard('proposal', state.proposal, say)]),
    cards(
      'referrals',
      records(state.referrals).map(([id, member]) => memberCard(id, member, say)),
    ),
  ];
  return sections.filter((section) => section.id === 'main' || section.cards.length > 0);
};

const grantCards = (grants: unknown, say: Say): Card[] =>
  Object.entries((grants ?? {}) as Record<string, unknown>).map(([person, until]) => ({
    id: person,
    title: say.name(person),
    facts: [fact(say.field('until', KIND), until)],
  }));

const glassCards = (glass: unknown, say: Say): Card[] =>
  records(glass).map(([person, { until, reason, breakGlass }]) => ({
    id: person,
    title: say.name(person),
    facts: present([
      fact(say.field('until', KIND), until),
      fact(say.field('reason', KIND), reason),
      fact(say.field('breakGlass', KIND), breakGlass),
    ]),
  }));

function memberCard(id: string, member: unknown, say: Say): Card {
  const { what, by, reason, pathway, week, dueOn } = member as Record<string, unknown>;
  const label = (name: string) => say.field(name, KIND);
  return {
    id,
    title: say.option(String(what ?? pathway)),
    facts: present([
      fact(label('week'), week),
      fact(label('reason'), reason),
      fact(label('by'), by),
      fact(label('dueOn'), dueOn),
    ]),
  };
}
