import { hash } from 'node:crypto';
import type { FC } from 'hono/jsx';
import { type Anchor, paperCode, shortCode } from '../../../shared/kernel/anchor.ts';
import { Layout } from '../components/layout.tsx';
import type { Frame } from '../frame.ts';

interface TrailProps {
  readonly frame: Frame;
  readonly anchors: readonly Anchor[];
}

// A month of days is what somebody copies into the paper log at one sitting.
const SHOWN = 31;

const COMMAND = 'npm run verify-export -- aman-export.ndjson --anchors aman-anchors.ndjson';

/** What an auditor needs to check the history on a machine of their own. */
export function TrailPage({ frame, anchors }: TrailProps) {
  const { say } = frame;
  const [last] = anchors.slice(-1);
  return (
    <Layout frame={frame} title={say.t('trail.title')}>
      <h1>{say.t('trail.title')}</h1>
      <p class="lead">{say.t('trail.lead')}</p>
      <ol>
        <li>
          <a href="/api/export.ndjson" download>
            {say.t('trail.export')}
          </a>
          <p class="note">{say.t('trail.export-logged')}</p>
        </li>
        <li>
          <a href="/api/anchors.ndjson" download>
            {say.t('trail.anchors')}
          </a>
        </li>
        <li>
          <p>{say.t('trail.run')}</p>
          <p>
            <code dir="ltr">{COMMAND}</code>
          </p>
        </li>
        <li>
          <p>{say.t('trail.compare')}</p>
        </li>
      </ol>
      {last === undefined ? (
        <p>{say.t('trail.none')}</p>
      ) : (
        <>
          <p>
            {say.t('trail.key')}: <bdi dir="ltr">{fingerprint(last)}</bdi>
          </p>
          <AnchorTable frame={frame} anchors={anchors.slice(-SHOWN).reverse()} />
        </>
      )}
    </Layout>
  );
}

const AnchorTable: FC<TrailProps> = ({ frame: { say }, anchors }) => (
  <table>
    <caption>{say.t('trail.codes')}</caption>
    <thead>
      <tr>
        <th scope="col">{say.t('trail.number')}</th>
        <th scope="col">{say.t('trail.at')}</th>
        <th scope="col">{say.t('trail.events')}</th>
        <th scope="col">{say.t('trail.code')}</th>
      </tr>
    </thead>
    <tbody>
      {anchors.map((anchor) => (
        <tr>
          <td>{say.number(anchor.number)}</td>
          <td>{say.instant(anchor.at)}</td>
          <td>{say.number(anchor.chains.reduce((sum, { hashes }) => sum + hashes.length, 0))}</td>
          <td>
            <bdi dir="ltr">{paperCode(anchor)}</bdi>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
);

/** As `npm run verify-export` prints it. */
const fingerprint = ({ publicKey }: Anchor): string =>
  shortCode(hash('sha256', Buffer.from(publicKey, 'base64'), 'hex').slice(0, 32));
