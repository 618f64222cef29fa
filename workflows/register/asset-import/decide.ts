import { partiesOf } from '../../../shared/kernel/actor.ts';
import { assertNever } from '../../../shared/kernel/assert-never.ts';
import {
  accept,
  type Decision,
  type Effect,
  outOfTurn,
  refuse,
  type Timer,
  wrongPerson,
} from '../../../shared/kernel/decision.ts';
import type { Context } from '../../track.ts';
import { inputOf, opened } from '../common.ts';
import type { AssetImport, CommandNamed, ImportCommand, ImportEvent } from './batch.ts';
import { readFile, refuseNumber, replaceFile } from './decide-file.ts';
import { stageList, stageRows } from './decide-rows.ts';
import { STEP } from './rows.ts';

export function decide(
  known: AssetImport | null,
  command: ImportCommand,
  context: Context,
): Decision<ImportEvent> {
  if (command.type === 'OpenImport')
    return known === null ? open(command, context) : outOfTurn('already-open');
  const batch = opened(known);
  switch (command.type) {
    case 'StageRows':
      return stageRows(batch, command.rows, context);
    case 'StageList':
      return stageList(batch, context);
    case 'RefuseNumber':
      return refuseNumber(batch, command.value, context);
    case 'ReplaceFile':
      return replaceFile(batch, command, context);
    case 'ConfirmImport':
      return confirm(batch);
    case 'ConfirmIntakes':
      return confirmIntakes(batch, command, context);
    case 'DiscardImport':
      if (batch.status !== 'staging') return outOfTurn('import-confirmed-already');
      return discard(batch, command, context);
    case 'DropRows':
      return drop(batch, context);
    default:
      return assertNever(command);
  }
}

function open(command: CommandNamed<'OpenImport'>, context: Context): Decision<ImportEvent> {
  if (context.entry(command.holder.kind, command.holder.id) === undefined)
    return refuse('holder-unknown', { pointer: '/holder/id' });
  const { found, timers } = readFile(command, context);
  return accept([{ type: 'ImportOpened', data: { id: context.id, ...inputOf(command), ...found } }], {
    timers,
  });
}

/** All or nothing: every asset is opened in this one transaction, or none is. */
function confirm(batch: AssetImport): Decision<ImportEvent> {
  if (batch.status !== 'staging') return outOfTurn('import-confirmed-already');
  if (batch.pending.length + batch.stale.length > 0) return outOfTurn('import-still-staging');
  if ((batch.list?.errors ?? 0) + batch.taken.length > 0) return refuse('list-has-errors');
  const rows = Object.values(batch.rows);
  if (rows.length === 0) return refuse('no-rows');
  const { holder, title, grant, governorate, authority } = batch;
  const shared = { holder, title, governorate, authority, ...(grant === undefined ? {} : { grant }) };
  const effects = rows.map(({ asset: id, row: _, ...fields }): Effect => {
    const command = { type: 'RegisterAsset', ...fields, ...shared };
    return { kind: 'asset', id, open: true, command };
  });
  return accept([{ type: 'ImportConfirmed', data: { count: rows.length } }], { effects });
}

/** One look at the store for all of them, by another person than who imported (SD6). */
function confirmIntakes(
  batch: AssetImport,
  { remarks }: CommandNamed<'ConfirmIntakes'>,
  context: Context,
): Decision<ImportEvent> {
  if (batch.status !== 'confirmed') return outOfTurn('import-not-confirmed');
  if (partiesOf(context.actor).some((person) => batch.by.includes(person))) return wrongPerson('own-intake');
  const rows = Object.values(batch.rows);
  const said = remarks === undefined ? {} : { remarks };
  return accept([{ type: 'IntakesConfirmed', data: { count: rows.length, ...said } }], {
    effects: rows.map(({ asset: id }) => ({
      kind: 'asset',
      id,
      command: { type: 'ConfirmIntake', ...said },
    })),
  });
}

function discard(
  batch: AssetImport,
  command: CommandNamed<'DiscardImport'>,
  context: Context,
): Decision<ImportEvent> {
  const first: ImportEvent = { type: 'ImportDiscarded', data: inputOf(command) };
  return dropSome(Object.keys(batch.rows), context, { before: [first], after: [] });
}

function drop(batch: AssetImport, context: Context): Decision<ImportEvent> {
  const isDiscarded = batch.status === 'discarded';
  const keys = isDiscarded ? Object.keys(batch.rows) : batch.stale;
  if (keys.length === 0) return outOfTurn(isDiscarded ? 'nothing-to-drop' : 'import-not-discarded');
  const staging = { kind: 'asset-import', id: context.id, command: { type: 'StageList' } };
  const after = isDiscarded || batch.pending.length === 0 ? [] : [{ ...staging, notBefore: context.now }];
  return dropSome(keys, context, { before: [], after });
}

interface Around {
  readonly before: readonly ImportEvent[];
  /** What follows when the last is dropped. */
  readonly after: readonly Timer[];
}

/** Reserved numbers are given back a few rows at a time, each time asking for the next. */
function dropSome(
  keys: readonly string[],
  context: Context,
  { before, after }: Around,
): Decision<ImportEvent> {
  if (keys.length === 0) return accept(before);
  const again: Timer = {
    kind: 'asset-import',
    id: context.id,
    command: { type: 'DropRows' },
    notBefore: context.now,
  };
  return accept([...before, { type: 'RowsDropped', data: { rows: keys.slice(0, STEP) } }], {
    timers: keys.length > STEP ? [again] : after,
  });
}
