import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsJsonError } from '../aws-json.ts';
import { type Engine, RETENTION_MS } from './engine.ts';
import { FIXED_SETTINGS, knownMachine } from './machine-operations.ts';
import * as p from './parameters.ts';
import { definitionText, type ExecutionRow, executionByArn, forget, type Store } from './store.ts';
import type { Change } from './writer.ts';

const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;

export const executionOperations: p.Operations = {
  StartExecution: p.operation(
    {
      stateMachineArn: p.machineArn,
      name: p.optional(p.name),
      input: p.optional(
        p.payload('InvalidExecutionInput', "Invalid State Machine Execution Input: 'Not JSON'"),
      ),
    },
    (engine, { stateMachineArn, name = randomUUID(), input = '{}' }) => {
      const arn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
      return engine.writer.submit(arn, () => start(engine, { arn, name, input, machine: stateMachineArn }));
    },
  ),
  StopExecution: p.operation(
    { executionArn: p.executionArn, error: p.optional(z.string()), cause: p.optional(z.string()) },
    async (engine, { executionArn, error, cause }) => {
      await engine.submit(knownExecution(engine.store, executionArn).id, { type: 'stop', error, cause });
      return {
        stopDate: p.instant(knownExecution(engine.store, executionArn).stopped ?? engine.clock.now()),
      };
    },
  ),
  DescribeExecution: p.operation(
    { executionArn: p.executionArn, includedData: p.data },
    (engine, { executionArn, includedData }) => {
      const row = knownExecution(engine.store, executionArn);
      const included = includedData !== 'METADATA_ONLY';
      const { input, output, error, cause } = row;
      return {
        ...summary(row),
        inputDetails: { included },
        input: included ? input : undefined,
        outputDetails: output === null ? undefined : { included },
        output: included ? (output ?? undefined) : undefined,
        error: error ?? undefined,
        cause: cause ?? undefined,
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: 'The embedded Step Functions have no RedriveExecution',
      };
    },
  ),
  ListExecutions: p.operation(
    { stateMachineArn: p.machineArn, statusFilter: p.optional(z.enum(STATUSES)), ...p.page },
    (engine, { stateMachineArn, statusFilter, maxResults, nextToken }) => {
      const { arn } = knownMachine(engine.store, stateMachineArn);
      const filter = statusFilter === undefined ? '' : 'AND status = ?';
      const values = statusFilter === undefined ? [] : [statusFilter];
      // Numbers rise with the start, and keep those of one instant apart.
      const before = Number(nextToken ?? Number.MAX_SAFE_INTEGER);
      const query = `SELECT id, arn, machine, name, status, started, stopped FROM executions
        WHERE machine = ? ${filter} AND id < ? ORDER BY id DESC LIMIT ?`;
      const found = engine.store.all<ExecutionRow>(query, arn, ...values, before, maxResults + 1);
      const [rows, next] = p.paged(found, maxResults, ({ id }) => id);
      return { executions: rows.map(summary), ...next };
    },
  ),
  GetExecutionHistory: p.operation(
    {
      executionArn: p.executionArn,
      reverseOrder: p.optional(z.boolean()),
      includeExecutionData: p.optional(z.boolean()),
      ...p.page,
    },
    (engine, { executionArn, reverseOrder = false, includeExecutionData, maxResults, nextToken }) => {
      const { id } = knownExecution(engine.store, executionArn);
      const [beyond, order] = reverseOrder ? ['<', 'DESC'] : ['>', 'ASC'];
      const query = `SELECT * FROM history WHERE execution = ? AND id ${beyond} ? ORDER BY id ${order} LIMIT ?`;
      const from = Number(nextToken ?? (reverseOrder ? Number.MAX_SAFE_INTEGER : 0));
      const found = engine.store.all<HistoryRow>(query, id, from, maxResults + 1);
      const [rows, next] = p.paged(found, maxResults, (row) => row.id);
      return { events: rows.map((row) => toEvent(row, includeExecutionData !== false)), ...next };
    },
  ),
  DescribeStateMachineForExecution: p.operation(
    { executionArn: p.executionArn, includedData: p.data },
    (engine, { executionArn, includedData }) => {
      const row = knownExecution(engine.store, executionArn);
      return {
        stateMachineArn: row.machine,
        name: row.machineName,
        definition:
          includedData === 'METADATA_ONLY' ? undefined : definitionText(engine.store, row.definition),
        roleArn: row.role,
        updateDate: p.instant(row.definedAt),
        ...FIXED_SETTINGS,
      };
    },
  ),
};

function knownExecution(store: Store, arn: string): ExecutionRow {
  const row = executionByArn(store, arn);
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
    stopDate: stopped === null ? undefined : p.instant(stopped),
    redriveCount: 0,
  };
}

type Wanted = Pick<ExecutionRow, 'arn' | 'name' | 'input' | 'machine'>;

async function start(engine: Engine, wanted: Wanted): Promise<Change<unknown>> {
  const { store, clock } = engine;
  const { arn } = wanted;
  const now = clock.now();
  const known = executionByArn(store, arn);
  const answer = (started: number) => ({ executionArn: arn, startDate: p.instant(started) });
  // The same start once more is answered as the first time, as long as the execution runs.
  if (known?.status === 'RUNNING' && known.input === wanted.input)
    return { committed: () => answer(known.started) };
  if (known !== undefined && (known.stopped ?? now) > now - RETENTION_MS)
    throw new AwsJsonError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
  const machine = knownMachine(store, wanted.machine);
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

interface HistoryRow {
  readonly id: number;
  readonly previous: number;
  readonly at: number;
  readonly type: string;
  readonly details: string | null;
}

/** Payloads of events: left out without execution data, else each with a note that it was not cut. */
const DATA = ['input', 'output', 'assignedVariables'];

function toEvent(row: HistoryRow, withData: boolean): object {
  const { id, previous, at, type } = row;
  const head = { timestamp: p.instant(at), type, id, previousEventId: previous };
  if (row.details === null) return head;
  const details = JSON.parse(row.details) as Record<string, unknown>;
  if (!withData) for (const key of [...DATA, 'parameters']) delete details[key];
  for (const key of DATA) if (key in details) details[`${key}Details`] = { truncated: false };
  const [, change] = /State(Entered|Exited)$/.exec(type) ?? [];
  const name = change === undefined ? type : `state${change}`;
  return { ...head, [`${name.charAt(0).toLowerCase()}${name.slice(1)}EventDetails`]: details };
}
