import type { FC } from 'hono/jsx';
import type { ListRow } from '../../../shared/ports.ts';
import { Layout } from '../components/layout.tsx';
import { EntryLink } from '../components/value.tsx';
import type { Option } from '../forms/drawing.ts';
import type { Frame } from '../frame.ts';
import { NextPage } from '../pages/queue.tsx';
import { ASSET, ASSETS, heldBy, WHERE } from './words.ts';

/** What was asked; null: nothing of the kind. */
export interface Asked {
  readonly number: string | null;
  readonly holder: string | null;
  readonly governorate: string | null;
}

export interface WhereProps {
  readonly frame: Frame;
  readonly asked: Asked;
  /** Who may be asked for, by kind. */
  readonly holders: readonly { readonly kind: string; readonly options: readonly Option[] }[];
  readonly governorates: readonly string[];
  /** null: nothing was asked yet. */
  readonly rows: readonly ListRow[] | null;
  readonly cursor: string | null;
  /** The number was too short to look for. */
  readonly short: boolean;
}

/** Find a vehicle or a device by the end of its number, by its holder, by its place. */
export function WherePage(props: WhereProps) {
  const { frame, rows, cursor, asked } = props;
  const { say } = frame;
  return (
    <Layout frame={frame} title={say.t('where.title')}>
      {props.short ? (
        <section class="summary" role="alert" aria-labelledby="wrong">
          <h2 id="wrong">{say.t('why.title')}</h2>
          <p>
            <a href="#number">{say.t('where.short')}</a>
          </p>
        </section>
      ) : null}
      <h1>{say.t('where.title')}</h1>
      <p class="lead">{say.t('where.lead')}</p>
      <Question {...props} />
      {rows === null ? null : (
        <section aria-labelledby="found">
          <h2 id="found">
            {say.t('where.found')} <span class="count">{say.number(rows.length)}</span>
          </h2>
          {asked.holder === null ? null : <p>{say.t('where.held-by', { name: say.name(asked.holder) })}</p>}
          {rows.length === 0 ? <p>{say.t('where.none')}</p> : null}
          <ol class="cards">
            {rows.map((row) => (
              <Found frame={frame} row={row} />
            ))}
          </ol>
          <NextPage frame={frame} cursor={cursor} />
        </section>
      )}
    </Layout>
  );
}

const Question: FC<WhereProps> = ({ frame: { say }, asked, holders, governorates, short }) => (
  <form method="get" action={WHERE}>
    <div class={short ? 'field bad' : 'field'}>
      <label for="number">{say.t('where.number')}</label>
      <p class="note" id="number-note">
        {say.t('where.number-help')}
      </p>
      <input
        id="number"
        name="number"
        type="search"
        dir="ltr"
        class="short"
        maxlength={40}
        autocomplete="off"
        aria-describedby="number-note"
        aria-invalid={short ? 'true' : undefined}
        value={asked.number ?? ''}
      />
    </div>
    <div class="field">
      <label for="holder">{say.t('where.holder')}</label>
      <select id="holder" name="holder">
        <option value="">{say.t('where.anybody')}</option>
        {isListed(asked.holder, holders) ? null : (
          <option value={asked.holder ?? ''} selected>
            {say.name(asked.holder ?? '')}
          </option>
        )}
        {holders.map(({ kind, options }) => (
          <optgroup label={say.kinds(kind)}>
            {options.map(({ id, label }) => (
              <option value={id} selected={id === asked.holder}>
                {label}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
    <div class="field">
      <label for="governorate">{say.t('where.governorate')}</label>
      <select id="governorate" name="governorate">
        <option value="">{say.t('where.anywhere')}</option>
        {governorates.map((code) => (
          <option value={code} selected={code === asked.governorate}>
            {say.place(code)}
          </option>
        ))}
      </select>
    </div>
    <button type="submit">{say.t('where.find')}</button>
  </form>
);

const isListed = (holder: string | null, holders: WhereProps['holders']): boolean =>
  holder === null || holders.some(({ options }) => options.some(({ id }) => id === holder));

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Which it is, who answers for it, and where. */
const Found: FC<{ frame: Frame; row: ListRow }> = ({ frame, row: { id, title, governorate, card } }) => {
  const { say } = frame;
  const holder = text(card.holder);
  const numbers = ['plate', 'vin', 'serial'].flatMap((name) => {
    const number = text(card[name]);
    return number === null ? [] : [{ name, number }];
  });
  const place = text(card.place);
  return (
    <li>
      <h3>
        <a href={`/${ASSETS}/${id}`}>
          <bdi>{title}</bdi>
        </a>
      </h3>
      <p class="badge">{say.option(String(card.status))}</p>
      <dl>
        {numbers.map(({ name, number }) => (
          <div>
            <dt>{say.field(name, ASSET)}</dt>
            <dd>
              <bdi dir="ltr">{number}</bdi>
            </dd>
          </div>
        ))}
        {holder === null ? null : (
          <div>
            <dt>{say.t('asset.answers')}</dt>
            <dd>
              <EntryLink id={holder} say={say} linkTo={() => heldBy(holder)} />
            </dd>
          </div>
        )}
        <div>
          <dt>{say.t('asset.where')}</dt>
          <dd>
            {place === null ? null : (
              <>
                <bdi>{place}</bdi>
                {' · '}
              </>
            )}
            {say.place(governorate)}
          </dd>
        </div>
      </dl>
    </li>
  );
};
