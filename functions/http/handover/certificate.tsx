import type { FC } from 'hono/jsx';
import type { Certificate } from '../../../workflows/delivery/certificate.ts';
import { Layout } from '../components/layout.tsx';
import type { Frame } from '../frame.ts';
import { Both, QrCode } from '../pages/print.tsx';
import type { Say } from '../wording.ts';
import { CertificateLines } from './certificate-lines.tsx';
import { Beside, namesIn } from './names.tsx';
import { type Images, Signatures } from './signatures.tsx';

export interface CertificateProps {
  readonly frame: Frame;
  readonly certificate: Certificate;
  readonly sha256: string;
  /** The language of the case, then English. */
  readonly says: readonly [Say, Say];
  /** Drawn signatures and nothing else, by digest. */
  readonly images: Images;
  /** Where anybody may check it. */
  readonly address: string;
}

/** The ceremony on paper, in two languages: drawn from the sealed content alone, so that the hash covers all of it. */
export function HandoverCertificate(props: CertificateProps) {
  const { frame, certificate, sha256, says, images, address } = props;
  const [say, second] = says;
  const title = (one: Say) => one.t(certificate.direction === 'return' ? 'paper.return' : 'paper.delivery');
  return (
    <Layout frame={frame} title={`${title(say)} ${certificate.number}`} bare>
      <div class="sheet-head">
        <div>
          <p class="kicker">{say.t('print.official')}</p>
          <h1>{title(say)}</h1>
        </div>
        <div lang={second.locale.language} dir={second.dir}>
          <p class="kicker">{second.t('print.official')}</p>
          <p class="h1">{title(second)}</p>
        </div>
      </div>
      <Terms certificate={certificate} says={says} />
      <CertificateLines certificate={certificate} says={says} />
      <section class="clause">
        <p>{say.t('certificate.clause')}</p>
        <p lang={second.locale.language} dir={second.dir}>
          {second.t('certificate.clause')}
        </p>
      </section>
      <Signatures certificate={certificate} says={says} images={images} />
      <div class="seal">
        <QrCode text={address} label={say.t('certificate.scan')} />
        <dl>
          <div>
            <dt>
              <Both says={says} of={(one) => one.t('print.digest')} />
            </dt>
            <dd>
              <bdi dir="ltr">{sha256}</bdi>
            </dd>
          </div>
          <div>
            <dt>
              <Both says={says} of={(one) => one.t('certificate.scan')} />
            </dt>
            <dd>
              <bdi dir="ltr">{address}</bdi>
            </dd>
          </div>
        </dl>
      </div>
    </Layout>
  );
}

/** Label, value, label in the other language. */
const Terms: FC<{ certificate: Certificate; says: readonly [Say, Say] }> = ({ certificate, says }) => {
  const [say, second] = says;
  const { number, at, place, purpose, delivery, grant, ministry, warehouse, owner } = certificate;
  const stays = certificate.direction === 'return' ? [] : says.map((one) => one.t('ceremony.keeps-title'));
  const rows: [Parameters<Say['t']>[0], readonly string[], 'ltr'?][] = [
    ['certificate.number', [number], 'ltr'],
    ['certificate.at', [say.instant(at), second.instant(at)]],
    ['certificate.place', [place]],
    ['certificate.purpose', [purpose]],
    ['certificate.case', [delivery, ...(grant === null ? [] : [grant])], 'ltr'],
    ['certificate.ministry', namesIn(certificate, ministry, says)],
    ['certificate.warehouse', namesIn(certificate, warehouse, says)],
    ['certificate.owner', owner === null ? stays : [owner]],
  ];
  return (
    <table class="bilingual">
      <tbody>
        {rows
          .filter(([, texts]) => texts.length > 0)
          .map(([key, texts, dir]) => (
            <tr>
              <th scope="row">{say.t(key)}</th>
              <td>
                <Beside texts={texts} dir={dir} />
              </td>
              <td class="label" lang={second.locale.language} dir={second.dir}>
                {second.t(key)}
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  );
};
