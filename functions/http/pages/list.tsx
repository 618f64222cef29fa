import type { FC } from 'hono/jsx';
import type { ListRow, Page } from '../../../shared/ports.ts';
import { mayExport } from '../../../workflows/casework/export-list.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import { Downloads } from '../components/downloads.tsx';
import { Layout } from '../components/layout.tsx';
import type { Frame } from '../frame.ts';
import { ASSET, WHERE } from '../holdings/words.ts';
import { pagePath } from '../page-path.ts';
import { NextPage } from './queue.tsx';

interface ListProps {
  readonly frame: Frame;
  readonly kind: EntryKind;
  readonly rows: Page<ListRow>;
  readonly open: boolean;
  readonly mayOpen: boolean;
}

/** Entries of one kind. */
export function ListPage({ frame, kind, rows, open, mayOpen }: ListProps) {
  const { say } = frame;
  const base = pagePath(kind);
  return (
    <Layout frame={frame} title={kind.sealed ? say.t('nav.desk') : say.kinds(kind.kind)}>
      <h1>{say.kinds(kind.kind)}</h1>
      {mayOpen ? (
        <p>
          <a class="button" href={`${base}/new`}>
            {say.t('list.new', { name: say.kind(kind.kind) })}
          </a>
        </p>
      ) : null}
      {kind.kind === ASSET ? (
        <p>
          <a class="button quiet" href={WHERE}>
            {say.t('where.title')}
          </a>
        </p>
      ) : null}
      <p class="tabs">
        <a href={base} aria-current={open ? 'page' : undefined}>
          {say.t('list.open')}
        </a>
        <a href={`${base}?open=false`} aria-current={open ? undefined : 'page'}>
          {say.t('list.closed')}
        </a>
      </p>
      {rows.items.length === 0 ? (
        <p>{say.t('list.empty')}</p>
      ) : (
        <Rows frame={frame} kind={kind} rows={rows.items} />
      )}
      <NextPage frame={frame} cursor={rows.nextCursor} />
      {frame.actor !== null && mayExport(kind, frame.actor) ? (
        <Downloads say={say} list={`/api/${kind.collection}`} query={open ? '' : '?open=false'} />
      ) : null}
    </Layout>
  );
}

const Rows: FC<{ frame: Frame; kind: EntryKind; rows: readonly ListRow[] }> = ({
  frame: { say },
  kind,
  rows,
}) => (
  <table>
    <caption class="hidden">{say.kinds(kind.kind)}</caption>
    <thead>
      <tr>
        <th scope="col">{say.t('list.title-column')}</th>
        {kind.track === null ? null : <th scope="col">{say.t('list.stage')}</th>}
        {kind.sealed ? null : <th scope="col">{say.t('list.governorate')}</th>}
      </tr>
    </thead>
    <tbody>
      {rows.map(({ id, title, stage, governorate, card }) => (
        <tr>
          <th scope="row">
            <a href={`${pagePath(kind)}/${id}`}>
              <bdi>{title === '' ? id : say.title(title, card)}</bdi>
            </a>
          </th>
          {kind.track === null ? null : <td>{stage === null ? '' : say.stage(kind.kind, stage)}</td>}
          {kind.sealed ? null : <td>{governorate === 'none' ? '' : say.place(governorate)}</td>}
        </tr>
      ))}
    </tbody>
  </table>
);

/** The kinds of the register. */
export function RegisterPage({ frame, kinds }: { frame: Frame; kinds: readonly EntryKind[] }) {
  const { say } = frame;
  return (
    <Layout frame={frame} title={say.t('register.title')}>
      <h1>{say.t('register.title')}</h1>
      <p class="lead">{say.t('register.lead')}</p>
      <p>
        <a class="button quiet" href={WHERE}>
          {say.t('where.title')}
        </a>
      </p>
      <ul class="doors">
        {kinds.map((kind) => (
          <li>
            <a href={pagePath(kind)}>{say.kinds(kind.kind)}</a>
          </li>
        ))}
      </ul>
    </Layout>
  );
}
