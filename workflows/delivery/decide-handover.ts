import { partiesOf } from '../../shared/kernel/actor.ts';
import {
  accept,
  type Decision,
  type Effect,
  outOfTurn,
  refuse,
  wrongPerson,
} from '../../shared/kernel/decision.ts';
import type { EntryId } from '../../shared/kernel/ids.ts';
import type { Asset } from '../register/asset/asset.ts';
import type { Names } from '../register/common.ts';
import { isSamePerson, personsOfSignatures } from '../register/signature.ts';
import { DELIVERY } from '../settings.ts';
import type { Context, Need } from '../track.ts';
import type { Delivery, DeliveryIn, Discrepancy, HandedLine, Handover, Identity } from './case.ts';
import type { DeliveryCommand } from './commands.ts';
import { type DeliveryEvent, event } from './events.ts';
import { discrepancyId } from './open.ts';
import {
  acceptedAssets,
  acceptedOf,
  checkDeadline,
  holdReliances,
  involves,
  isReturn,
  notNow,
  refuseHold,
  refusePerson,
  stageDeadline,
  unitNeeds,
  unitOf,
} from './policy.ts';
import { refuseWeight } from './weight.ts';

type Ceremony = DeliveryCommand<'RecordHandover'>;

const signersOf = ({ given, received, witnesses = [] }: Ceremony): EntryId[] => [
  ...new Set(personsOfSignatures([given, ...received, ...witnesses])),
];

export function handoverNeeds(delivery: Delivery, command: Ceremony): Need[] {
  const { ministry, officers = [] } = command;
  const persons = new Set([...signersOf(command), ...officers.map(({ person }) => person)]);
  const of = (kind: string, ids: Iterable<EntryId>): Need[] => [...ids].map((id) => ({ kind, id }));
  return [
    ...unitNeeds(delivery),
    ...of('unit', ministry === undefined ? [] : [ministry]),
    ...of('facility', delivery.warehouse === null ? [] : [delivery.warehouse]),
    ...of('person', persons),
    ...of('asset', Object.values(delivery.lines).flatMap(acceptedAssets)),
  ];
}

/** One ceremony for all lines and all recipients; custody of everything moves with it (P-01, G-07). */
export function recordHandover(
  delivery: Delivery,
  command: Ceremony,
  context: Context,
): Decision<DeliveryEvent> {
  if (delivery.stage === 'monitoring') return outOfTurn('handed-over-already');
  if (delivery.stage !== 'handover') return notNow(delivery);
  const refusal = refuseSigners(delivery, command, context) ?? refuseTerms(delivery, command, context);
  if (refusal !== null) return refusal;
  const lines = handedLines(delivery, command);
  const mistaken = refuseExceptions(delivery, command);
  if (mistaken !== null) return mistaken;
  const discrepancies = refusedAt(delivery, lines);
  if (lines.every(({ quantity }) => quantity === 0)) {
    const reason = command.exceptions?.map(({ remark }) => remark).join(' · ') ?? '';
    const deadline = stageDeadline('discrepancy', context);
    return accept([event('HandoverRefused', { place: command.place, reason, discrepancies, deadline })]);
  }
  const missing = unsigned(lines, command);
  if (missing !== undefined)
    return refuse('recipient-has-not-signed', { pointer: '/received', params: { unit: missing } });
  const moving = lines.flatMap(({ assets }) => assets.map(({ asset }) => asset));
  const tooHeavy = refuseWeight(delivery, moving, context, 'ceremony-too-heavy');
  if (tooHeavy !== null) return tooHeavy;
  const handover = handoverOf(delivery, command, lines, context);
  const deadlines = {
    check: checkDeadline(context, 0),
    ...(Object.keys(discrepancies).length === 0 ? {} : { stage: stageDeadline('discrepancy', context) }),
  };
  return accept([event('HandoverRecorded', { handover, discrepancies, deadlines })], {
    effects: movements(delivery, handover, context),
    relies: holdReliances(delivery),
  });
}

