import { accept, type Decision, outOfTurn, type Timer } from '../../../shared/kernel/decision.ts';
import type { Context } from '../../track.ts';
import { uniqueOf } from '../asset/entry.ts';
import { inputOf } from '../common.ts';
import { type Intake, intakeOf } from '../packing-list/intake.ts';
import type { AssetImport, CommandNamed, ImportEvent, ListRead, TakenNumber } from './batch.ts';
import type { ImportRow } from './rows.ts';

interface FileRead {
  readonly found: { readonly list?: ListRead; readonly pending?: readonly ImportRow[] };
  readonly timers: readonly Timer[];
}

/** What the file says, and the first step of staging when nothing is wrong with it. */
export function readFile(
  { file, sheet }: Pick<CommandNamed<'ReplaceFile'>, 'file' | 'sheet'>,
  context: Context,
): FileRead {
  const content = context.sheets?.(file) ?? null;
  if (content === null) return { found: {}, timers: [] };
  const intake = intakeOf(content, sheet);
  const { rows } = intake;
  return {
    found: { list: summary(intake), pending: rows },
    timers: rows.length === 0 ? [] : [next(context)],
  };
}

const next = ({ id, now }: Context, type = 'StageList'): Timer => ({
  kind: 'asset-import',
  id,
  command: { type },
  notBefore: now,
});

function summary({ sheet, encoding, list, findings }: Intake): ListRead {
  const count = (weight: string): number => findings.filter((one) => one.weight === weight).length;
  return {
    sheet: sheet?.name ?? '',
    encoding,
    items: list.items.length,
    errors: count('error'),
    changes: count('change'),
    notes: count('note'),
  };
}

/** A corrected list in place of the one before, whose numbers are given back first. */
export function replaceFile(
  batch: AssetImport,
  command: CommandNamed<'ReplaceFile'>,
  context: Context,
): Decision<ImportEvent> {
  if (batch.status !== 'staging') return outOfTurn('import-confirmed-already');
  const { found, timers } = readFile(command, context);
  const hasRows = Object.keys(batch.rows).length > 0;
  return accept([{ type: 'FileReplaced', data: { ...inputOf(command), ...found } }], {
    timers: hasRows ? [next(context, 'DropRows')] : timers,
  });
}

const FIELDS = ['vin', 'serial', 'plate'] as const satisfies readonly TakenNumber['field'][];

/** A number of the list is in the register already: its row waits for a correction, the others go on. */
export function refuseNumber(batch: AssetImport, value: string, context: Context): Decision<ImportEvent> {
  const row = batch.pending.find((one) => uniqueOf(one).includes(value));
  const field = FIELDS.find((one) => value.startsWith(`${one}:`));
  if (row === undefined || field === undefined) return outOfTurn('nothing-to-stage');
  return accept([{ type: 'NumberRefused', data: { row: row.row, field, value } }], {
    timers: batch.pending.length > 1 ? [next(context)] : [],
  });
}
