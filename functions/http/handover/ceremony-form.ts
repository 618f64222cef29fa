import type { EntryId } from '../../../shared/kernel/ids.ts';
import type { Goods } from '../../../workflows/casework/read-goods.ts';
import type { Delivery, Line } from '../../../workflows/delivery/case.ts';
import { acceptedAssets, acceptedOf, isReturn } from '../../../workflows/delivery/policy.ts';
import { isRecord } from '../facts/section.ts';
import { hasSigned, sayHow, withoutRow } from './signature-form.ts';

/** One line on the table: what was accepted, and for whom. */
export interface TableLine {
  readonly id: string;
  readonly line: Line;
  readonly unit: EntryId;
  readonly assets: readonly EntryId[];
}

/** What lies on the table and who stands around it. */
export interface Ceremony {
  readonly returning: boolean;
  readonly lines: readonly TableLine[];
  /** Every serialised asset in the order of the page; its place here is its row among the officers. */
  readonly assets: readonly EntryId[];
  /** Units that receive something, or give it back. */
  readonly units: readonly EntryId[];
  readonly goods: ReadonlyMap<EntryId, Goods>;
}

export function ceremonyOf(delivery: Delivery, goods: Ceremony['goods']): Ceremony {
  const lines = Object.entries(delivery.lines).flatMap(([id, line]): TableLine[] => {
    const unit = line.recipient ?? delivery.unit;
    return unit === null || acceptedOf(line) === 0 ? [] : [{ id, line, unit, assets: acceptedAssets(line) }];
  });
  return {
    returning: isReturn(delivery),
    lines,
    assets: lines.flatMap(({ assets }) => assets),
    units: [...new Set(lines.map(({ unit }) => unit))],
    goods,
  };
}

/** What is read on the thing: the VIN of a vehicle, the serial number of equipment. */
export const numberOf = ({ goods }: Ceremony, asset: EntryId): string => {
  const known = goods.get(asset);
  return known?.vin ?? known?.serial ?? known?.plate ?? asset;
};

/** Row of the ministry among the receivers: after the units. */
export const ministryRow = ({ units }: Ceremony): number => units.length;

/** Rows nobody touched are taken out, and each signature says how it was made, as the command wants it. */
export function tidyCeremony(ceremony: Ceremony, form: FormData): void {
  const { units, lines, assets, returning } = ceremony;
  tidySignatures(ceremony, form);
  dropRows(form, '/exceptions', lines.length, (row) => !isException(form, row));
  dropRows(form, '/officers', assets.length, (row) => returning || textAt(form, `${row}/person`) === '');
  if (!returning) return;
  // Goods that come back are received once, for every unit they come from.
  for (const row of units.keys()) if (row > 0) copyRow(form, '/received/0', `/received/${row}`);
}

function tidySignatures(ceremony: Ceremony, form: FormData): void {
  const ministry = `/received/${ministryRow(ceremony)}`;
  if (hasSigned(form, ministry)) form.set(`${ministry}/unit`, textAt(form, '/ministry'));
  sayHow(form, '/given');
  for (const row of ceremony.units.keys()) sayHow(form, `/received/${row}`);
  const others = [ministry, ...Array.from({ length: WITNESS_ROWS }, (_, row) => `/witnesses/${row}`)];
  for (const row of others) {
    if (hasSigned(form, row)) sayHow(form, row);
    else withoutRow(form, row);
  }
}

// More than a page ever has.
const WITNESS_ROWS = 10;

function dropRows(form: FormData, rows: string, count: number, isIdle: (row: string) => boolean): void {
  for (let row = 0; row < count; row++) if (isIdle(`${rows}/${row}`)) withoutRow(form, `${rows}/${row}`);
}

const textAt = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
};

const isException = (form: FormData, row: string): boolean =>
  textAt(form, `${row}/remark`) !== '' ||
  !['', '0', '٠'].includes(textAt(form, `${row}/refused`)) ||
  form.has(`${row}/refusedAssets`);

function copyRow(form: FormData, from: string, to: string): void {
  for (const [name, value] of [...form.entries()])
    if (name.startsWith(`${from}/`) && name !== `${from}/unit`)
      form.set(`${to}${name.slice(from.length)}`, value);
}

/** Which row of the page a row of the input is: rows left empty were not sent. */
type Rows = Readonly<Record<string, readonly number[]>>;

function rowsOf({ units, lines, assets }: Ceremony, input: Input): Rows {
  const rowsIn = (name: string, key: string, order: readonly string[]) =>
    listOf(input[name]).map((row) => {
      const at = order.indexOf(String(isRecord(row) ? row[key] : ''));
      return at === -1 ? order.length : at;
    });
  return {
    received: rowsIn('received', 'unit', units),
    exceptions: rowsIn(
      'exceptions',
      'line',
      lines.map(({ id }) => id),
    ),
    officers: rowsIn('officers', 'asset', assets),
  };
}

type Input = Readonly<Record<string, unknown>>;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What was sent, each row back in its place on the page. */
export function onThePage(ceremony: Ceremony, input: Input): Input {
  const rows = rowsOf(ceremony, input);
  const placed = Object.entries(rows).map(([name, places]) => {
    const spread: unknown[] = [];
    for (const [n, row] of listOf(input[name]).entries()) spread[places[n] ?? n] = row;
    return [name, spread];
  });
  return { ...input, ...Object.fromEntries(placed) };
}

/** The control a JSON pointer of the input speaks of. */
export function controlAt(ceremony: Ceremony, input: Input, pointer: string): string {
  const [, name = '', row, ...rest] = pointer.split('/');
  const place = rowsOf(ceremony, input)[name]?.[Number(row)] ?? row;
  const at = [`/${name}`, ...(row === undefined ? [] : [place]), ...rest].join('/');
  return at === `/received/${ministryRow(ceremony)}/unit` ? '/ministry' : withMark(at);
}

/** A signature is either drawn or typed; the page has a control for each. */
export const withMark = (path: string): string =>
  path
    .replace(/\/mark\/image$/, '/mark@drawn/image')
    .replace(/\/mark(\/by|\/reason)?$/, '/mark@typed/reason');