/** Nobody signs for both sides, and whoever released the goods does not receive them (SD4). */
function refuseSigners(
  delivery: DeliveryIn<'handover'>,
  command: Ceremony,
  context: Context,
): Decision<never> | null {
  const { given, received, witnesses = [] } = command;
  if (received.some((one) => isSamePerson(given, one)))
    return wrongPerson('signed-for-both-sides', { pointer: '/received' });
  if (witnesses.some((one) => [given, ...received].some((other) => isSamePerson(one, other))))
    return wrongPerson('witness-is-a-party', { pointer: '/witnesses' });
  const receivers = personsOfSignatures(received);
  if (receivers.some((person) => delivery.release.by.includes(person)))
    return wrongPerson('own-release', { pointer: '/received' });
  const signers = personsOfSignatures([given, ...received]);
  if (context.actor.kind === 'person' && !involves(context, signers))
    return wrongPerson('signer-not-present', { pointer: '/given/person' });
  if (given.person !== undefined && receivers.some((person) => partiesOf(context.actor).includes(person)))
    return involves(context, [given.person]) ? wrongPerson('signed-for-both-sides') : null;
  return null;
}

function refuseTerms(
  delivery: DeliveryIn<'handover'>,
  command: Ceremony,
  context: Context,
): Decision<never> | null {
  const { received, ministry, officers = [] } = command;
  const units = [delivery.unit, ...delivery.recipients, ...(ministry === undefined ? [] : [ministry])];
  if (received.some(({ unit }) => !units.includes(unit)))
    return refuse('not-a-recipient', { pointer: '/received' });
  if (new Set(received.map(({ unit }) => unit)).size !== received.length)
    return refuse('signed-twice', { pointer: '/received' });
  if (ministry !== undefined && unitOf(context, ministry)?.kind !== 'directorate')
    return refuse('not-a-directorate', { pointer: '/ministry' });
  const accepted = new Set(Object.values(delivery.lines).flatMap(acceptedAssets));
  // What goes back is kept by the store, by no ministry and no officer.
  if (isReturn(delivery) && (ministry !== undefined || officers.length > 0))
    return refuse('goes-to-the-store', { pointer: ministry === undefined ? '/officers' : '/ministry' });
  if (officers.some(({ asset }) => !accepted.has(asset)))
    return refuse('asset-not-accepted', { pointer: '/officers' });
  if (new Set(officers.map(({ asset }) => asset)).size !== officers.length)
    return refuse('given-to-two', { pointer: '/officers' });
  for (const person of [...signersOf(command), ...officers.map((one) => one.person)]) {
    const refusal = refusePerson(context, person, '/received');
    if (refusal !== null) return refusal;
  }
  return refuseHold(delivery, context);
}

/** A line may be refused on the spot, whole or in part, always with a remark. */
function refuseExceptions(
  delivery: DeliveryIn<'handover'>,
  { exceptions = [] }: Ceremony,
): Decision<never> | null {
  const seen = new Set<string>();
  for (const [at, { line: id, refused = 0, refusedAssets = [] }] of exceptions.entries()) {
    const no = (code: string, field: string) => refuse(code, { pointer: `/exceptions/${at}/${field}` });
    const line = delivery.lines[id];
    if (line === undefined || seen.has(id)) return no('line-unknown', 'line');
    seen.add(id);
    const accepted = acceptedAssets(line);
    if (line.kind === 'serialised' && refused > 0) return no('name-the-assets', 'refused');
    if (line.kind === 'quantity' && refusedAssets.length > 0) return no('count-the-pieces', 'refusedAssets');
    if (refusedAssets.some((asset, n) => !accepted.includes(asset) || refusedAssets.indexOf(asset) !== n))
      return no('asset-not-accepted', 'refusedAssets');
    if (refused > acceptedOf(line)) return no('more-than-accepted', 'refused');
  }
  return null;
}

function handedLines(delivery: DeliveryIn<'handover'>, command: Ceremony): HandedLine[] {
  const { exceptions = [], officers = [] } = command;
  const officerOf = (asset: EntryId) => officers.find((one) => one.asset === asset)?.person ?? null;
  return Object.entries(delivery.lines).flatMap(([id, line]) => {
    const unit = line.recipient ?? delivery.unit;
    const exception = exceptions.find((one) => one.line === id);
    const refusedAssets = exception?.refusedAssets ?? [];
    const refused = line.kind === 'serialised' ? refusedAssets.length : (exception?.refused ?? 0);
    if (unit === null || acceptedOf(line) === 0) return [];
    return [
      {
        line: id,
        quantity: acceptedOf(line) - refused,
        refused,
        remark: exception?.remark ?? null,
        unit,
        assets: acceptedAssets(line)
          .filter((asset) => !refusedAssets.includes(asset))
          .map((asset) => ({ asset, person: officerOf(asset) })),
        refusedAssets,
      },
    ];
  });
}

