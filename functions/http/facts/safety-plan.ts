import type { Say } from '../wording.ts';
import {
  type Card,
  fact,
  isRecord,
  option,
  type Presenter,
  present,
  records,
  type Section,
} from './section.ts';

type Plain = Readonly<Record<string, unknown>>;

const KIND = 'safety-plan';

/** A plan in the order people talk about it: what was agreed, what is done, what came out, what lay behind it. */
export const presentPlan: Presenter = (state, say) => {
  const field = (name: string) => say.field(name, KIND);
  const summary: Section = {
    id: 'summary',
    title: say.t('entry.details'),
    facts: present([
      fact(field('forum'), state.forum),
      fact(field('unit'), state.unit),
      fact(field('startsOn'), state.startsOn),
      fact(field('endsOn'), state.endsOn),
      option(field('authority'), state.authority),
      fact(field('facilitator'), state.facilitator),
      fact(field('follows'), state.follows),
      fact(field('reason'), state.reason),
      fact(field('returned'), isRecord(state.returned) ? state.returned.reason : undefined),
      fact(field('question'), isRecord(state.question) ? state.question.text : undefined),
    ]),
    cards: [],
  };
  const sections = [
    summary,
    priorities(state, say),
    actions(state, say),
    signatures(state, say),
    meeting(state, say),
    concerns(state, say),
    ballots(state, say),
  ];
  return sections.filter(({ id, facts, cards }) => id === 'concerns' || facts.length + cards.length > 0);
};

const section = (id: string, title: string, cards: readonly Card[], numbered = false): Section => ({
  id,
  title,
  facts: [],
  cards,
  numbered,
});

const find = (collection: unknown, id: unknown): Plain => {
  const found = isRecord(collection) && typeof id === 'string' ? collection[id] : undefined;
  return isRecord(found) ? found : {};
};

function priorities(state: Plain, say: Say): Section {
  const field = (name: string) => say.field(name, KIND);
  const cards = records(state.priorities).map(([, priority]): Card => {
    const concern = find(state.concerns, priority.concern);
    const analysis = isRecord(concern.analysis) ? concern.analysis : {};
    const result = find(state.results, priority.concern);
    return {
      id: String(priority.concern),
      title: String(concern.text ?? priority.concern),
      badge: typeof result.outcome === 'string' ? say.option(result.outcome) : undefined,
      facts: present([
        option(field('goal'), priority.goal),
        fact(field('analysis'), analysis.analysis),
        fact(field('cause'), analysis.cause),
        fact(field('result'), result.note),
      ]),
    };
  });
  return section('priorities', field('priorities'), cards, true);
}

function actions(state: Plain, say: Say): Section {
  const field = (name: string) => say.field(name, KIND);
  const cards = records(state.actions).map(([id, action]): Card => {
    const duty = find(state.duties, id);
    const concern = find(state.concerns, action.concern);
    const report = isRecord(action.report) ? action.report : {};
    const linked = isRecord(action.linked) ? action.linked : {};
    return {
      id,
      title: String(action.what ?? id),
      badge: typeof duty.status === 'string' ? say.option(duty.status) : undefined,
      facts: present([
        fact(field('owner'), duty.owner),
        fact(field('dueOn'), action.dueOn),
        option(field('kind'), action.kind),
        fact(field('report'), report.note),
        fact(field('reportedAt'), report.at),
        fact(field('linked'), linked.id),
      ]),
      more: present([
        fact(field('concern'), concern.text ?? action.concern),
        fact(say.field('startsOn', KIND, 'PlanAction'), action.startsOn),
        fact(field('indicator'), action.indicator),
        fact(field('helpers'), action.helpers),
        fact(field('resources'), action.resources),
        fact(field('risk'), action.risk),
        option(field('support'), action.support),
      ]),
    };
  });
  return section('actions', field('actions'), cards);
}

function signatures(state: Plain, say: Say): Section {
  const field = (name: string) => say.field(name, KIND);
  const cards = records(state.signatures).map(
    ([id, signature]): Card => ({
      id: `s${id}`,
      title: say.option(String(signature.slot)),
      facts: present([
        fact(field('by'), signature.by),
        fact(field('onBehalfOf'), signature.onBehalfOf),
        fact(field('at'), signature.at),
        fact(field('remarks'), signature.remarks),
        fact(field('letterNumber'), signature.letterNumber),
        fact(field('letterDate'), signature.letterDate),
      ]),
    }),
  );
  return section('signatures', field('signatures'), cards);
}

function meeting(state: Plain, say: Say): Section {
  const field = (name: string) => say.field(name, KIND);
  const held = isRecord(state.meeting) ? state.meeting : {};
  const facts = present([
    fact(field('heldOn'), held.heldOn),
    fact(field('present'), held.present),
    fact(field('women'), held.women),
    option(field('perception'), held.perception),
    fact(field('lessons'), held.lessons),
  ]);
  return { id: 'meeting', title: field('meeting'), facts, cards: [] };
}

/** Concerns that became priorities stand above; here are the others. */
function concerns(state: Plain, say: Say): Section {
  const field = (name: string) => say.field(name, KIND);
  const chosen = new Set(records(state.priorities).map(([, { concern }]) => concern));
  const cards = records(state.concerns)
    .filter(([id]) => !chosen.has(id))
    .map(([id, concern]): Card => {
      const referred = concern.status === 'referred';
      return {
        id,
        title: referred ? say.option('referred') : String(concern.text ?? id),
        badge: typeof concern.category === 'string' ? say.option(concern.category) : undefined,
        facts: present([
          fact(field('place'), concern.place),
          option(field('frequency'), concern.frequency),
          option(field('pathway'), concern.pathway),
          fact(field('week'), concern.week),
        ]),
        more: present([
          option(field('source'), concern.source),
          fact(field('affected'), concern.affected),
          fact(field('tried'), concern.tried),
        ]),
      };
    });
  return section('concerns', field('concerns'), cards);
}

function ballots(state: Plain, say: Say): Section {
  const field = (name: string) => say.field(name, KIND);
  const facts = records(state.ballots).map(([group, set]) =>
    fact(say.option(group), Array.isArray(set.ballots) ? set.ballots.length : 0),
  );
  return { id: 'ballots', title: field('ballots'), facts, cards: [] };
}
