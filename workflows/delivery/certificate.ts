import type { EntryId } from '../../shared/kernel/ids.ts';
import type { CaseFile, HandedLine, Handover } from './case.ts';

interface CertificateLine extends HandedLine {
  readonly what: string;
  readonly class: string;
  readonly measure: string;
  readonly unitValue: { readonly amount: string; readonly currency: string } | null;
}

/** Everything the certificate says; its SHA-256 over the canonical form is printed on it and checked by anybody. */
export interface Certificate extends Omit<Handover, 'lines'> {
  readonly delivery: EntryId;
  readonly purpose: string;
  readonly grant: EntryId | null;
  readonly lines: readonly CertificateLine[];
}

/** Of the ceremony and what was in the lines then; neither changes afterwards. */
export function certificateOf(id: EntryId, delivery: CaseFile): Certificate | null {
  const handover = delivery.handovers.H01;
  if (handover === undefined) return null;
  const lines = handover.lines.flatMap((handed): CertificateLine[] => {
    const line = delivery.lines[handed.line];
    if (line === undefined) return [];
    const { what, class: of, measure, unitValue } = line;
    return [{ ...handed, what, class: of, measure, unitValue }];
  });
  return { ...handover, delivery: id, purpose: delivery.purpose, grant: delivery.grant, lines };
}
