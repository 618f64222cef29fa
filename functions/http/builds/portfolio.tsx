import type { FC } from 'hono/jsx';
import type { Text } from '../../../shared/kernel/decision.ts';
import { baghdadDate, DAY_MS } from '../../../shared/kernel/time.ts';
import type { ListRow } from '../../../shared/ports.ts';
import { mayExport } from '../../../workflows/casework/export-list.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import { Downloads } from '../components/downloads.tsx';
import { Layout } from '../components/layout.tsx';
import type { Frame } from '../frame.ts';
import { BUILD, BUILDS, wordOf } from './words.ts';

interface PortfolioProps {
  readonly frame: Frame;
  readonly kind: EntryKind;
  readonly rows: readonly ListRow[];
  readonly mayOpen: boolean;
}

/** Where the governorates lie on a grid of tiles, north at the top: an office counts, not square kilometres. */
const TILES: readonly (readonly (string | null)[])[] = [
  [null, 'IQG09', 'IQG11', null],
  ['IQG15', 'IQG13', 'IQG06', 'IQ-HALABJA'],
  ['IQG01', 'IQG16', 'IQG10', null],
  ['IQG12', 'IQG08', 'IQG18', null],
  ['IQG04', 'IQG07', 'IQG05', 'IQG14'],
  [null, 'IQG03', 'IQG17', 'IQG02'],
];

/** All sites on one page: stage, progress, what they wait for, days late. */
export function PortfolioPage({ frame, kind, rows, mayOpen }: PortfolioProps) {
  const { say } = frame;
  const word = wordOf(say);
  return (
    <Layout frame={frame} title={say.kinds(BUILD)}>
      <h1>{say.kinds(BUILD)}</h1>
      {mayOpen ? (
        <p>
          <a class="button" href={`/${BUILDS}/new`}>
            {say.t('list.new', { name: say.kind(BUILD) })}
          </a>
        </p>
      ) : null}
      <p class="tabs">
        <a href={`/${BUILDS}`} aria-current="page">
          {say.t('list.open')}
        </a>
        <a href={`/${BUILDS}?open=false`}>{say.t('list.closed')}</a>
      </p>
      {rows.length === 0 ? <p>{say.t('list.empty')}</p> : <Grid frame={frame} rows={rows} />}
      {rows.length === 0 ? null : (
        <table>
          <caption class="hidden">{say.kinds(BUILD)}</caption>
          <thead>
            <tr>
              <th scope="col">{say.t('list.title-column')}</th>
              <th scope="col">{say.t('list.governorate')}</th>
              <th scope="col">{say.t('list.stage')}</th>
              <th scope="col">{word('progress')}</th>
              <th scope="col">{word('waitsFor')}</th>
              <th scope="col">{word('daysLate')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Site frame={frame} row={row} />
            ))}
          </tbody>
        </table>
      )}
      {frame.actor !== null && mayExport(kind, frame.actor) ? (
        <Downloads say={say} list={`/api/${BUILDS}`} />
      ) : null}
    </Layout>
  );
}

const Site: FC<{ frame: Frame; row: ListRow }> = ({ frame, row }) => {
  const { say } = frame;
  const { card } = row;
  const late = daysLate(row, frame.today);
  return (
    <tr>
      <th scope="row">
        <a href={`/${BUILDS}/${row.id}`}>
          <bdi>{say.title(row.title, card)}</bdi>
        </a>
      </th>
      <td>{say.place(row.governorate)}</td>
      <td>{row.stage === null ? '' : say.stage(BUILD, row.stage)}</td>
      <td>
        <meter min="0" max="100" value={String(card.progress ?? 0)} aria-label={`${card.progress} %`} />{' '}
        {say.number(Number(card.progress ?? 0))} %
      </td>
      <td>{say.text(card.waitsFor as Text)}</td>
      <td>{late === 0 ? '' : say.number(late)}</td>
    </tr>
  );
};

/** Days since the first clock ran out that is still late. */
function daysLate({ card }: ListRow, today: string): number {
  if (typeof card.lateSince !== 'string') return 0;
  const since = Date.parse(`${baghdadDate(card.lateSince)}T00:00:00Z`);
  return Math.max(1, Math.round((Date.parse(`${today}T00:00:00Z`) - since) / DAY_MS) + 1);
}

const Grid: FC<{ frame: Frame; rows: readonly ListRow[] }> = ({ frame: { say }, rows }) => (
  <table class="tiles">
    <caption class="hidden">{say.t('list.governorate')}</caption>
    <tbody>
      {TILES.map((line) => (
        <tr>
          {line.map((code) => (
            <td>
              {code === null ? (
                ''
              ) : (
                <Tile name={say.place(code)} rows={rows.filter((row) => row.governorate === code)} />
              )}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

const Tile: FC<{ name: string; rows: readonly ListRow[] }> = ({ name, rows }) => (
  <>
    <span class="note">{name}</span>
    <br />
    {rows.length === 0
      ? '–'
      : rows.map(({ id, title, card }) => (
          <a href={`/${BUILDS}/${id}`} aria-label={`${title} · ${card.progress} %`}>
            {Number(card.level) > 0 ? '▲' : '●'}
          </a>
        ))}
  </>
);
