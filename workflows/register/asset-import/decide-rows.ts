import { accept, type Decision, outOfTurn, refuse } from '../../../shared/kernel/decision.ts';
import type { Context } from '../../track.ts';
import { uniqueOf } from '../asset/entry.ts';
import { vinOf } from '../asset/identity.ts';
import type { AssetImport, ImportEvent } from './batch.ts';
import { type ImportRow, keyOf, MOST_ROWS, STEP, type StagedRow } from './rows.ts';

/** Rows somebody typed, of a list that is no spreadsheet. */
export function stageRows(
  batch: AssetImport,
  rows: readonly ImportRow[],
  context: Context,
): Decision<ImportEvent> {
  if (batch.status !== 'staging') return outOfTurn('import-confirmed-already');
  if (batch.list !== null) return outOfTurn('rows-from-file');
  return stage(batch, rows, context);
}

/** The next rows of the list, each time asking for those after them; a stop in between loses nothing. */
export function stageList(batch: AssetImport, context: Context): Decision<ImportEvent> {
  if (batch.status !== 'staging' || batch.stale.length > 0 || batch.pending.length === 0)
    return outOfTurn('nothing-to-stage');
  const decision = stage(batch, batch.pending.slice(0, STEP), context);
  if (decision.outcome === 'refused' || batch.pending.length <= STEP) return decision;
  const again = { kind: 'asset-import', id: context.id, command: { type: 'StageList' } };
  return { ...decision, timers: [{ ...again, notBefore: context.now }] };
}

/** The numbers are taken for the assets to come: whoever registers one of them meanwhile is refused. */
function stage(batch: AssetImport, rows: readonly ImportRow[], context: Context): Decision<ImportEvent> {
  if (Object.keys(batch.rows).length + rows.length > MOST_ROWS)
    return refuse('too-many-rows', { pointer: '/rows', params: { maximum: MOST_ROWS } });
  const staged: StagedRow[] = [];
  for (const [n, row] of rows.entries()) {
    const here = { pointer: `/rows/${n}`, params: { row: row.row } };
    if (batch.rows[keyOf(row.row)] !== undefined) return outOfTurn('row-staged-already', here);
    const wrong = faultOf(row);
    if (wrong !== null) return refuse(wrong, here);
    const vin = row.vin === undefined ? null : vinOf(row.vin);
    staged.push({ ...row, ...(vin === null ? {} : { vin }), asset: context.freshId('AS', n) });
  }
  const values = [...Object.values(batch.rows), ...staged].flatMap(uniqueOf);
  const twice = values.find((value, n) => values.indexOf(value) !== n);
  if (twice !== undefined) return refuse('number-twice', { pointer: '/rows', params: { value: twice } });
  return accept([{ type: 'RowsStaged', data: { rows: staged } }]);
}

/** The same as when one is registered by hand: a VIN for a vehicle, a serial for equipment. */
function faultOf(row: ImportRow): string | null {
  if (row.vin !== undefined && vinOf(row.vin) === null) return 'vin-not-valid';
  if (row.class === 'vehicle') return row.vin === undefined ? 'vin-missing' : null;
  return row.class !== 'furniture' && row.serial === undefined ? 'serial-missing' : null;
}
