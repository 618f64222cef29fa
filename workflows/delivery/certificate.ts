import type { EntryId } from '../../shared/kernel/ids.ts';
import type { Paper } from '../track.ts';
import type { CaseFile, Delivery, HandedLine, Handover, Line } from './case.ts';

interface CertificateLine extends HandedLine, Pick<Line, 'what' | 'class' | 'measure' | 'unitValue'> {}

/** Everything the certificate says; its SHA-256 over the canonical form is printed on it and checked by anybody. */
export interface Certificate extends Omit<Handover, 'lines'> {
  readonly delivery: EntryId;
  readonly direction: 'delivery' | 'return';
  readonly authority: CaseFile['authority'];
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
  const { purpose, grant, authority } = delivery;
  const direction = handover.warehouse === null ? 'delivery' : 'return';
  return { ...handover, delivery: id, direction, authority, purpose, grant, lines };
}

export function papersOf(delivery: Delivery, id: EntryId): Paper[] {
  const content = certificateOf(id, delivery);
  if (content === null) return [];
  const { number, at, direction, lines } = content;
  return [{ number, title: `paper.${direction}`, at, lines: lines.length, content }];
}

/** The number the book gave for the ceremony, from the day it was given: no other entry may print it. */
export function numberOf(delivery: Delivery): string | null {
  const sheet = delivery.stage === 'suspended' ? delivery.held : delivery;
  return delivery.handovers.H01?.number ?? ('number' in sheet ? sheet.number : null);
}
