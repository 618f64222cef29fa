import type { FC } from 'hono/jsx';
import type { Asset } from '../../../workflows/register/asset/asset.ts';
import { Due } from '../components/due.tsx';
import { ErrorSummary } from '../components/error-summary.tsx';
import { Actor } from '../components/history.tsx';
import { Layout } from '../components/layout.tsx';
import { EntryLink, Facts } from '../components/value.tsx';
import { type Fact, fact, option, present } from '../facts/section.ts';
import { fieldsOf } from '../forms/fields.ts';
import type { Frame } from '../frame.ts';
import { DoneBanner, type EntryPageProps, Heading, Offers } from '../pages/entry.tsx';
import type { FollowUp } from './follow-up.ts';
import { Plain, Row } from './row.tsx';
import { Answers } from './standing.tsx';
import { type Moment, momentsOf } from './timeline.ts';
import { ASSET } from './words.ts';

export interface AssetPageProps {
  readonly page: EntryPageProps;
  readonly asset: Asset;
  /** The day somebody asked for. */
  readonly on: string;
  readonly followUp: FollowUp;
}

/** An asset: who answers for it and who owns it on any day, what is open, what happened to it. */
export function AssetPage({ page, asset, on, followUp }: AssetPageProps) {
  const { frame, kind, view, attempt, offers, history, done } = page;
  const { say } = frame;
  const spec = attempt === undefined ? undefined : kind.commands[attempt.command];
  const isAsked = offers.some(({ needed }) => needed) || attempt !== undefined;
  return (
    <Layout frame={frame} title={say.title(view.title, view.state)}>
      {attempt === undefined || spec === undefined ? null : (
        <ErrorSummary say={say} kind={kind.kind} fields={fieldsOf(spec.input)} attempt={attempt} />
      )}
      {done === null ? null : <DoneBanner frame={frame} kind={kind} done={done} offers={offers} />}
      <Heading {...page} />
      <p class="badge">{say.option(asset.status)}</p>
      <Answers frame={frame} asset={asset} on={on} />
      {isAsked ? <Offers {...page} /> : null}
      <Open frame={frame} asset={asset} followUp={followUp} />
      <Numbers frame={frame} asset={asset} />
      <Files frame={frame} asset={asset} />
      {isAsked ? null : <Offers {...page} />}
      <Timeline frame={frame} moments={momentsOf(history.items, say)} earlier={history.earlier} />
    </Layout>
  );
}

interface Part {
  readonly frame: Frame;
  readonly asset: Asset;
}

const Open: FC<Part & { followUp: FollowUp }> = ({ frame, asset, followUp }) => {
  const { say, linkTo } = frame;
  const { reservedFor, correction, writeOff } = asset;
  const { findings, nextCheck } = followUp;
  if (reservedFor === null && correction === null && writeOff === null && nextCheck === null)
    if (findings.length === 0) return null;
  return (
    <section aria-labelledby="open">
      <h2 id="open">{say.t('asset.open')}</h2>
      <dl>
        {nextCheck === null ? null : (
          <Row label={say.t('asset.next-check')}>
            <Due frame={frame} dueOn={nextCheck.dueOn} /> ·{' '}
            <EntryLink id={nextCheck.delivery} say={say} linkTo={linkTo} />
          </Row>
        )}
        {findings.map(({ finding, what, kind, delivery }) => (
          <Row label={say.t('asset.finding', { finding })}>
            {say.option(kind)}: <bdi>{what}</bdi> · <EntryLink id={delivery} say={say} linkTo={linkTo} />
          </Row>
        ))}
        {reservedFor === null ? null : (
          <Row label={say.t('asset.reserved')}>
            <EntryLink id={reservedFor} say={say} linkTo={linkTo} />
          </Row>
        )}
        {correction === null ? null : (
          <Row label={say.t('asset.correction')}>
            <Facts facts={changesOf(correction.changes, frame)} say={say} linkTo={linkTo} />
          </Row>
        )}
        {writeOff === null ? null : (
          <Row label={say.t('asset.write-off')}>
            <bdi>{writeOff.reason}</bdi>
          </Row>
        )}
      </dl>
    </section>
  );
};

