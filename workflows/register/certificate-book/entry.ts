import { z } from 'zod';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { Authority } from '../../../shared/kernel/calendar.ts';
import { accept, type Decision, outOfTurn } from '../../../shared/kernel/decision.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import type { CalendarDate } from '../../../shared/kernel/time.ts';
import { defineEntry } from '../../track.ts';
import { type CommandsOf, type EventsOf, inputOf, line, opened, type Recorded } from '../common.ts';

const issue = { delivery: EntryId, number: line(40) };
const inputs = {
  OpenBook: z.strictObject({ authority: Authority, ...issue }),
  IssueNumber: z.strictObject(issue),
};
type BookCommand = CommandsOf<typeof inputs>;

/** How many numbers were given out, and the last of them. */
export interface CertificateBook {
  readonly authority: Authority;
  readonly issued: number;
  readonly last: string;
}

type BookEvent = EventsOf<{
  BookOpened: z.infer<typeof inputs.OpenBook>;
  NumberIssued: z.infer<typeof inputs.IssueNumber>;
}>;

/** One book for each authority, under a fixed id. */
export const bookId = (authority: Authority): EntryId => EntryId.parse(`CB-${authority.toUpperCase()}`);

/** E.g. `HC-F-2026-0017`; the count never starts again, so that a gap is seen across years as well. */
export const numberOf = (authority: Authority, today: CalendarDate, n: number): string =>
  `HC-${authority.charAt(0).toUpperCase()}-${today.slice(0, 4)}-${String(n).padStart(4, '0')}`;

function decide(book: CertificateBook | null, command: BookCommand): Decision<BookEvent> {
  switch (command.type) {
    case 'OpenBook':
      if (book !== null) return outOfTurn('already-open');
      return accept([{ type: 'BookOpened', data: inputOf(command) }]);
    case 'IssueNumber':
      if (opened(book).last === command.number) return outOfTurn('number-issued-already');
      return accept([{ type: 'NumberIssued', data: inputOf(command) }]);
    default:
      return assertNever(command);
  }
}

function evolve(book: CertificateBook | null, event: Recorded<BookEvent>): CertificateBook {
  switch (event.type) {
    case 'BookOpened':
      return { authority: event.data.authority, issued: 1, last: event.data.number };
    case 'NumberIssued':
      return { ...opened(book), issued: opened(book).issued + 1, last: event.data.number };
    default:
      return assertNever(event);
  }
}

/** The running numbers of handover certificates. */
export const certificateBook = defineEntry<CertificateBook, BookCommand, BookEvent>({
  kind: 'certificate-book',
  collection: 'certificate-books',
  prefix: 'CB',
  readers: ['logistics-central d', 'ministry d', 'iom-manager p', 'auditor p'],
  opens: 'OpenBook',
  commands: {
    OpenBook: { input: inputs.OpenBook, who: [] },
    IssueNumber: { input: inputs.IssueNumber, who: [] },
  },
  decide,
  evolve,
  listing: ({ authority, issued, last }) => ({
    title: last,
    authority,
    governorate: 'none',
    open: true,
    placement: { authority },
    card: { issued, last },
    links: [],
    unique: [],
    facts: { issued },
  }),
});
