import { z } from 'zod';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import { Authority } from '../../../shared/kernel/calendar.ts';
import { accept, type Decision, outOfTurn, refuse, wrongPerson } from '../../../shared/kernel/decision.ts';
import type { Listing } from '../../../shared/kernel/entry.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';
import { type Context, defineEntry, type Need } from '../../track.ts';
import {
  type CommandsOf,
  type EventsOf,
  GovernorateCode,
  inputOf,
  line,
  opened,
  personsOf,
  Reason,
  type Recorded,
} from '../common.ts';
import { makeOf, plateOf, serialOf, vinOf } from './identity.ts';

const Holder = z.strictObject({ kind: z.enum(['unit', 'person']), id: EntryId });

const inputs = {
  RegisterAsset: z.strictObject({
    class: z.enum(['vehicle', 'technical', 'security', 'communication', 'furniture']),
    make: line(60),
    model: line(60),
    vin: z.exactOptional(line(40)),
    serial: z.exactOptional(line(60)),
    plate: z.exactOptional(line(30)),
    /** Who answers for it: custody, not ownership (DF-26). */
    holder: Holder,
    /** Who owns it. */
    title: line(120),
    governorate: GovernorateCode,
    authority: Authority,
  }),
  ConfirmIntake: z.strictObject({ remarks: z.exactOptional(Reason) }),
};
export type AssetCommand = CommandsOf<typeof inputs>;
type Register = Extract<AssetCommand, { type: 'RegisterAsset' }>;

export type Asset = z.infer<typeof inputs.RegisterAsset> & {
  readonly status: 'registered' | 'in-service';
  /** Whoever registered it, and for whom: they cannot confirm it (SD6). */
  readonly registeredBy: readonly EntryId[];
};

type AssetEvent = EventsOf<{
  AssetRegistered: z.infer<typeof inputs.RegisterAsset>;
  IntakeConfirmed: z.infer<typeof inputs.ConfirmIntake>;
}>;

const needs = (_: Asset | null, command: AssetCommand): Need[] =>
  command.type === 'RegisterAsset' ? [{ kind: command.holder.kind, id: command.holder.id }] : [];

function decide(asset: Asset | null, command: AssetCommand, context: Context): Decision<AssetEvent> {
  switch (command.type) {
    case 'RegisterAsset':
      return asset === null ? register(command, context) : outOfTurn('already-open');
    case 'ConfirmIntake': {
      const { status, registeredBy } = opened(asset);
      if (status !== 'registered') return outOfTurn('intake-already-confirmed');
      if (personsOf(context.actor).some((person) => registeredBy.includes(person)))
        return wrongPerson('own-intake');
      return accept([{ type: 'IntakeConfirmed', data: inputOf(command) }]);
    }
    default:
      return assertNever(command);
  }
}

/** A vehicle is known by its VIN, equipment by its serial number; furniture is counted. */
function register(command: Register, context: Context): Decision<AssetEvent> {
  const { vin: typed, ...asset } = inputOf(command);
  if (context.entry(command.holder.kind, command.holder.id) === undefined)
    return refuse('holder-unknown', { pointer: '/holder/id' });
  const vin = typed === undefined ? undefined : vinOf(typed);
  if (vin === null) return refuse('vin-not-valid', { pointer: '/vin' });
  if (command.class === 'vehicle' && vin === undefined) return refuse('vin-missing', { pointer: '/vin' });
  const isEquipment = command.class !== 'vehicle' && command.class !== 'furniture';
  if (isEquipment && command.serial === undefined) return refuse('serial-missing', { pointer: '/serial' });
  return accept([{ type: 'AssetRegistered', data: { ...asset, ...(vin === undefined ? {} : { vin }) } }]);
}

function evolve(asset: Asset | null, event: Recorded<AssetEvent>): Asset {
  switch (event.type) {
    case 'AssetRegistered':
      return { ...event.data, status: 'registered', registeredBy: personsOfEvent(event) };
    case 'IntakeConfirmed':
      return { ...opened(asset), status: 'in-service' };
    default:
      return assertNever(event);
  }
}

const personsOfEvent = ({ actor, onBehalfOf }: Recorded<AssetEvent>): EntryId[] => [
  ...(actor.kind === 'person' ? [actor.id] : []),
  ...(onBehalfOf === undefined ? [] : [onBehalfOf]),
];

function uniqueOf({ vin, serial, plate, make, model }: Asset): string[] {
  const values: string[] = [];
  if (vin !== undefined) values.push(`vin:${vin}`);
  if (serial !== undefined) values.push(`serial:${makeOf(make)}:${makeOf(model)}:${serialOf(serial)}`);
  if (plate !== undefined) values.push(`plate:${plateOf(plate)}`);
  return values;
}

function listing(asset: Asset): Listing {
  const { class: kind, make, model, vin, serial, plate, status, holder, governorate, authority } = asset;
  return {
    title: [make, model, plate ?? serial ?? vin].filter((part) => part !== undefined).join(' '),
    authority,
    governorate,
    open: true,
    placement: { unit: holder.kind === 'unit' ? holder.id : undefined, governorate, authority },
    card: { class: kind, make, model, plate: plate ?? null, status },
    links: [{ rel: 'holder', id: holder.id }],
    unique: uniqueOf(asset),
    facts: { status, holder: holder.id },
  };
}

/** Vehicles and equipment; their custody ledger comes with the delivery track. */
export const asset = defineEntry<Asset, AssetCommand, AssetEvent>({
  kind: 'asset',
  collection: 'assets',
  prefix: 'AS',
  readers: [
    'officer',
    'commander',
    'logistics',
    'logistics-central',
    'ministry',
    'iom-field',
    'iom-manager',
    'protection',
    'auditor',
  ],
  opens: 'RegisterAsset',
  commands: {
    RegisterAsset: { input: inputs.RegisterAsset, who: ['logistics-central', 'iom-field'] },
    ConfirmIntake: {
      input: inputs.ConfirmIntake,
      who: ['logistics', 'logistics-central', 'iom-manager'],
    },
  },
  needs,
  decide,
  evolve,
  listing,
  placement: (command) =>
    command.type === 'RegisterAsset'
      ? { governorate: command.governorate, authority: command.authority }
      : undefined,
});
