import { z } from 'zod';
import { RoleAssignment } from '../../../shared/kernel/actor.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { CalendarDate, Instant } from '../../../shared/kernel/time.ts';

const FieldError = z.object({ pointer: z.string(), code: z.string(), message: z.string() });

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    instance: z.string(),
    errors: z.array(FieldError),
  })
  .describe('RFC 9457. `code` is stable, `detail` is a sentence in the language of the reader.');

const Text = z.object({
  key: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});

export const CommandAnswer = z.object({
  id: EntryId,
  version: z.int(),
  stage: z.string().nullable(),
  events: z.array(z.object({ seq: z.int(), type: z.string(), at: Instant })),
  warnings: z
    .array(z.object({ pointer: z.string(), code: z.string() }))
    .optional()
    .describe('Accepted, but this text seems to point to a person: phone, identity number, e-mail, name.'),
});

const Task = z.object({
  key: z.string(),
  title: Text,
  addressees: z.array(z.record(z.string(), z.unknown())).max(3),
  commands: z.array(z.string()),
  since: z.int(),
  sinceAt: Instant,
  dueOn: CalendarDate,
  level: z.int(),
});

export const Entry = z.object({
  id: EntryId,
  kind: z.string(),
  collection: z.string(),
  title: z.string(),
  version: z.int().describe('Number of its events.'),
  revision: z.int(),
  stage: z.string().nullable(),
  etag: z.string(),
  authority: z.string(),
  governorate: z.string(),
  state: z.unknown(),
  tasks: z.array(Task),
  commands: z.array(z.object({ name: z.string(), approves: z.boolean() })).describe('What you may ask now.'),
  withheld: z
    .array(
      z.object({
        name: z.string(),
        why: z.enum(['role', 'scope', 'named', 'platform']),
        roles: z.array(z.string()),
      }),
    )
    .describe('What others may ask now, and why not you.'),
  waitsFor: z.string().nullable(),
  notices: z.array(z.string()).describe('What stands in the way of support to a unit of this case.'),
  dueOn: CalendarDate.nullable(),
  links: z.array(z.object({ rel: z.string(), id: EntryId })),
  driven: z.enum(['token', 'message', 'none']).nullable(),
});

export const Row = z.object({
  id: EntryId,
  kind: z.string(),
  title: z.string(),
  stage: z.string().nullable(),
  version: z.int(),
  authority: z.string(),
  governorate: z.string(),
  open: z.boolean(),
  card: z.record(z.string(), z.unknown()),
});

export const TaskItem = z.object({
  id: z.string(),
  track: z.string(),
  caseId: EntryId,
  caseTitle: z.string(),
  title: Text,
  sentence: z.string(),
  commands: z.array(z.string()),
  since: Instant,
  sinceVersion: z.int(),
  dueOn: CalendarDate,
  level: z.int(),
});

export const MessageItem = z.object({
  id: z.string(),
  at: Instant,
  caseId: EntryId,
  kind: z.enum(['task', 'late', 'reminder', 'notice']),
  level: z.int(),
  texts: z.array(Text),
  sentences: z.array(z.string()),
});

export const HistoryEvent = z.object({
  seq: z.int(),
  type: z.string(),
  at: Instant,
  actor: z.record(z.string(), z.unknown()),
  onBehalfOf: EntryId.optional(),
  data: z.record(z.string(), z.unknown()),
  digests: z.record(z.string(), z.string()),
  prevHash: z.string(),
  hash: z.string(),
});

export const Person = z.object({
  id: EntryId,
  name: z.string(),
  roles: z.array(z.string()),
  assignments: z.array(RoleAssignment),
  onBehalfOf: EntryId.optional(),
});

export const Attachment = z.object({ sha256: z.string(), size: z.int(), mediaType: z.string() });

export const Health = z.object({ status: z.literal('ok'), version: z.string() });

export const Readiness = z.object({
  status: z.literal('ready'),
  version: z.string(),
  pending: z.object({ outbox: z.int(), timersDue: z.int(), undriven: z.int() }),
  quiescent: z.boolean(),
});

export const Certificate = z
  .object({
    number: z.string(),
    at: z.string(),
    lines: z.int(),
    sha256: z.string().describe('SHA-256 of `canonical` as UTF-8; the beginning of it is in the QR code.'),
    canonical: z.string().describe('`content` as JSON without spaces, the fields of every object in order.'),
    content: z.unknown(),
  })
  .describe('Something issued on paper, frozen when it was signed.');

export const ImportProblems = z.object({
  sheet: z.string().nullable().describe('Name of the sheet; null when none could be chosen.'),
  encoding: z.string(),
  items: z.int(),
  assets: z.int().describe('Rows that will be registered; none while there is an error.'),
  columns: z.array(z.object({ column: z.string(), heading: z.string(), field: z.string() })),
  findings: z.array(
    z.object({
      cell: z.string(),
      code: z.string(),
      weight: z.enum(['error', 'change', 'note']),
      from: z.string().optional(),
      to: z.string().optional(),
      sentence: z.string(),
    }),
  ),
});