/** Refused at the ceremony, after those found at the inspection: numbers go on. */
function refusedAt(
  { discrepancies }: DeliveryIn<'handover'>,
  lines: readonly HandedLine[],
): Record<string, Discrepancy> {
  const known = Object.keys(discrepancies).length;
  const refused = lines.filter((line) => line.refused > 0);
  return Object.fromEntries(
    refused.map(({ line, refused: count, refusedAssets: assets }, n) => [
      discrepancyId(known + n + 1),
      { line, outcome: 'rejected', count, assets, at: 'handover', resolution: null, linked: null },
    ]),
  );
}

const unsigned = (lines: readonly HandedLine[], { received }: Ceremony): EntryId | undefined =>
  lines.find(({ quantity, unit }) => quantity > 0 && !received.some((one) => one.unit === unit))?.unit;

function handoverOf(
  delivery: DeliveryIn<'handover'>,
  { place, given, received, witnesses = [], ministry, owner, keepsTitle }: Ceremony,
  lines: HandedLine[],
  context: Context,
): Handover {
  const passes = isReturn(delivery) || keepsTitle === true ? null : (owner ?? DELIVERY.owner);
  const assets = lines.flatMap((line) => [...line.assets.map(({ asset }) => asset), ...line.refusedAssets]);
  const warehouse = isReturn(delivery) ? delivery.warehouse : null;
  const persons = lines.flatMap((line) => line.assets.flatMap(({ person }) => person ?? []));
  const places = [ministry ?? [], warehouse ?? [], ...lines.map(({ unit }) => unit)].flat();
  return {
    number: delivery.number,
    at: context.now,
    place,
    ministry: ministry ?? null,
    warehouse,
    owner: passes,
    given,
    received,
    witnesses,
    lines,
    identities: Object.fromEntries(assets.map((asset) => [asset, identityOf(context, asset)])),
    names: Object.fromEntries([...places, ...persons].map((id) => [id, namesOf(context, id)])),
  };
}

function identityOf(context: Context, id: EntryId): Identity {
  const found = context.entry('asset', id)?.state as Asset | undefined;
  const { make = '', model = '', vin = null, serial = null, plate = null } = found ?? {};
  return { make, model, vin, serial, plate };
}

type Named = { readonly name: Partial<Names> & { readonly display?: string } };

/** In three languages; a person has one name. */
function namesOf(context: Context, id: EntryId): Names {
  const found = ['unit', 'facility', 'person'].map((kind) => context.entry(kind, id)).find(Boolean);
  const { name } = (found?.state ?? { name: {} }) as Named;
  const { display = id, en = display, ar = display, ckb = display } = name;
  return { en, ar, ckb };
}

/** Each asset appends all its hops in one update: the ministry, its unit, the named officer (P15). */
function movements(delivery: DeliveryIn<'handover'>, handover: Handover, context: Context): Effect[] {
  const { number: certificate, place, owner, ministry, warehouse, lines } = handover;
  return lines.flatMap(({ unit, assets }) => {
    const there = unitOf(context, unit);
    return assets.map(({ asset, person }): Effect => {
      const hops =
        warehouse === null
          ? [
              ...(ministry === null ? [] : [{ kind: 'unit', id: ministry }]),
              { kind: 'unit', id: unit },
              ...(person === null ? [] : [{ kind: 'person', id: person }]),
            ]
          : [{ kind: 'facility', id: warehouse }];
      const command = {
        type: 'HandOverAsset',
        delivery: context.id,
        certificate,
        hops,
        owner,
        unit,
        governorate: there?.governorate ?? delivery.governorate,
        authority: there?.authority ?? delivery.authority,
        place,
      };
      return { kind: 'asset', id: asset, command };
    });
  });
}
