import type { FC } from 'hono/jsx';
import {
  type Asset,
  type CustodyLink,
  standingOn,
  type TitleLink,
} from '../../../workflows/register/asset/asset.ts';
import { EntryLink } from '../components/value.tsx';
import type { Frame } from '../frame.ts';
import { Plain, Row } from './row.tsx';
import { ASSET, ASSETS, heldBy } from './words.ts';

interface AnswersProps {
  readonly frame: Frame;
  readonly asset: Asset;
  /** The day somebody asked for. */
  readonly on: string;
}

/** Who answers for it, who owns it, on any day up to today. */
export const Answers: FC<AnswersProps> = ({ frame, asset, on }) => {
  const { say, today } = frame;
  const { custody, title, plate } = standingOn(asset, on);
  const isToday = on === today;
  return (
    <section class="waiting" aria-labelledby="answers">
      <h2 id="answers">{isToday ? say.t('asset.answers') : say.t('asset.answered', { on: say.date(on) })}</h2>
      {custody === null ? (
        <p>{say.t('asset.not-yet')}</p>
      ) : (
        <dl>
          <Custody frame={frame} link={custody} isToday={isToday} />
          {title === null ? null : <Title frame={frame} title={title} />}
          {plate === null || plate === asset.plate ? null : (
            <Row label={say.field('plate', ASSET)}>
              <Plain>{plate}</Plain>
            </Row>
          )}
        </dl>
      )}
      <Day frame={frame} asset={asset} on={on} />
    </section>
  );
};

const Custody: FC<{ frame: Frame; link: CustodyLink; isToday: boolean }> = ({ frame, link, isToday }) => {
  const { say, linkTo } = frame;
  const { holder, from, until, because, delivery, document, place } = link;
  return (
    <>
      <Row label={say.t('asset.custody')}>
        <EntryLink id={holder.id} say={say} linkTo={linkTo} />
        {' · '}
        <a href={heldBy(holder.id)}>{say.field('holdings')}</a>
      </Row>
      <Row label={say.t('asset.since')}>
        <time datetime={from}>{say.instant(from)}</time>
      </Row>
      {until === null || isToday ? null : (
        <Row label={say.t('asset.until')}>
          <time datetime={until}>{say.instant(until)}</time>
        </Row>
      )}
      <Row label={say.t('asset.because')}>
        {say.option(because)}
        {delivery === null ? null : ' · '}
        {delivery === null ? null : <EntryLink id={delivery} say={say} linkTo={linkTo} />}
      </Row>
      {document === null ? null : (
        <Row label={say.t('asset.certificate')}>
          <Certificate frame={frame} number={document} delivery={delivery} />
        </Row>
      )}
      {place === null ? null : (
        <Row label={say.t('asset.where')}>
          <bdi>{place}</bdi>
        </Row>
      )}
    </>
  );
};

/** The certificate is part of its delivery. */
const Certificate: FC<{ frame: Frame; number: string; delivery: string | null }> = (props) => {
  const { frame, number, delivery } = props;
  const href = delivery === null ? null : frame.linkTo(delivery);
  const shown = <Plain>{number}</Plain>;
  return href === null ? shown : <a href={`${href}#s-handovers`}>{shown}</a>;
};

const Title: FC<{ frame: Frame; title: TitleLink }> = ({ frame: { say }, title }) => (
  <Row label={say.t('asset.owner')}>
    <bdi>{title.owner}</bdi> ·{' '}
    <span class="note">
      {say.t('asset.since')} <time datetime={title.from}>{say.date(title.from)}</time>
    </span>
  </Row>
);

const Day: FC<AnswersProps> = ({ frame: { say, today }, asset, on }) => (
  <form method="get" action={`/${ASSETS}/${asset.id}`}>
    <div class="field">
      <label for="on">{say.t('asset.on')}</label>
      <input id="on" name="on" type="date" dir="ltr" class="short" max={today} value={on} required />
    </div>
    <button type="submit" class="quiet">
      {say.t('asset.on-show')}
    </button>
    {on === today ? null : (
      <p>
        <a href={`/${ASSETS}/${asset.id}`}>{say.t('asset.on-today')}</a>
      </p>
    )}
  </form>
);
