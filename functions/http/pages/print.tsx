import type { FC } from 'hono/jsx';
import { encode } from 'uqr';
import type { EntryView } from '../../../workflows/casework/read-entry.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import { Layout } from '../components/layout.tsx';
import { type LinkTo, Value } from '../components/value.tsx';
import { sectionsOf } from '../facts/present.ts';
import { isRecord, records, type Section } from '../facts/section.ts';
import type { Frame } from '../frame.ts';
import type { Say } from '../wording.ts';

/** Plans are printed for the wall of the forum and the file of the station. */
export const isPrintable = (kind: EntryKind, { state }: EntryView): boolean =>
  kind.track !== null && isRecord(state) && Array.isArray(state.signatures);

interface PrintProps {
  readonly frame: Frame;
  readonly view: EntryView;
  /** The two languages of the sheet; the first one leads. */
  readonly says: readonly [Say, Say];
  readonly address: string;
  /** The address leads to the page that confirms it; before it is signed, to the plan. */
  readonly signed: boolean;
  /** Of the signed plan; before that, of what there is to sign. */
  readonly digest: string;
  readonly printedAt: string;
}

const PRINTED = new Set(['summary', 'priorities', 'actions']);

/** The signed plan on paper, in two languages, bound to the digest of what was signed. */
export function PrintPage({ frame, view, says, address, signed, digest, printedAt }: PrintProps) {
  const [say, second] = says;
  const scan = signed ? 'certificate.scan' : 'print.scan';
  const sections = (of: Say) => sectionsOf(view.kind, view.state, of).filter(({ id }) => PRINTED.has(id));
  const others = sections(second);
  const linkTo: LinkTo = () => null;
  return (
    <Layout frame={frame} title={`${say.t('print.title')} ${view.id}`} bare>
      <div class="sheet-head">
        <div>
          <p class="kicker">{say.t('print.official')}</p>
          <h1>{say.t('print.title')}</h1>
        </div>
        <div lang={second.locale.language} dir={second.dir}>
          <p class="kicker">{second.t('print.official')}</p>
          <p class="h1">{second.t('print.title')}</p>
        </div>
      </div>
      <p class="lead">
        <bdi>{say.title(view.title, view.state)}</bdi> · <bdi dir="ltr">{view.id}</bdi>
      </p>
      {sections(say).map((section, at) => (
        <PrintSection section={section} other={others[at]} says={says} linkTo={linkTo} />
      ))}
      <Signatures view={view} says={says} />
      <div class="seal">
        <QrCode text={address} label={say.t(scan)} />
        <dl>
          <div>
            <dt>
              <Both says={says} of={(one) => one.t('print.digest')} />
            </dt>
            <dd>
              <bdi dir="ltr">{digest}</bdi>
            </dd>
          </div>
          <div>
            <dt>
              <Both says={says} of={(one) => one.t(scan)} />
            </dt>
            <dd>
              <bdi dir="ltr">{address}</bdi>
            </dd>
          </div>
        </dl>
      </div>
      <p class="note">{say.t('print.printed', { date: say.instant(printedAt) })}</p>
    </Layout>
  );
}

export const Both: FC<{ says: readonly [Say, Say]; of: (say: Say) => string }> = ({
  says: [say, second],
  of,
}) => (
  <>
    {of(say)}{' '}
    <span class="other" lang={second.locale.language} dir={second.dir}>
      {of(second)}
    </span>
  </>
);

interface PrintSectionProps {
  readonly section: Section;
  readonly other: Section | undefined;
  readonly says: readonly [Say, Say];
  readonly linkTo: LinkTo;
}

/** Own label, value, label in the other language: both are presented alike, so they stand in step. */
const PrintSection: FC<PrintSectionProps> = ({ section, other, says, linkTo }) => {
  const [say, second] = says;
  const blocks = [
    { title: null, facts: section.facts, others: other?.facts ?? [] },
    ...section.cards.map((card, at) => ({
      title: card.title,
      facts: [...card.facts, ...(card.more ?? [])],
      others: [...(other?.cards[at]?.facts ?? []), ...(other?.cards[at]?.more ?? [])],
    })),
  ].filter(({ facts, title }) => facts.length > 0 || title !== null);
  return (
    <section>
      <h2>
        <Both says={says} of={(one) => (one === say ? section.title : (other?.title ?? ''))} />
      </h2>
      {blocks.map(({ title, facts, others }, at) => (
        <table class="bilingual">
          {title === null ? null : (
            <caption dir="auto">
              {say.number(section.facts.length > 0 ? at : at + 1)}. {title}
            </caption>
          )}
          <tbody>
            {facts.map(({ label, shown }, row) => (
              <tr>
                <th scope="row">{label}</th>
                <td>
                  {shown.as === 'option' ? (
                    <Both says={says} of={(one) => one.option(shown.value)} />
                  ) : (
                    <Value value={'text' in shown ? shown.text : shown.value} say={say} linkTo={linkTo} />
                  )}
                </td>
                <td class="label" lang={second.locale.language} dir={second.dir}>
                  {others[row]?.label ?? ''}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </section>
  );
};

const Signatures: FC<{ view: EntryView; says: readonly [Say, Say] }> = ({ view, says }) => {
  const [say] = says;
  const signed = records(isRecord(view.state) ? view.state.signatures : []);
  return (
    <section>
      <h2>
        <Both says={says} of={(one) => one.t('print.signatures')} />
      </h2>
      {signed.length === 0 ? <p>{say.t('print.unsigned')}</p> : null}
      <ul class="signatures">
        {signed.map(([, { slot, by, at, letterNumber }]) => (
          <li>
            <strong>
              <Both says={says} of={(one) => one.option(String(slot))} />
            </strong>
            <p>
              <bdi>{typeof by === 'string' ? say.name(by) : ''}</bdi>
            </p>
            <p>{typeof at === 'string' ? say.instant(at) : ''}</p>
            {typeof letterNumber === 'string' ? <p>{letterNumber}</p> : null}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** One path instead of a thousand squares. */
export const QrCode: FC<{ text: string; label: string }> = ({ text, label }) => {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg viewBox={`0 0 ${size} ${size}`} width="120" height="120" role="img" aria-label={label}>
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path d={path} />
    </svg>
  );
};
