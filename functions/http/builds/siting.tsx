import type { FC } from 'hono/jsx';
import { type Coordinates, isWithinKm, readableKm } from '../../../shared/kernel/geo.ts';
import type { EntryView } from '../../../workflows/casework/read-entry.ts';
import { SITING } from '../../../workflows/office-build/siting-rule.ts';
import { Layout } from '../components/layout.tsx';
import type { Frame } from '../frame.ts';
import type { Say } from '../wording.ts';
import { type Dot, SiteMap } from './map.tsx';
import { BUILDS, wordOf } from './words.ts';

/** A forum as the register knows it, with its distance from the site. */
export interface Nearby {
  readonly id: string;
  readonly name: string;
  readonly at: Coordinates;
  readonly km: number;
  readonly office: string | null;
  readonly assigned: boolean;
}

interface SitingProps {
  readonly frame: Frame;
  readonly view: EntryView;
  readonly center: Coordinates;
  readonly exempt: boolean;
  readonly nearby: readonly Nearby[];
}

const kindOf = ({ assigned, km, office }: Nearby, exempt: boolean): Dot['kind'] => {
  if (assigned) return 'served';
  if (!exempt && !isWithinKm(km, SITING.km)) return 'far';
  return office === null ? 'open' : 'other';
};

/** Which forums lie near, what the choice covers, and which of them nobody would serve. */
export function SitingPage({ frame, view, center, exempt, nearby }: SitingProps) {
  const { say } = frame;
  const word = wordOf(say);
  const title = say.title(view.title, view.state);
  const lost = nearby.filter((forum) => kindOf(forum, exempt) === 'open');
  const covered = nearby.filter(({ assigned }) => assigned);
  const dots = nearby.map((forum, n) => ({
    label: String(n + 1),
    at: forum.at,
    kind: kindOf(forum, exempt),
  }));
  return (
    <Layout frame={frame} title={title}>
      <p class="kicker">
        <a href={`/${BUILDS}/${view.id}`}>
          <bdi dir="ltr">{view.id}</bdi>
        </a>
      </p>
      <h1>
        <bdi>{title}</bdi>
      </h1>
      <SiteMap center={center} km={SITING.km} dots={dots} title={`${word('site')}: ${SITING.km} km`} />
      <p>{`${word('served')}: ${say.number(covered.length)} / ${say.number(SITING.forums)}`}</p>
      <p>{`${word('uncovered')}: ${lost.length === 0 ? '–' : say.list(lost.map(({ name }) => name))}`}</p>
      <table>
        <caption class="hidden">{word('forums')}</caption>
        <thead>
          <tr>
            <th scope="col">{word('forum')}</th>
            <th scope="col">{word('km')}</th>
            <th scope="col">{word('office')}</th>
            <th scope="col">{word('status')}</th>
          </tr>
        </thead>
        <tbody>
          {nearby.map((forum, n) => (
            <Row frame={frame} forum={forum} number={n + 1} kind={kindOf(forum, exempt)} />
          ))}
        </tbody>
      </table>
    </Layout>
  );
}

interface RowProps {
  readonly frame: Frame;
  readonly forum: Nearby;
  readonly number: number;
  readonly kind: Dot['kind'];
}

const Row: FC<RowProps> = ({ frame, forum, number, kind }) => {
  const { say, linkTo } = frame;
  const { office } = forum;
  return (
    <tr>
      <th scope="row">
        {say.number(number)}. <a href={linkTo(forum.id) ?? ''}>{forum.name}</a>
      </th>
      <td>
        <bdi dir="ltr">{say.number(readableKm(forum.km, SITING.km))} km</bdi>
      </td>
      <td>{office === null ? '' : <a href={linkTo(office) ?? ''}>{say.name(office)}</a>}</td>
      <td>{statusOf(say, kind)}</td>
    </tr>
  );
};

const statusOf = (say: Say, kind: Dot['kind']): string => {
  const word = wordOf(say);
  switch (kind) {
    case 'served':
      return word('served');
    case 'open':
      return word('uncovered');
    case 'far':
      return `> ${SITING.km} km`;
    case 'other':
      return '';
  }
};
