import type { Child, FC } from 'hono/jsx';
import { baghdadDate } from '../../../shared/kernel/time.ts';
import type { CheckedPaper } from '../../../workflows/casework/papers.ts';
import { Layout } from '../components/layout.tsx';
import type { Frame } from '../frame.ts';
import type { Say } from '../wording.ts';

interface CheckProps {
  readonly frame: Frame;
  readonly number: string;
  readonly digest: string;
  /** false: the empty form. */
  readonly asked: boolean;
  readonly found: CheckedPaper | null;
}

/** Whether a paper is what was signed. Somebody without an account sees number, kind, date and length, nothing else. */
export function CheckPage({ frame, number, digest, asked, found }: CheckProps) {
  const { say } = frame;
  return (
    <Layout frame={frame} title={say.t('check.title')}>
      <h1>{say.t('check.title')}</h1>
      <p class="lead">{say.t('check.lead')}</p>
      {found === null ? null : <Genuine say={say} paper={found} />}
      {asked && found === null ? (
        <section class="summary" role="alert" aria-labelledby="verdict">
          <h2 id="verdict">{say.t('check.no-match')}</h2>
          <p>{say.t('check.no-match-lead')}</p>
        </section>
      ) : null}
      <form method="get" action="/check">
        <div class="field">
          <label for="number">{say.t('check.number')}</label>
          <input
            id="number"
            name="number"
            type="text"
            dir="ltr"
            class="short"
            maxlength={60}
            value={number}
          />
        </div>
        <div class="field">
          <label for="h">{say.t('check.digest')}</label>
          <p class="note" id="h-note">
            {say.t('check.digest-hint')}
          </p>
          <input
            id="h"
            name="h"
            type="text"
            dir="ltr"
            maxlength={80}
            value={digest}
            aria-describedby="h-note"
            autocapitalize="none"
            autocomplete="off"
            spellcheck={false}
          />
        </div>
        <p>
          <button type="submit">{say.t('check.ask')}</button>
        </p>
      </form>
    </Layout>
  );
}

const Genuine: FC<{ say: Say; paper: CheckedPaper }> = ({ say, paper }) => (
  <section class="done" role="status" aria-labelledby="verdict">
    <h2 id="verdict">{say.t('check.match')}</h2>
    <dl>
      <Row label={say.t('check.kind')}>{say.text({ key: paper.title })}</Row>
      <Row label={say.t('check.number')}>
        <bdi dir="ltr">{paper.number}</bdi>
      </Row>
      <Row label={say.t('check.date')}>
        {say.date(paper.at.length > 10 ? baghdadDate(paper.at) : paper.at)}
      </Row>
      <Row label={say.t('check.lines')}>{say.number(paper.lines)}</Row>
      <Row label={say.t('print.digest')}>
        <bdi dir="ltr" class="digest">
          {paper.sha256}
        </bdi>
      </Row>
    </dl>
  </section>
);

const Row: FC<{ label: string; children?: Child }> = ({ label, children }) => (
  <div>
    <dt>{label}</dt>
    <dd>{children}</dd>
  </div>
);
