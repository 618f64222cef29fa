import type { MessageKey } from '../../../shared/i18n/messages.ts';
import type { Say } from '../wording.ts';
import { type Ceremony, ministryRow, numberOf } from './ceremony-form.ts';

const FIELDS: Readonly<Record<string, MessageKey>> = {
  name: 'sign.name',
  rank: 'sign.rank',
  person: 'sign.account',
  onBehalfOf: 'sign.on-behalf-of',
  authorityLetter: 'sign.letter',
  reason: 'sign.why-typed',
  image: 'sign.draw',
  remark: 'ceremony.remark',
  refused: 'ceremony.refused',
  place: 'certificate.place',
  ministry: 'certificate.ministry',
  owner: 'certificate.owner',
  witnesses: 'ceremony.witnesses',
  received: 'print.signatures',
};

const fieldIn = (say: Say, name: string): string => {
  const key = FIELDS[name];
  return key === undefined ? say.t('certificate.lines') : say.t(key);
};

/** How a signature field is called: whose, and which. */
export const signatureLabel = (say: Say, whose: string, path: string): string => {
  const field = path.split('/').at(-1) ?? '';
  return [whose, ...(FIELDS[field] === undefined ? [] : [fieldIn(say, field)])].join(' · ');
};

/** How a control of the page is called in the summary of problems. */
export function labelIn(ceremony: Ceremony, say: Say, path: string): string {
  const [, name = '', at = ''] = path.split('/');
  const whose = at === '' ? null : ownerOf(ceremony, say, name, Number(at));
  if (name === 'given') return signatureLabel(say, say.t('ceremony.gives'), path);
  return whose === null ? fieldIn(say, name) : signatureLabel(say, whose, path);
}

/** Whose row it is: a signature's, a line's, an asset's. */
function ownerOf(ceremony: Ceremony, say: Say, name: string, row: number): string | null {
  switch (name) {
    case 'received':
      return receiverOf(ceremony, say, row);
    case 'witnesses':
      return say.t('ceremony.witness', { number: row + 1 });
    case 'exceptions':
      return ceremony.lines[row]?.line.what ?? null;
    case 'officers': {
      const asset = ceremony.assets[row];
      return asset === undefined ? null : `${say.t('ceremony.officer')} ${numberOf(ceremony, asset)}`;
    }
    default:
      return null;
  }
}

function receiverOf(ceremony: Ceremony, say: Say, row: number): string {
  if (ceremony.returning) return say.t('ceremony.receives-back');
  if (row === ministryRow(ceremony)) return say.t('ceremony.ministry-signs');
  return say.t('ceremony.receives', { unit: say.name(ceremony.units[row] ?? '') });
}
