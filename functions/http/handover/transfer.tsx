import type { FC } from 'hono/jsx';
import type { EntryView } from '../../../workflows/casework/read-entry.ts';
import { Condition } from '../../../workflows/register/asset/commands.ts';
import { Layout } from '../components/layout.tsx';
import { EntryLink } from '../components/value.tsx';
import type { Option } from '../forms/drawing.ts';
import { FORM_KEY } from '../forms/read-form.ts';
import type { Frame } from '../frame.ts';
import type { Script } from './ceremony.tsx';
import { Control, type Filled, own, SelectControl, TextControl, valueAt } from './controls.tsx';
import { PEOPLE_LIST, SignHere } from './sign-here.tsx';
import { type Trouble, TroubleSummary } from './trouble.tsx';

export interface TransferProps {
  readonly frame: Frame;
  readonly view: EntryView;
  readonly holder: string;
  readonly filled: Filled;
  readonly trouble: Trouble | null;
  readonly key: string;
  readonly people: readonly Option[];
  /** Units and stores. */
  readonly places: readonly Option[];
  readonly script: Script;
}

/** One asset passes from hand to hand, there or back; both sign (P-04). */
export function TransferPage(props: TransferProps) {
  const { frame, view, holder, filled, trouble, key, people, script } = props;
  const { say } = frame;
  const path = `/${view.collection}/${view.id}`;
  return (
    <Layout frame={frame} title={say.t('transfer.title')}>
      {trouble === null ? null : <TroubleSummary say={say} command={filled.command} trouble={trouble} />}
      <p class="kicker">
        <a href={path}>
          <bdi dir="ltr">{view.id}</bdi>
        </a>
      </p>
      <h1>{say.t('transfer.title')}</h1>
      <p class="lead">
        <bdi>{view.title}</bdi>
      </p>
      <p>{say.t('transfer.lead')}</p>
      <p>
        {say.t('transfer.now')}: <EntryLink id={holder} say={say} linkTo={frame.linkTo} />
      </p>
      <form method="post" action={`${path}/transfer`} enctype="multipart/form-data">
        <input type="hidden" name={FORM_KEY} value={key} />
        <To {...props} />
        <TextControl filled={filled} path="/place" label={say.t('certificate.place')} max={120} required />
        <SelectControl
          filled={filled}
          path="/condition"
          label={say.t('transfer.condition')}
          options={Condition.options.map((id) => ({ id, label: say.option(id) }))}
          required
        />
        <TextControl
          filled={filled}
          path="/remarks"
          label={say.t('transfer.remarks')}
          max={500}
          optional
          long
        />
        <Photos filled={filled} />
        <p class="note">{say.t('ceremony.two-persons')}</p>
        <SignHere filled={filled} at="/given" title={say.t('ceremony.gives')} required />
        <SignHere filled={filled} at="/received" title={say.t('transfer.receives')} required />
        <p>
          <button type="submit">{say.t('transfer.sign')}</button>
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

const To: FC<TransferProps> = ({ filled, places }) => {
  const { say } = filled;
  return (
    <>
      <SelectControl filled={filled} path="/to/id" label={say.t('transfer.to')} options={places} />
      <TextControl
        filled={filled}
        path="/to/person"
        label={say.t('transfer.to-person')}
        hint={say.t('sign.account-hint')}
        max={40}
        dir="ltr"
        list={PEOPLE_LIST}
        optional
      />
    </>
  );
};

const Photos: FC<{ filled: Filled }> = ({ filled }) => {
  const { say } = filled;
  const hint = say.t('form.file-hint');
  const given = valueAt(filled, '/evidence');
  const kept: unknown[] = Array.isArray(given) ? given : [];
  return (
    <Control filled={filled} path="/evidence" label={say.t('transfer.evidence')} hint={hint} optional>
      {kept.map((file) => (
        <p class="note">
          <input type="hidden" name="/evidence!kept" value={String(file)} />✓{' '}
          <bdi dir="ltr">{String(file).slice(0, 12)}</bdi>
        </p>
      ))}
      <input
        {...own(filled, '/evidence', { hint })}
        type="file"
        accept="image/jpeg,image/png,image/webp,application/pdf"
        multiple
      />
    </Control>
  );
};
