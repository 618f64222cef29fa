import type { FC } from 'hono/jsx';
import type { Certificate } from '../../../workflows/delivery/certificate.ts';
import type { Signature } from '../../../workflows/register/signature.ts';
import type { Front } from '../http-deps.ts';
import { Both } from '../pages/print.tsx';
import type { Say } from '../wording.ts';
import { Beside, namesIn } from './names.tsx';

/** Pictures of drawn signatures as data addresses, by the SHA-256 of the file. */
export type Images = ReadonlyMap<string, string>;

interface SignaturesProps {
  readonly certificate: Certificate;
  readonly says: readonly [Say, Say];
  readonly images: Images;
}

/** Giver, receivers, witnesses: drawn, or typed with the reason. */
export const Signatures: FC<SignaturesProps> = ({ certificate, says, images }) => {
  const { given, witnesses } = certificate;
  const of = (role: SignedAs, signature: Signature, whom: readonly string[] = []) => (
    <Signed role={role} signature={signature} whom={whom} says={says} images={images} />
  );
  return (
    <section>
      <h2>
        <Both says={says} of={(one) => one.t('print.signatures')} />
      </h2>
      <ul class="signatures">
        {of('certificate.given', given, givers(certificate, says))}
        {receivers(certificate, says).map(({ signature, whom }) =>
          of('certificate.received', signature, whom),
        )}
        {witnesses.map((one) => of('certificate.witness', one))}
      </ul>
    </section>
  );
};

/** What comes back comes from the units; the store's signature stands once, whoever it comes from. */
const givers = (certificate: Certificate, says: readonly [Say, Say]): string[] =>
  certificate.direction === 'return'
    ? [...new Set(certificate.lines.flatMap(({ unit }) => namesIn(certificate, unit, says)))]
    : [];

function receivers(certificate: Certificate, says: readonly [Say, Say]) {
  const { received, direction, warehouse } = certificate;
  const signed = received.map(({ unit, ...signature }) => ({
    signature,
    whom: namesIn(certificate, direction === 'return' ? warehouse : unit, says),
  }));
  return direction === 'return' ? signed.slice(0, 1) : signed;
}

type SignedAs = 'certificate.given' | 'certificate.received' | 'certificate.witness';

interface SignedProps extends Pick<SignaturesProps, 'says' | 'images'> {
  readonly role: SignedAs;
  readonly signature: Signature;
  readonly whom: readonly string[];
}

const Signed: FC<SignedProps> = ({ role, signature, whom, says, images }) => {
  const [say] = says;
  const { name, rank, onBehalfOf, authorityLetter, mark } = signature;
  const picture = mark.by === 'drawn' ? images.get(mark.image) : undefined;
  return (
    <li>
      <strong>
        <Both says={says} of={(one) => one.t(role)} />
      </strong>
      {whom.length === 0 ? null : (
        <p>
          <Beside texts={whom} />
        </p>
      )}
      {picture === undefined ? null : (
        <img class="ink" src={picture} alt={say.t('certificate.drawn-by', { name })} />
      )}
      {mark.by === 'typed' ? (
        <p>
          <bdi class="by-name">{name}</bdi>
          <br />
          <Both says={says} of={(one) => one.t('certificate.typed')} />: <bdi>{mark.reason}</bdi>
        </p>
      ) : null}
      <p>
        <bdi>{name}</bdi>
        {rank === undefined ? null : (
          <>
            {' · '}
            <bdi>{rank}</bdi>
          </>
        )}
      </p>
      {onBehalfOf === undefined ? null : (
        <p>
          <Both says={says} of={(one) => one.t('certificate.on-behalf-of')} />: <bdi>{onBehalfOf}</bdi>
        </p>
      )}
      {authorityLetter === undefined ? null : (
        <p>
          <Both says={says} of={(one) => one.t('sign.letter')} />:{' '}
          <bdi dir="ltr">{authorityLetter.slice(0, 12)}</bdi>
        </p>
      )}
    </li>
  );
};

/** The pictures named by these signatures; whoever may read the case may see them with it. */
export async function imagesOf({ workplace }: Front, signatures: readonly Signature[]): Promise<Images> {
  const names = signatures.flatMap(({ mark }) => (mark.by === 'drawn' ? [mark.image] : []));
  const found = await Promise.all(
    [...new Set(names)].map(async (name): Promise<[string, string][]> => {
      const file = await workplace.attachments.get(name);
      if (file === null || !file.mediaType.startsWith('image/')) return [];
      return [[name, `data:${file.mediaType};base64,${Buffer.from(file.content).toString('base64')}`]];
    }),
  );
  return new Map(found.flat());
}