const changesOf = (changes: object, { say }: Frame): Fact[] =>
  Object.entries(changes).map(([name, value]) => fact(say.field(name, ASSET), value));

const Numbers: FC<Part> = ({ frame: { say, linkTo }, asset }) => {
  const { lastSeen } = asset;
  const numbers = (['vin', 'serial', 'plate', 'engine'] as const).flatMap((name) =>
    asset[name] === undefined ? [] : [{ name, number: asset[name] }],
  );
  const facts = present([
    option(say.field('class', ASSET), asset.class),
    option(say.field('condition', ASSET), asset.condition),
    ...(['year', 'colour', 'odometer', 'keys', 'kit', 'grant'] as const).map((name) =>
      fact(say.field(name, ASSET), name === 'year' && asset.year ? String(asset.year) : asset[name]),
    ),
    ...(lastSeen === null ? [] : [fact(say.t('asset.last-seen'), [lastSeen.place, lastSeen.at])]),
  ]);
  return (
    <section aria-labelledby="numbers">
      <h2 id="numbers">{say.t('asset.numbers')}</h2>
      <dl>
        {numbers.map(({ name, number }) => (
          <Row label={say.field(name, ASSET)}>
            <Plain>{number}</Plain>
          </Row>
        ))}
      </dl>
      <Facts facts={facts} say={say} linkTo={linkTo} />
    </section>
  );
};

const Files: FC<Part> = ({ frame: { say, linkTo }, asset: { files } }) => {
  const photos = files.filter(({ kind }) => kind === 'photo');
  const documents = files.filter(({ kind }) => kind !== 'photo');
  return (
    <>
      {photos.length === 0 ? null : (
        <section aria-labelledby="photos">
          <h2 id="photos">{say.t('asset.photos')}</h2>
          {photos.map(({ file, caption }) => (
            <a href={linkTo(file) ?? ''}>
              <img
                src={linkTo(file) ?? ''}
                alt={caption ?? say.option('photo')}
                loading="lazy"
                height="160"
              />
            </a>
          ))}
        </section>
      )}
      {documents.length === 0 ? null : (
        <section aria-labelledby="documents">
          <h2 id="documents">{say.t('asset.documents')}</h2>
          <ul>
            {documents.map(({ file, kind, caption }) => (
              <li>
                <a href={linkTo(file) ?? ''}>{say.option(kind)}</a>
                {caption === null ? null : (
                  <>
                    {' · '}
                    <bdi>{caption}</bdi>
                  </>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
};

interface TimelineProps {
  readonly frame: Frame;
  readonly moments: readonly Moment[];
  readonly earlier: string | null;
}

const Timeline: FC<TimelineProps> = ({ frame, moments, earlier }) => (
  <section aria-labelledby="history">
    <h2 id="history">{frame.say.t('asset.timeline')}</h2>
    <ol class="history">
      {moments.map((moment) => (
        <Happened frame={frame} moment={moment} />
      ))}
    </ol>
    {earlier === null ? null : (
      <p>
        <a href={earlier}>{frame.say.t('entry.history-older')}</a>
      </p>
    )}
  </section>
);

const Happened: FC<{ frame: Frame; moment: Moment }> = ({ frame, moment }) => {
  const { say, linkTo } = frame;
  const { seq, at, title, actor, onBehalfOf, facts, files } = moment;
  return (
    <li id={`e${seq}`}>
      <p>
        <strong>{title}</strong>
        <br />
        <span class="note">
          <Actor frame={frame} actor={actor} onBehalfOf={onBehalfOf} /> ·{' '}
          <time datetime={at}>{say.instant(at)}</time>
        </span>
      </p>
      {facts.length === 0 ? null : <Facts facts={facts} say={say} linkTo={linkTo} />}
      {files.map((file) => (
        <p>
          <a href={linkTo(file) ?? ''}>
            <Plain>{file.slice(0, 12)}</Plain>
          </a>
        </p>
      ))}
    </li>
  );
};
