import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsJsonError } from '../aws-json.ts';
import { toHistoryEvent } from './history.ts';
import { FIXED_SETTINGS, knownMachine } from './machine-operations.ts';
import { type Operations, operation, type Workbench } from './operations.ts';
import * as p from './parameters.ts';
import { definitionText, type ExecutionRow, forget, type HistoryRow } from './store.ts';
import type { Change } from './writer.ts';

/** AWS: the name of a closed execution may be used again, and its record is gone, after 90 days. */
export const RETENTION_MS = 90 * 86_400_000;

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;

export const executionOperations: Operations = {
  StartExecution: operation(
    {
      stateMachineArn: p.machineArn,
      name: p.optional(p.name),
      input: p.optional(
        p.payload('InvalidExecutionInput', "Invalid State Machine Execution Input: 'Not JSON'"),
      ),
    },
    (bench, { stateMachineArn, name = randomUUID(), input = '{}' }) => {
      const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      return bench.writer.submit(arn, () => start(bench, { arn, name, input, machine: stateMachineArn }));
    },
  ),
  StopExecution: operation(
    { executionArn: p.executionArn, error: p.optional(z.string()), cause: p.optional(z.string()) },
    async (bench, { executionArn, error, cause }) => {
      await bench.engine.submit(knownExecution(bench, executionArn).id, { type: 'stop', error, cause });
      return { stopDate: p.instant(knownExecution(bench, executionArn).stopped ?? bench.clock.now()) };
    },
  ),
  DescribeExecution: operation(
    { executionArn: p.executionArn, includedData: p.data },
    (bench, { executionArn, includedData }) => {
      const row = knownExecution(bench, executionArn);
      const included = includedData !== 'METADATA_ONLY';
      const { input, output, error, cause } = row;
      return {
        ...summary(row),
        inputDetails: { included },
        ...(included ? { input } : {}),
        ...(output === null ? {} : { outputDetails: { included }, ...(included ? { output } : {}) }),
        ...(error === null ? {} : { error }),
        ...(cause === null ? {} : { cause }),
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: 'The embedded Step Functions have no RedriveExecution',
      };
    },
  ),
  ListExecutions: operation(
    { stateMachineArn: p.machineArn, statusFilter: p.optional(z.enum(STATUSES)), ...p.page },
    (bench, { stateMachineArn, statusFilter, maxResults, nextToken }) => {
      const { arn } = knownMachine(bench, stateMachineArn);
      const filter = statusFilter === undefined ? '' : 'AND status = ?';
      const values = statusFilter === undefined ? [] : [statusFilter];
      // Numbers rise with the start, and keep those of one instant apart.
      const before = Number(nextToken ?? Number.MAX_SAFE_INTEGER);
      const query = `SELECT id, arn, machine, name, status, started, stopped FROM executions
        WHERE machine = ? ${filter} AND id < ? ORDER BY id DESC LIMIT ?`;
      const found = bench.store.all<ExecutionRow>(query, arn, ...values, before, maxResults + 1);
      const [rows, next] = p.paged(found, maxResults, ({ id }) => id);
      return { executions: rows.map(summary), ...next };
    },
  ),
  GetExecutionHistory: operation(
    {
      executionArn: p.executionArn,
      reverseOrder: p.optional(z.boolean()),
      includeExecutionData: p.optional(z.boolean()),
      ...p.page,
    },
    (bench, { executionArn, reverseOrder = false, includeExecutionData, maxResults, nextToken }) => {
      const { id } = knownExecution(bench, executionArn);
      const [beyond, order] = reverseOrder ? ['<', 'DESC'] : ['>', 'ASC'];
      const query = `SELECT * FROM history WHERE execution = ? AND id ${beyond} ? ORDER BY id ${order} LIMIT ?`;
      const from = Number(nextToken ?? (reverseOrder ? Number.MAX_SAFE_INTEGER : 0));
      const found = bench.store.all<HistoryRow>(query, id, from, maxResults + 1);
      const [rows, next] = p.paged(found, maxResults, (row) => row.id);
      return { events: rows.map((row) => toHistoryEvent(row, includeExecutionData !== false)), ...next };
    },
  ),
  DescribeStateMachineForExecution: operation(
    { executionArn: p.executionArn, includedData: p.data },
    (bench, { executionArn, includedData }) => {
      const row = knownExecution(bench, executionArn);
      const text = definitionText(bench.store, row.definition);
      return {
        stateMachineArn: row.machine,
        name: row.machineName,
        ...(includedData === 'METADATA_ONLY' ? {} : { definition: text }),
        roleArn: row.role,
        updateDate: p.instant(row.definedAt),
        ...FIXED_SETTINGS,
      };
    },
  ),
};

const byArn = ({ store }: Workbench, arn: string): ExecutionRow | undefined =>
  store.one('SELECT * FROM executions WHERE arn = ?', arn);

function knownExecution(bench: Workbench, arn: string): ExecutionRow {
  const row = byArn(bench, arn);
  if (row !== undefined) return row;
  throw new AwsJsonError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
}

function summary({ arn, machine, name, status, started, stopped }: ExecutionRow): object {
  return {
    executionArn: arn,
    stateMachineArn: machine,
    name,
    status,
    startDate: p.instant(started),
    ...(stopped === null ? {} : { stopDate: p.instant(stopped) }),
    redriveCount: 0,
  };
}

type Wanted = Pick<ExecutionRow, 'arn' | 'name' | 'input' | 'machine'>;

async function start(bench: Workbench, wanted: Wanted): Promise<Change<unknown>> {
  const { store, clock, engine } = bench;
  const { arn } = wanted;
  const now = clock.now();
  const known = byArn(bench, arn);
  const answer = (started: number) => ({ executionArn: arn, startDate: p.instant(started) });
  // The same start once more is answered as the first time, as long as the execution runs.
  if (known?.status === 'RUNNING' && known.input === wanted.input)
    return { committed: () => answer(known.started) };
  if (known !== undefined && (known.stopped ?? now) > now - RETENTION_MS)
    throw new AwsJsonError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  const machine = knownMachine(bench, wanted.machine);
  const first = await engine.begin({
    ...wanted,
    id: engine.nextExecution(),
    machineName: machine.name,
    role: machine.role,
    definition: machine.definition,
    definedAt: machine.updated,
    status: 'RUNNING',
    started: now,
    ...{ stopped: null, error: null, cause: null, output: null, snapshot: null },
  });
  return {
    write() {
      if (known !== undefined) forget(store, known.id);
      first.write?.();
    },
    committed() {
      first.committed();
      return answer(now);
    },
  };
}
