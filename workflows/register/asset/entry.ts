import type { Listing } from '../../../shared/kernel/entry.ts';
import { defineEntry } from '../../track.ts';
import { type Asset, type AssetEvent, READERS } from './asset.ts';
import { type AssetCommand, COMMANDS } from './commands.ts';
import { decide, needs } from './decide.ts';
import { evolve } from './evolve.ts';
import { makeOf, plateOf, serialOf } from './identity.ts';
import { placementOf } from './policy.ts';

/** Values that exist once in the register, as compared (I11). A written-off VIN is never given again. */
export function uniqueOf({
  vin,
  serial,
  plate,
  make,
  model,
}: Pick<Asset, 'vin' | 'serial' | 'plate' | 'make' | 'model'>): string[] {
  const values: string[] = [];
  if (vin !== undefined) values.push(`vin:${vin}`);
  if (serial !== undefined) values.push(`serial:${makeOf(make)}:${makeOf(model)}:${serialOf(serial)}`);
  if (plate !== undefined) values.push(`plate:${plateOf(plate)}`);
  return values;
}

function listing(asset: Asset): Listing {
  const { class: kind, make, model, vin, serial, plate, status, condition, holder } = asset;
  const { governorate, authority, title, reservedFor, unit, custody } = asset;
  const held = custody.at(-1);
  return {
    title: [make, model, plate ?? serial ?? vin].filter((part) => part !== undefined).join(' '),
    authority,
    governorate,
    open: status !== 'written-off',
    placement: placementOf(asset),
    card: {
      class: kind,
      make,
      model,
      vin: vin ?? null,
      serial: serial ?? null,
      plate: plate ?? null,
      status,
      condition,
      holder: holder.id,
      holderKind: holder.kind,
      since: held?.from ?? null,
      place: held?.place ?? null,
      unit,
      title,
    },
    links: [{ rel: 'holder', id: holder.id }],
    unique: uniqueOf(asset),
    facts: { status, holder: holder.id, reservedFor },
  };
}

/** Vehicles and equipment with their ledger of custody, in one item each (P15). */
export const asset = defineEntry<Asset, AssetCommand, AssetEvent>({
  kind: 'asset',
  collection: 'assets',
  prefix: 'AS',
  readers: READERS,
  opens: 'RegisterAsset',
  commands: COMMANDS,
  compact: true,
  // As the end of a VIN, a serial number or a plate would be stored.
  searched: (typed) => [
    ...new Set([plateOf(typed), serialOf(typed), serialOf(typed).replace(/Q/g, '0').replace(/I/g, '1')]),
  ],
  needs,
  decide,
  evolve,
  listing,
  named: ({ holder }) => (holder.kind === 'person' ? [holder.id] : []),
  placement: (command) =>
    command.type === 'RegisterAsset'
      ? {
          governorate: command.governorate,
          authority: command.authority,
          unit: command.holder.kind === 'unit' ? command.holder.id : undefined,
        }
      : undefined,
});
