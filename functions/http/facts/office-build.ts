import type { OfficeBuild } from '../../../workflows/office-build/case.ts';
import type { Money } from '../../../workflows/office-build/money.ts';
import type { Flaw } from '../../../workflows/office-build/parts.ts';
import { progressOf } from '../../../workflows/office-build/progress.ts';
import { rowOf } from '../../../workflows/office-build/templates.ts';
import type { Say } from '../wording.ts';
import { type Card, type Fact, fact, option, type Presenter, present, type Section } from './section.ts';

const KIND = 'office-build';
type Word = (name: string) => string;

/** A build in the order people ask about it: where, what for, how far, what is wrong, who said so. */
export const presentBuild: Presenter = (state, say) => {
  const build = state as unknown as OfficeBuild;
  const word: Word = (name) => say.field(name, KIND);
  return [
    summary(build, say, word),
    list('milestones', word('milestones'), milestones(build, say, word)),
    list('forums', word('forums'), forums(build, say, word)),
    list('snags', word('snags'), flaws(build.snags, say, word)),
    list('defects', word('defects'), flaws(build.defects, say, word)),
    list('variations', word('variations'), variations(build, say, word)),
    list('objections', word('objections'), objections(build, say, word)),
    list('approvals', word('approvals'), approvals(build, say, word)),
  ].filter(({ facts, cards }) => facts.length + cards.length > 0);
};

const list = (id: string, title: string, cards: readonly Card[]): Section => ({
  id,
  title,
  facts: [],
  cards,
});

const sum = (money: Money | null | undefined): string | null =>
  money == null ? null : `${money.amount} ${money.currency}`;

function summary(build: OfficeBuild, say: Say, word: Word): Section {
  const { site, design, contract, taken, final } = build;
  const facts: Fact[] = present([
    fact(word('purpose'), build.purpose),
    option(word('workType'), site?.workType),
    option(word('authority'), build.authority),
    fact(word('parent'), site?.parent),
    fact(word('district'), site?.district),
    fact(word('unit'), build.unit),
    fact(word('plan'), build.plan),
    fact(word('letterNumber'), site?.letterNumber),
    fact(word('letterDate'), site?.letterDate),
    fact(word('progress'), `${say.number(progressOf(build))} %`),
    fact(word('budget'), sum(design?.budget)),
    fact(word('drawings'), design?.drawings),
    fact(word('billOfQuantities'), design?.billOfQuantities),
    fact(word('contractor'), contract?.contractor),
    fact(word('number'), contract?.number),
    fact(word('amount'), sum(contract?.amount)),
    fact(word('finalApprover'), build.finalApprover),
    fact(word('taken'), taken === null ? null : taken.on),
    fact(word('openedOn'), build.openedOn),
    fact(word('periodEndsOn'), build.periodEndsOn),
    fact(word('final'), final === null ? null : final.on),
    fact(word('office'), build.office),
    fact(word('question'), build.question?.text),
  ]);
  return { id: 'summary', title: say.t('entry.details'), facts, cards: [] };
}

const milestones = (build: OfficeBuild, say: Say, word: Word): Card[] =>
  Object.entries(build.milestones).map(([code, one]) => ({
    id: code,
    title: `${code} · ${say.option(build.site === null ? code : (rowOf(build.site.workType, code)?.name ?? code))}`,
    badge: say.option(one.status),
    facts: present([
      fact(word('plannedOn'), one.plannedOn),
      fact(word('approvedOn'), one.approvedOn),
      fact(word('payment'), sum(one.payment)),
      fact(word('remarks'), one.remarks),
      fact(word('findings'), one.inspection?.findings),
      fact(
        word('evidence'),
        one.submission?.evidence.flatMap(({ files }) => files),
      ),
    ]),
  }));

const forums = (build: OfficeBuild, say: Say, word: Word): Card[] =>
  Object.entries(build.forums).map(([id, { name, km, roadKm }]) => ({
    id,
    title: name,
    facts: present([
      fact(word('km'), `${say.number(Math.round(km * 10) / 10)} km`),
      fact(word('roadKm'), roadKm),
      fact(word('reason'), build.exceptions[id]?.reason),
    ]),
  }));

const flaws = (all: Readonly<Record<string, Flaw>>, say: Say, word: Word): Card[] =>
  Object.entries(all).map(([id, flaw]) => ({
    id,
    title: `${id} · ${flaw.text}`,
    badge: say.option(flaw.status),
    facts: present([
      option(word('severity'), flaw.severity),
      fact(word('place'), flaw.place),
      fact(word('note'), flaw.note),
      fact(word('evidence'), flaw.evidence),
    ]),
  }));

const variations = (build: OfficeBuild, say: Say, word: Word): Card[] =>
  Object.entries(build.variations).map(([id, one]) => ({
    id,
    title: `${id} · ${one.what}`,
    badge: say.option(one.status),
    facts: present([
      fact(word('reason'), one.reason),
      fact(word('amount'), sum(one.amount)),
      fact(word('days'), one.days),
    ]),
  }));

const objections = (build: OfficeBuild, say: Say, word: Word): Card[] =>
  Object.entries(build.objections).map(([id, one]) => ({
    id,
    title: `${id} · ${one.text}`,
    badge: one.settled === null ? undefined : say.option(one.settled.outcome),
    facts: present([option(word('kind'), one.kind), fact(word('note'), one.settled?.note)]),
  }));

const approvals = (build: OfficeBuild, say: Say, word: Word): Card[] =>
  [...build.siteApprovals, ...build.contractApprovals, ...('approvals' in build ? build.approvals : [])].map(
    (one, n) => ({
      id: `a${n}`,
      title: say.option(one.slot),
      facts: present([
        fact(word('on'), one.at),
        fact(word('as'), one.by),
        fact(word('remarks'), one.remarks),
        fact(word('letterNumber'), one.letterNumber),
        fact(word('letterDate'), one.letterDate),
        fact(
          word('committee'),
          one.committee.map(({ name, rank }) => `${rank} ${name}`),
        ),
      ]),
    }),
  );
