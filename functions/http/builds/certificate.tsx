import type { EntryView } from '../../../workflows/casework/read-entry.ts';
import type { OfficeBuild } from '../../../workflows/office-build/case.ts';
import type { Certificate } from '../../../workflows/office-build/parts.ts';
import { Layout } from '../components/layout.tsx';
import type { Frame } from '../frame.ts';
import { Both, QrCode } from '../pages/print.tsx';
import type { Say } from '../wording.ts';
import { BUILD, wordOf } from './words.ts';

export type Which = 'taken' | 'final';

interface CertificateProps {
  readonly frame: Frame;
  readonly view: EntryView;
  readonly build: OfficeBuild;
  readonly certificate: Certificate;
  readonly which: Which;
  readonly says: readonly [Say, Say];
  readonly address: string;
  /** SHA-256 of what it says: whoever holds the paper can compare. */
  readonly digest: string;
}

/** Provisional or final acceptance on paper, in two languages. */
export function CertificatePage(props: CertificateProps) {
  const { frame, view, build, certificate, which, says, address, digest } = props;
  const [say, second] = says;
  const site = build.site;
  const rows: [string, string][] = [
    ['certificateNumber', certificate.number],
    ['contractor', build.contract?.contractor ?? ''],
    ['contract', build.contract?.number ?? ''],
    ['periodEndsOn', which === 'taken' && build.periodEndsOn !== null ? say.date(build.periodEndsOn) : ''],
    ['openedOn', build.openedOn === null ? '' : say.date(build.openedOn)],
    ['access', say.list(build.access.map((item) => say.option(item)))],
  ];
  return (
    <Layout frame={frame} title={`${wordOf(say)(which)} ${certificate.number}`} bare>
      <div class="sheet-head">
        <div>
          <h1>{wordOf(say)(which)}</h1>
        </div>
        <div lang={second.locale.language} dir={second.dir}>
          <p class="h1">{wordOf(second)(which)}</p>
        </div>
      </div>
      <p class="lead">
        <bdi>{say.title(view.title, view.state)}</bdi>
        {site === null ? null : ` · ${say.option(site.workType)}`} · {say.date(certificate.on)}
      </p>
      <table class="bilingual">
        <tbody>
          {rows
            .filter(([, value]) => value !== '')
            .map(([name, value]) => (
              <tr>
                <th scope="row">{wordOf(say)(name)}</th>
                <td>
                  <bdi>{value}</bdi>
                </td>
                <td class="label" lang={second.locale.language} dir={second.dir}>
                  {wordOf(second)(name)}
                </td>
              </tr>
            ))}
        </tbody>
      </table>
      <section>
        <h2>
          <Both says={says} of={(one) => one.field('approvals', BUILD)} />
        </h2>
        <ul class="signatures">
          {certificate.approvals.map(({ slot, by, at, letterNumber, letterDate, committee }) => (
            <li>
              <strong>
                <Both says={says} of={(one) => one.option(slot)} />
              </strong>
              <p>
                <bdi>{by === null ? '' : say.name(by)}</bdi>
              </p>
              <p>{say.instant(at)}</p>
              {letterNumber === null ? null : (
                <p>{`${letterNumber} · ${letterDate === null ? '' : say.date(letterDate)}`}</p>
              )}
              {committee.map(({ name, rank }) => (
                <p>
                  <bdi>{`${rank} ${name}`}</bdi>
                </p>
              ))}
            </li>
          ))}
        </ul>
      </section>
      <div class="seal">
        <QrCode text={address} label={say.t('certificate.scan')} />
        <p>
          <bdi dir="ltr">{digest}</bdi>
          <br />
          <bdi dir="ltr">{address}</bdi>
        </p>
      </div>
    </Layout>
  );
}
