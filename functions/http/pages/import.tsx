import type { FC } from 'hono/jsx';
import type { ChainedEvent } from '../../../shared/kernel/event.ts';
import type { ImportRead } from '../../../workflows/casework/read-import.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import { CommandForm } from '../components/command-form.tsx';
import { Downloads } from '../components/downloads.tsx';
import { ErrorSummary } from '../components/error-summary.tsx';
import { History } from '../components/history.tsx';
import { Layout } from '../components/layout.tsx';
import { Facts } from '../components/value.tsx';
import { type Fact, fact } from '../facts/section.ts';
import type { Attempt } from '../forms/attempt.ts';
import type { Choices } from '../forms/drawing.ts';
import { fieldsOf } from '../forms/fields.ts';
import type { Frame } from '../frame.ts';
import type { Say } from '../wording.ts';
import { Columns, Rows } from './import-rows.tsx';

export interface ImportPageProps {
  readonly frame: Frame;
  readonly kind: EntryKind;
  readonly found: ImportRead;
  /** Commands this reader may give now, the most needed first. */
  readonly offers: readonly string[];
  readonly choices: Choices;
  readonly history: readonly ChainedEvent[];
  /** From 1: which part of the rows is shown. */
  readonly page: number;
  readonly attempt?: Attempt | undefined;
  readonly done: string | null;
}

/** How a list is read, row by row, before anything is registered. */
export function ImportPage(props: ImportPageProps) {
  const { frame, kind, found, attempt, done, page } = props;
  const { say } = frame;
  const { view, batch, read } = found;
  const spec = attempt === undefined ? undefined : kind.commands[attempt.command];
  return (
    <Layout frame={frame} title={view.title}>
      {attempt === undefined || spec === undefined ? null : (
        <ErrorSummary say={say} kind={kind.kind} fields={fieldsOf(spec.input)} attempt={attempt} />
      )}
      {done === null ? null : (
        <section class="done" role="status">
          <strong>{say.t('done.title')}</strong>
          <p>{say.t('done.command', { command: say.command(kind.kind, done) })}</p>
        </section>
      )}
      <p class="kicker">
        {say.kind(kind.kind)} · <bdi dir="ltr">{view.id}</bdi>
      </p>
      <h1>
        <bdi>{view.title}</bdi>
      </h1>
      <p class="badge">{say.option(batch.status)}</p>
      <Progress say={say} found={found} />
      <Summary frame={frame} found={found} />
      <Offers {...props} />
      {read === null ? (
        <p>{say.text({ key: 'import.unread' })}</p>
      ) : (
        <>
          <Rows say={say} id={view.id} read={read} page={page} />
          <Columns say={say} read={read} />
        </>
      )}
      <section aria-labelledby="history">
        <h2 id="history">{say.t('entry.history')}</h2>
        {/* What was read stands above; repeated with every event it would fill the page. */}
        <History
          frame={frame}
          kind={kind.kind}
          events={props.history.map((event) => ({ ...event, data: {} }))}
        />
        <Downloads
          say={say}
          list={`/api/${kind.collection}/${view.id}/history`}
          label="export.history-label"
        />
      </section>
    </Layout>
  );
}

/** Rows waiting to be prepared; the page asks again by itself while there are any. */
export const waitingRows = ({ batch }: ImportRead): number => batch.pending.length + batch.stale.length;

const Progress: FC<{ say: Say; found: ImportRead }> = ({ say, found }) => {
  const waiting = waitingRows(found);
  if (waiting === 0) return null;
  const done = Object.keys(found.batch.rows).length - found.batch.stale.length;
  const all = done + waiting;
  return (
    <section class="waiting" role="status">
      <p>{say.text({ key: 'import.progress', params: { done, all } })}</p>
      <progress max={all} value={done} aria-label={say.text({ key: 'import.assets' })} />
    </section>
  );
};

const Summary: FC<{ frame: Frame; found: ImportRead }> = ({ frame, found: { batch, read } }) => {
  const { say, linkTo } = frame;
  const { list, taken } = batch;
  const count = (key: string, value: number): Fact => fact(say.text({ key: `import.${key}` }), value);
  const facts: Fact[] =
    list === null
      ? []
      : [
          ...(list.sheet === ''
            ? []
            : [{ ...fact(say.text({ key: 'import.sheet' }), ''), shown: named(list.sheet) }]),
          count('items', list.items),
          count('assets', Object.keys(batch.rows).length + batch.pending.length - batch.stale.length),
          count('errors', list.errors + taken.length),
          count('changes', list.changes),
          count('notes', list.notes),
        ];
  return (
    <section aria-labelledby="read">
      <h2 id="read">{say.text({ key: 'import.read' })}</h2>
      <Facts
        facts={[
          ...facts,
          fact(say.field('holder'), batch.holder.id),
          { label: say.field('title', 'asset-import'), shown: named(batch.title) },
        ]}
        say={say}
        linkTo={linkTo}
      />
      {read === null ? null : (
        <p>
          <a href={`/api/attachments/${batch.file}`}>{say.text({ key: 'import.original' })}</a>
        </p>
      )}
    </section>
  );
};

const named = (text: string) => ({ as: 'text', text }) as const;

const Offers: FC<ImportPageProps> = (props) => {
  const { frame, found, offers } = props;
  const { say } = frame;
  const isFaulty = (found.batch.list?.errors ?? 0) + found.batch.taken.length > 0;
  const hasDownload = found.read !== null && found.batch.status === 'staging';
  if (offers.length === 0 && !hasDownload) return null;
  return (
    <section class="offers" aria-labelledby="do">
      <h2 id="do">{say.t('entry.do')}</h2>
      {hasDownload && (isFaulty || (found.batch.list?.changes ?? 0) > 0) ? (
        <p>
          <a class="button quiet" href={`/api/asset-imports/${found.view.id}/problems/xlsx`}>
            {say.text({ key: 'import.download-problems' })}
          </a>
          <br />
          <span class="note">{say.text({ key: 'import.download-help' })}</span>
        </p>
      ) : null}
      {offers.map((name, n) => (
        <Offer page={props} name={name} open={n === 0} />
      ))}
    </section>
  );
};

const Offer: FC<{ page: ImportPageProps; name: string; open: boolean }> = ({ page, name, open }) => {
  const { frame, kind, found, choices, attempt } = page;
  const spec = kind.commands[name];
  if (spec === undefined) return null;
  return (
    <details open={open} id={`do-${name}`} class="offer">
      <summary>{frame.say.command(kind.kind, name)}</summary>
      <CommandForm
        say={frame.say}
        kind={kind.kind}
        name={name}
        spec={spec}
        action={`/${kind.collection}/${found.view.id}/commands/${name}`}
        choices={choices}
        attempt={attempt?.command === name ? attempt : undefined}
      />
    </details>
  );
};
