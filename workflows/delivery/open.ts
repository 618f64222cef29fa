import { accept, type Decision, type Reliance, refuse } from '../../shared/kernel/decision.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { Names } from '../register/common.ts';
import type { Context, Need } from '../track.ts';
import type { CaseFile } from './case.ts';
import type { DeliveryCommand, LineInput } from './commands.ts';
import { type DeliveryEvent, event, type RequestedLine } from './events.ts';
import { refuseSize, stageDeadline, unitOf } from './policy.ts';

type Open = DeliveryCommand<'OpenDelivery'>;

/** What a delivery takes from the register: whom it is for, and who governs there (DF-51). */
export type Placed = Pick<CaseFile, 'unit' | 'unitName' | 'governorate' | 'authority'>;

export function openingNeeds(command: Open): Need[] {
  const { unit, recipients = [], office, forum, plan, grant, origin } = command;
  const ids: [string, EntryId | null | undefined][] = [
    ['unit', unit],
    ...recipients.map((id): [string, EntryId] => ['unit', id]),
    ['facility', office],
    ['forum', forum],
    ['safety-plan', plan],
    ['grant', grant],
    ['delivery', origin?.delivery],
  ];
  return ids.flatMap(([kind, id]) => (id == null ? [] : [{ kind, id }]));
}

/** Where a delivery would stand: with its unit, else with its forum. */
export function placed(
  { unit, forum }: Pick<Open, 'unit' | 'forum'>,
  context: Pick<Context, 'entry'>,
): Placed | undefined {
  if (unit != null) {
    const { name, governorate, authority } = unitOf(context, unit) ?? {};
    if (name === undefined || authority === undefined) return undefined;
    return { unit, unitName: name, governorate: governorate ?? 'none', authority };
  }
  if (forum == null) return undefined;
  const state = context.entry('forum', forum)?.state as
    | { governorate: string; authority: Placed['authority']; unit: EntryId | null; name: Names }
    | undefined;
  if (state === undefined) return undefined;
  const { governorate, authority } = state;
  return { unit: null, unitName: null, governorate, authority };
}

export function openDelivery(command: Open, context: Context): Decision<DeliveryEvent> {
  const unknown = openingNeeds(command).find(({ kind, id }) => context.entry(kind, id) === undefined);
  // A delivery asked for by a plan is opened in the same transaction as the plan is changed.
  if (unknown !== undefined)
    return refuse(`${unknown.kind}-unknown`, { pointer: `/${POINTERS[unknown.kind] ?? unknown.kind}` });
  const place = placed(command, context);
  if (place === undefined) return refuse('recipient-missing', { pointer: '/unit' });
  const { lines = [], unit, forum, recipients = [] } = command;
  const opened = event('DeliveryOpened', {
    ...place,
    recipients: recipients.filter((id) => id !== unit),
    office: command.office ?? null,
    forum: forum ?? null,
    plan: command.plan ?? null,
    action: command.action ?? null,
    grant: command.grant ?? null,
    origin: command.origin ?? null,
    purpose: command.purpose,
    deadline: stageDeadline('request', context),
  });
  const added = lines.map((line, n) => event('LineAdded', { line: lineId(n + 1), ...requested(line) }));
  return accept([opened, ...added], { relies: reliances(command) });
}

const POINTERS: Readonly<Record<string, string>> = {
  'safety-plan': 'plan',
  facility: 'office',
  delivery: 'origin',
};

const reliances = ({ unit }: Open): Reliance[] => (unit == null ? [] : [{ id: unit, fact: 'onHold' }]);

export const discrepancyId = (n: number): string => `X${String(n).padStart(2, '0')}`;
export const lineId = (n: number): string => `L${String(n).padStart(2, '0')}`;

export const requested = (line: LineInput): RequestedLine => ({
  kind: line.kind,
  class: line.class,
  what: line.what,
  quantity: line.quantity,
  measure: line.measure ?? 'piece',
  unitValue: line.unitValue ?? null,
  recipient: line.recipient ?? null,
});

const withLine = (lines: CaseFile['lines'], id: string, line: RequestedLine): CaseFile['lines'] => ({
  ...lines,
  [id]: { ...line, assets: [], packed: 0, receipt: null },
});

export const tooLarge = (delivery: CaseFile, id: string, line: RequestedLine): Decision<never> | null =>
  refuseSize(delivery, withLine(delivery.lines, id, line));
