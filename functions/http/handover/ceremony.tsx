import type { FC } from 'hono/jsx';
import type { EntryView } from '../../../workflows/casework/read-entry.ts';
import { Layout } from '../components/layout.tsx';
import { elementId, type Option } from '../forms/drawing.ts';
import { FORM_KEY, FORM_MATCH, FORM_MORE } from '../forms/read-form.ts';
import type { Frame } from '../frame.ts';
import { type Ceremony, ministryRow } from './ceremony-form.ts';
import { type Filled, Problem, SelectControl, TextControl, valueAt } from './controls.tsx';
import { PEOPLE_LIST, SignHere } from './sign-here.tsx';
import { TableLines } from './table-lines.tsx';
import { type Trouble, TroubleSummary } from './trouble.tsx';

export interface CeremonyProps {
  readonly frame: Frame;
  readonly view: EntryView;
  readonly ceremony: Ceremony;
  readonly filled: Filled;
  readonly trouble: Trouble | null;
  readonly key: string;
  readonly people: readonly Option[];
  readonly ministries: readonly Option[];
  readonly witnesses: number;
  readonly script: Script;
}

export interface Script {
  readonly src: string;
  readonly nonce: string;
}

/** All lines, all recipients, all signatures on one page, signed there and then (P-01, P-02). */
export function CeremonyPage(props: CeremonyProps) {
  const { frame, view, ceremony, filled, trouble, key, people, script } = props;
  const { say } = frame;
  const path = `/${view.collection}/${view.id}`;
  const title = say.t(ceremony.returning ? 'ceremony.return' : 'ceremony.title');
  return (
    <Layout frame={frame} title={title}>
      {trouble === null ? null : <TroubleSummary say={say} command={filled.command} trouble={trouble} />}
      <p class="kicker">
        <a href={path}>
          <bdi dir="ltr">{view.id}</bdi>
        </a>
      </p>
      <h1>{title}</h1>
      <p class="lead">
        <bdi>{say.title(view.title, view.state)}</bdi>
      </p>
      <p>{say.t(ceremony.returning ? 'ceremony.return-lead' : 'ceremony.lead')}</p>
      <form method="post" action={`${path}/handover`} enctype="multipart/form-data">
        {/* The Enter key presses the first button of a form, which must not be the one for more rows. */}
        <button type="submit" class="hidden" tabindex={-1}>
          {say.t('ceremony.sign')}
        </button>
        <input type="hidden" name={FORM_KEY} value={key} />
        <input type="hidden" name={FORM_MATCH} value={view.etag} />
        <TableLines say={say} ceremony={ceremony} filled={filled} />
        <Terms {...props} />
        <Parties {...props} />
        <section class="clause">
          <p>{say.t('certificate.clause')}</p>
        </section>
        <p class="note">{say.t('form.approves')}</p>
        <p>
          <button type="submit">{say.t('ceremony.sign')}</button>
        </p>
        <datalist id={PEOPLE_LIST}>
          {people.map(({ id, label }) => (
            <option value={id}>{label}</option>
          ))}
        </datalist>
      </form>
      <script type="module" src={script.src} nonce={script.nonce} />
    </Layout>
  );
}

/** Where, whether a ministry accepts first, and who owns it from now on. */
const Terms: FC<CeremonyProps> = ({ ceremony, filled, ministries }) => {
  const { say } = filled;
  return (
    <section aria-labelledby="terms">
      <h2 id="terms">{say.t('ceremony.terms')}</h2>
      <TextControl filled={filled} path="/place" label={say.t('certificate.place')} max={120} required />
      {ceremony.returning ? null : (
        <>
          <SelectControl
            filled={filled}
            path="/ministry"
            label={say.t('certificate.ministry')}
            hint={say.t('ceremony.ministry-hint')}
            options={ministries}
            optional
          />
          <TextControl
            filled={filled}
            path="/owner"
            label={say.t('certificate.owner')}
            hint={say.t('ceremony.owner-hint')}
            max={120}
            optional
          />
          <div class="field tick">
            <label>
              <input
                type="checkbox"
                id={elementId(filled.command, '/keepsTitle')}
                name="/keepsTitle"
                value="yes"
                checked={valueAt(filled, '/keepsTitle') === true}
              />{' '}
              {say.t('ceremony.keeps-title')}
            </label>
          </div>
        </>
      )}
    </section>
  );
};

/** Giver, ministry, units, witnesses, in the order in which the goods pass. */
const Parties: FC<CeremonyProps> = ({ frame, ceremony, filled, witnesses }) => {
  const { say } = filled;
  const { units, returning } = ceremony;
  const called = (unit: string) => frame.say.name(unit);
  const receiver = (unit: string) =>
    returning ? say.t('ceremony.receives-back') : say.t('ceremony.receives', { unit: called(unit) });
  const ministry = `/received/${ministryRow(ceremony)}`;
  return (
    <section aria-labelledby={elementId(filled.command, '/received')}>
      <h2 id={elementId(filled.command, '/received')}>{say.t('print.signatures')}</h2>
      <p class="note">{say.t('ceremony.two-persons')}</p>
      <Problem filled={filled} path="/received" />
      <SignHere
        filled={filled}
        at="/given"
        title={
          returning ? say.t('ceremony.gives-back', { unit: called(units[0] ?? '') }) : say.t('ceremony.gives')
        }
        required
      />
      {returning ? null : (
        <details class="field" open={valueAt(filled, ministry) !== undefined}>
          <summary>{say.t('ceremony.ministry-signs')}</summary>
          <SignHere filled={filled} at={ministry} title={say.t('ceremony.ministry-signs')} />
        </details>
      )}
      {units.map((unit, row) => (
        <>
          <input type="hidden" name={`/received/${row}/unit`} value={unit} />
          {returning && row > 0 ? null : (
            <SignHere filled={filled} at={`/received/${row}`} title={receiver(unit)} required />
          )}
        </>
      ))}
      <Problem filled={filled} path="/witnesses" />
      <details class="field" open={valueAt(filled, '/witnesses/0') !== undefined || witnesses > WITNESSES}>
        <summary id={elementId(filled.command, '/witnesses')}>{say.t('ceremony.witnesses')}</summary>
        {Array.from({ length: witnesses }, (_, row) => (
          <SignHere
            filled={filled}
            at={`/witnesses/${row}`}
            title={say.t('ceremony.witness', { number: row + 1 })}
          />
        ))}
        {witnesses >= MOST_WITNESSES ? null : (
          <button type="submit" class="quiet" name={FORM_MORE} value="/witnesses" formnovalidate>
            {say.t('form.add-rows')}
          </button>
        )}
      </details>
    </section>
  );
};

export const WITNESSES = 1;
export const MOST_WITNESSES = 5;
