import { randomUUID } from 'node:crypto';
import { AwsJsonError } from '../aws-json.ts';
import type { Change } from './group-writer.ts';
import { FIXED_SETTINGS, knownMachine } from './machine-operations.ts';
import type { Operations, Workbench } from './operations.ts';
import * as parameters from './parameters.ts';
import { all, definitionText, type ExecutionRow, executionByArn } from './rows.ts';

type Given = parameters.Given;

/** AWS: the name of a closed execution may be used again, and its record is gone, after 90 days. */
export const RETENTION_MS = 90 * 86_400_000;

const STATUSES = new Set(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE']);

export const executionOperations: Operations = {
  StartExecution: {
    takes: { stateMachineArn: '!string', name: 'string', input: 'string' },
    run: (bench, given) => start(bench, given),
  },
  StopExecution: {
    takes: { executionArn: '!string', error: 'string', cause: 'string' },
    run: (bench, given) => stop(bench, given),
  },
  DescribeExecution: {
    takes: { executionArn: '!string', includedData: 'string' },
    run(bench, given) {
      const row = knownExecution(bench, given);
      const wantsData = given.includedData !== 'METADATA_ONLY';
      const included = { included: wantsData };
      return {
        ...summary(row),
        ...(wantsData ? { input: row.input } : {}),
        inputDetails: included,
        ...(row.output === null ? {} : { outputDetails: included }),
        ...(row.output === null || !wantsData ? {} : { output: row.output }),
        ...(row.error === null ? {} : { error: row.error }),
        ...(row.cause === null ? {} : { cause: row.cause }),
        redriveCount: 0,
        redriveStatus: 'NOT_REDRIVABLE',
        redriveStatusReason: 'The embedded Step Functions have no RedriveExecution',
      };
    },
  },
  ListExecutions: {
    takes: { stateMachineArn: '!string', statusFilter: 'string', maxResults: 'number', nextToken: 'string' },
    run: (bench, given) => list(bench, given),
  },
  DescribeStateMachineForExecution: {
    takes: { executionArn: '!string', includedData: 'string' },
    run(bench, given) {
      const row = knownExecution(bench, given);
      return {
        stateMachineArn: row.machine,
        name: row.machineName,
        definition: definitionText(bench.sql, row.definition),
        roleArn: row.role,
        updateDate: parameters.instant(row.definedAt),
        ...FIXED_SETTINGS,
      };
    },
  },
};

/** The execution an operation names. Throws ExecutionDoesNotExist. */
export function knownExecution({ sql }: Pick<Workbench, 'sql'>, given: Given): ExecutionRow {
  const wanted = parameters.arn(given, 'executionArn', 'execution');
  const row = executionByArn(sql, wanted);
  if (row !== undefined) return row;
  throw new AwsJsonError('ExecutionDoesNotExist', `Execution Does Not Exist: '${wanted}'`);
}

function summary(row: ExecutionRow): Record<string, unknown> {
  return {
    executionArn: row.arn,
    stateMachineArn: row.machine,
    name: row.name,
    status: row.status,
    startDate: parameters.instant(row.started),
    ...(row.stopped === null ? {} : { stopDate: parameters.instant(row.stopped) }),
    redriveCount: 0,
  };
}

function start(bench: Workbench, given: Given): Promise<unknown> {
  const machine = parameters.arn(given, 'stateMachineArn', 'stateMachine');
  const name = parameters.checkName(parameters.optionalText(given, 'name') ?? randomUUID());
  const input = parameters.optionalText(given, 'input') ?? '{}';
  const message = `Invalid State Machine Execution Input: 'The input is not JSON'`;
  parameters.json(input, { code: 'InvalidExecutionInput', message });
  parameters.checkSize(input, 'input');
  const arn = `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
  return bench.writer.submit(arn, () => begin(bench, given, { arn, name, input }));
}

async function begin(
  bench: Workbench,
  given: Given,
  wanted: Pick<ExecutionRow, 'arn' | 'name' | 'input'>,
): Promise<Change<unknown>> {
  const { sql, clock, engine } = bench;
  const now = clock.now();
  const known = executionByArn(sql, wanted.arn);
  const isForgotten = known !== undefined && known.stopped !== null && known.stopped <= now - RETENTION_MS;
  if (known !== undefined && !isForgotten)
    return { write: () => undefined, committed: () => repeated(known, wanted) };
  const machine = knownMachine(bench, given);
  const row: ExecutionRow = {
    ...wanted,
    id: engine.nextExecution(),
    machine: machine.arn,
    machineName: machine.name,
    role: machine.role,
    definition: machine.definition,
    definedAt: machine.updated,
    status: 'RUNNING',
    started: now,
    stopped: null,
    error: null,
    cause: null,
    snapshot: null,
    output: null,
  };
  const first = await engine.begin(row);
  return {
    write() {
      if (known !== undefined) forget(bench, known.id);
      insert(bench, row);
      first.save();
    },
    committed() {
      first.announce();
      return { executionArn: row.arn, startDate: parameters.instant(now) };
    },
  };
}

// The same start once more is answered as the first time, as long as the execution runs.
function repeated(known: ExecutionRow, wanted: { readonly input: string }): unknown {
  if (known.status === 'RUNNING' && known.input === wanted.input) {
    return { executionArn: known.arn, startDate: parameters.instant(known.started) };
  }
  throw new AwsJsonError('ExecutionAlreadyExists', `Execution Already Exists: '${known.arn}'`);
}

function insert({ sql }: Workbench, row: ExecutionRow): void {
  const { id, arn, name, machine, machineName, role, definition, definedAt, started, input } = row;
  sql(
    `INSERT INTO executions (id, arn, name, machine, machineName, role, definition, definedAt, status, started, input)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'RUNNING', ?, ?)`,
  ).run(id, arn, name, machine, machineName, role, definition, definedAt, started, input);
}

/** Removes a closed execution and its history. */
export function forget({ sql }: Pick<Workbench, 'sql'>, execution: number): void {
  sql('DELETE FROM history WHERE execution = ?').run(execution);
  sql('DELETE FROM executions WHERE id = ?').run(execution);
}

async function stop(bench: Workbench, given: Given): Promise<unknown> {
  const row = knownExecution(bench, given);
  await bench.engine.submit(row.id, {
    type: 'stop',
    error: parameters.optionalText(given, 'error'),
    cause: parameters.optionalText(given, 'cause'),
  });
  const stopped = executionByArn(bench.sql, row.arn)?.stopped ?? bench.clock.now();
  return { stopDate: parameters.instant(stopped) };
}

function list(bench: Workbench, given: Given): unknown {
  const machine = knownMachine(bench, given).arn;
  const status = parameters.optionalText(given, 'statusFilter');
  if (status !== undefined && !STATUSES.has(status))
    throw parameters.invalid(`'statusFilter' cannot be ${status}`);
  const { limit, after } = parameters.page(given);
  // Numbers rise with the start, and two orders of one instant stay apart.
  const before = after === null ? Number.MAX_SAFE_INTEGER : Number(after);
  const [condition, values] = status === undefined ? ['', []] : ['AND status = ?', [status]];
  const columns = 'id, arn, machine, name, status, started, stopped';
  const query = `SELECT ${columns} FROM executions WHERE machine = ? ${condition} AND id < ? ORDER BY id DESC LIMIT ?`;
  const rows = all<ExecutionRow>(bench.sql, query, machine, ...values, before, limit + 1);
  const [executions, next] = parameters.paged(rows, limit, (row) => row.id);
  return { executions: executions.map(summary), ...next };
}
