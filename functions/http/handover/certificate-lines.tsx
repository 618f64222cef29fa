import type { FC } from 'hono/jsx';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import type { Certificate } from '../../../workflows/delivery/certificate.ts';
import { Both } from '../pages/print.tsx';
import type { Say } from '../wording.ts';
import { Beside, namesIn } from './names.tsx';

interface LinesProps {
  readonly certificate: Certificate;
  readonly says: readonly [Say, Say];
}

type Line = Certificate['lines'][number];
const COLUMNS = ['certificate.item', 'certificate.numbers', 'certificate.result'] as const;

/** Every line with every number; the head of the table, and with it the certificate's number, stands on each sheet. */
export const CertificateLines: FC<LinesProps> = ({ certificate, says }) => (
  <section>
    <h2>
      <Both says={says} of={(one) => one.t('certificate.lines')} />
    </h2>
    <table class="goods">
      <thead>
        <tr>
          <th colspan={COLUMNS.length} class="running">
            <bdi dir="ltr">{certificate.number}</bdi>
          </th>
        </tr>
        <tr>
          {COLUMNS.map((key) => (
            <th scope="col">
              <Both says={says} of={(one) => one.t(key)} />
            </th>
          ))}
        </tr>
      </thead>
      {certificate.lines.map((line) => (
        <LineRows line={line} certificate={certificate} says={says} />
      ))}
      <Totals certificate={certificate} says={says} />
    </table>
  </section>
);

const LineRows: FC<LinesProps & { line: Line }> = ({ line, certificate, says }) => {
  const [say] = says;
  const { quantity, refused, remark, unit, assets, refusedAssets, unitValue } = line;
  const isBack = certificate.direction === 'return';
  return (
    <tbody>
      <tr class="line">
        <th colspan={COLUMNS.length} scope="rowgroup">
          <bdi dir="ltr">{line.line}</bdi> <bdi>{line.what}</bdi> ·{' '}
          <Both says={says} of={(one) => one.option(line.class)} />
          <br />
          <Both says={says} of={(one) => one.t(isBack ? 'certificate.from' : 'certificate.for')} />{' '}
          <Beside texts={namesIn(certificate, unit, says)} />
          {' · '}
          <Both
            says={says}
            of={(one) => `${one.t('certificate.handed', { count: quantity })} (${one.option(line.measure)})`}
          />
          {refused === 0 ? null : (
            <>
              {' · '}
              <strong>
                <Both says={says} of={(one) => one.t('certificate.refused', { count: refused })} />
              </strong>
            </>
          )}
          {unitValue === null ? null : (
            <>
              {' · '}
              <bdi dir="ltr" class="nowrap">{`${quantity} × ${unitValue.amount} ${unitValue.currency}`}</bdi>
            </>
          )}
          {remark === null ? null : (
            <p class="typed">
              {say.t('certificate.remark')}: <bdi>{remark}</bdi>
            </p>
          )}
        </th>
      </tr>
      {assets.map(({ asset, person }) => (
        <AssetRow asset={asset} certificate={certificate} says={says} person={person} refused={false} />
      ))}
      {refusedAssets.map((asset) => (
        <AssetRow asset={asset} certificate={certificate} says={says} person={null} refused />
      ))}
    </tbody>
  );
};

interface AssetProps extends LinesProps {
  readonly asset: EntryId;
  /** The named officer who keeps it. */
  readonly person: EntryId | null;
  readonly refused: boolean;
}

const AssetRow: FC<AssetProps> = ({ asset, certificate, says, person, refused }) => {
  const known = certificate.identities[asset];
  const numbers = [known?.vin, known?.serial, known?.plate].filter((one) => one != null);
  return (
    <tr>
      <td>
        <bdi>{known === undefined ? asset : `${known.make} ${known.model}`}</bdi>
      </td>
      <td>
        {numbers.map((number) => (
          <bdi dir="ltr" class="number">
            {number}
          </bdi>
        ))}
      </td>
      <td>
        {refused ? (
          <strong>
            <Both says={says} of={(one) => one.t('certificate.was-refused')} />
          </strong>
        ) : (
          '✓'
        )}{' '}
        <Beside texts={namesIn(certificate, person, says)} />
      </td>
    </tr>
  );
};

/** What was handed over is worth so much, in each currency; nothing where no value was given. */
const Totals: FC<LinesProps> = ({ certificate, says }) => {
  const totals = totalsOf(certificate.lines);
  if (totals.length === 0) return null;
  return (
    <tfoot>
      <tr>
        <th scope="row" colspan={2}>
          <Both says={says} of={(one) => one.t('certificate.value')} />
        </th>
        <td>
          {totals.map((total) => (
            <bdi dir="ltr" class="number">
              {total}
            </bdi>
          ))}
        </td>
      </tr>
    </tfoot>
  );
};

/** `12500.00 EUR`; in hundredths, for amounts are decimal text and never floats. */
export function totalsOf(lines: readonly Pick<Line, 'quantity' | 'unitValue'>[]): string[] {
  const sums = new Map<string, bigint>();
  for (const { quantity, unitValue } of lines) {
    if (unitValue === null) continue;
    const [whole = '0', cents = ''] = unitValue.amount.split('.');
    const each = BigInt(whole) * 100n + BigInt(cents.padEnd(2, '0'));
    sums.set(unitValue.currency, (sums.get(unitValue.currency) ?? 0n) + each * BigInt(quantity));
  }
  return [...sums].map(
    ([currency, sum]) => `${sum / 100n}.${String(sum % 100n).padStart(2, '0')} ${currency}`,
  );
}
