import type { Listing, Task } from '../../../shared/kernel/entry.ts';
import { defineEntry } from '../../track.ts';
import { uniqueOf } from '../asset/entry.ts';
import { type AssetImport, type ImportCommand, type ImportEvent, inputs } from './batch.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';

/** Who goes on: whoever imports confirms the preview, and somebody at the store counts what is there. */
function tasks(batch: AssetImport): Task[] {
  const { status, since, sinceAt, dueOn, by, governorate } = batch;
  const open = { since, sinceAt, dueOn, level: 0 };
  const [person] = by;
  if (status === 'staging' && person !== undefined) {
    const isFaulty = (batch.list?.errors ?? 0) + batch.taken.length > 0;
    return [
      {
        key: `${isFaulty ? 'correct' : 'confirm'}-import:${since}`,
        title: { key: `task.asset-import.${isFaulty ? 'correct' : 'confirm'}` },
        addressees: [{ kind: 'person', id: person }],
        commands: [isFaulty ? 'ReplaceFile' : 'ConfirmImport', 'DiscardImport'],
        ...open,
      },
    ];
  }
  if (status !== 'confirmed') return [];
  return [
    {
      key: `confirm-intakes:${since}`,
      title: { key: 'task.asset-import.confirm-intakes' },
      addressees: [{ kind: 'role', role: 'logistics', scope: { kind: 'governorate', id: governorate } }],
      commands: ['ConfirmIntakes'],
      ...open,
    },
  ];
}

function listing(batch: AssetImport): Listing {
  const { name, status, rows, governorate, authority, file, list, taken } = batch;
  const isKept = status === 'staging' || status === 'discarded';
  return {
    title: name,
    authority,
    governorate,
    open: status === 'staging' || status === 'confirmed',
    placement: { governorate, authority },
    card: { status, rows: Object.keys(rows).length, file, errors: (list?.errors ?? 0) + taken.length },
    links: [],
    unique: [],
    reserves: isKept
      ? Object.values(rows).flatMap((row) => uniqueOf(row).map((value) => ({ value, for: row.asset })))
      : [],
    facts: { status },
  };
}

/** A packing list on its way into the register: staged unseen, shown whole or not at all (P15). */
export const assetImport = defineEntry<AssetImport, ImportCommand, ImportEvent>({
  kind: 'asset-import',
  collection: 'asset-imports',
  prefix: 'IM',
  readers: ['logistics g', 'logistics-central d', 'iom-field g', 'iom-manager p', 'auditor p', 'named n'],
  opens: 'OpenImport',
  parts: ['rows'],
  commands: {
    OpenImport: { input: inputs.OpenImport, who: ['logistics-central d*', 'iom-field g*'] },
    StageRows: { input: inputs.StageRows, who: ['logistics-central d*', 'iom-field g*'] },
    StageList: { input: inputs.StageList, who: [] },
    RefuseNumber: { input: inputs.RefuseNumber, who: [] },
    ReplaceFile: { input: inputs.ReplaceFile, who: ['logistics-central d*', 'iom-field g*'] },
    ConfirmImport: { input: inputs.ConfirmImport, who: ['logistics-central d*', 'iom-field g*'] },
    ConfirmIntakes: {
      input: inputs.ConfirmIntakes,
      who: ['logistics g*', 'logistics-central d*', 'iom-manager p*'],
    },
    DiscardImport: { input: inputs.DiscardImport, who: ['logistics-central d*', 'iom-field g*'] },
    DropRows: { input: inputs.DropRows, who: [] },
  },
  needs: (_, command) =>
    command.type === 'OpenImport' ? [{ kind: command.holder.kind, id: command.holder.id }] : [],
  reads: (command) => (command.type === 'OpenImport' || command.type === 'ReplaceFile' ? [command.file] : []),
  taken: (value) => ({ type: 'RefuseNumber', value }),
  decide,
  evolve,
  listing,
  tasks,
  placement: (command) =>
    command.type === 'OpenImport'
      ? { governorate: command.governorate, authority: command.authority }
      : undefined,
});
