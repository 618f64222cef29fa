import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Engine, RETENTION_MS } from './engine.ts';
import type { Reason } from './failure.ts';
import * as p from './parameters.ts';
import type { ExecutionRow, MachineRow, Store } from './store.ts';
import { nameIn, type Turn } from './turn.ts';

const { definition, executionArn, includedData, name, operation, optional, stateMachineArn, text } = p;
const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'];
const statusFilter = optional(z.enum(STATUSES));
const input = p.payload('InvalidExecutionInput', "Invalid State Machine Execution Input: 'Not JSON'");
const output = p.payload('InvalidOutput', "Invalid Output: 'The output is not JSON'");
const LAST = Number.MAX_SAFE_INTEGER;
// AWS: longer texts are refused.
const taskReason = { error: optional(text.max(256)), cause: optional(text.max(32_768)) };
const reason = { error: optional(text), cause: optional(text) };
const wantedEvents = { reverseOrder: optional(z.boolean()), includeExecutionData: optional(z.boolean()) };
const type = optional(z.literal('STANDARD'));
const tags = optional(z.array(z.unknown()));

/** An operation whose work is one write of the file. */
const change: typeof operation = (takes, run) =>
  operation(takes, (engine, given) => engine.store.commits.run(() => run(engine, given)));

/** All there are: whatever else is called is refused by name. */
export const OPERATIONS = {
  CreateStateMachine: change({ name, definition, roleArn: text, type, tags }, ({ store, clock }, given) => {
    const { name, definition: text, roleArn: role } = given;
    const arn = `arn:aws:states:us-east-1:000000000000:stateMachine:${name}`;
    const definition = store.define(text);
    const blank = { arn, role, definition, created: clock.now(), revision: randomUUID() };
    const machine = store.find('machines', 'arn', arn) ?? blank;
    if (machine.role !== role || machine.definition !== definition)
      p.refuse('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    store.put('REPLACE', 'machines', { ...machine });
    return { stateMachineArn: arn, creationDate: instant(machine.created) };
  }),
  UpdateStateMachine: change(
    { stateMachineArn, definition: optional(definition), roleArn: optional(text) },
    ({ store, clock }, { stateMachineArn, definition: text, roleArn }) => {
      if (text === undefined && roleArn === undefined)
        p.refuse('MissingRequiredParameter', 'Either the definition or the role ARN must be given');
      const row = machineOf(store, stateMachineArn);
      const definition = text === undefined ? row.definition : store.define(text);
      const revision = randomUUID();
      store.put('REPLACE', 'machines', { ...row, role: roleArn ?? row.role, definition, revision });
      return { updateDate: instant(clock.now()), revisionId: revision };
    },
  ),
  DescribeStateMachine: operation({ stateMachineArn, includedData }, ({ store }, given) => {
    const row = machineOf(store, given.stateMachineArn);
    return {
      ...machineSummary(row),
      status: 'ACTIVE',
      definition: given.includedData ? store.definitionOf(row) : undefined,
      roleArn: row.role,
      revisionId: row.revision,
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    };
  }),
  ListStateMachines: operation(p.page, ({ store }, { maxResults, nextToken: after = '' }) => {
    const query = 'SELECT * FROM machines WHERE arn > ? ORDER BY arn LIMIT ?';
    const found = store.all<MachineRow>(query, after, maxResults + 1);
    const { rows, nextToken } = p.paged(found, maxResults, ({ arn }) => arn);
    return { stateMachines: rows.map(machineSummary), nextToken };
  }),
  DeleteStateMachine: change({ stateMachineArn }, ({ store }, { stateMachineArn }) => {
    store.run('DELETE FROM machines WHERE arn = ?', stateMachineArn);
    return {};
  }),
  StartExecution: operation({ stateMachineArn, name: optional(name), input: optional(input) }, start),
  StopExecution: operation({ executionArn, ...reason }, async (engine, { executionArn: arn, ...given }) => {
    await engine.submit(executionOf(engine.store, arn).id, { type: 'stop', ...given });
    return { stopDate: instant(executionOf(engine.store, arn).stopped ?? engine.clock.now()) };
  }),
  DescribeExecution: operation({ executionArn, includedData }, ({ store }, given) => {
    const row = executionOf(store, given.executionArn);
    const { includedData: included } = given;
    return {
      ...executionSummary(row),
      inputDetails: { included },
      input: included ? row.input : undefined,
      outputDetails: row.output === null ? undefined : { included },
      output: included ? (row.output ?? undefined) : undefined,
      error: row.error ?? undefined,
      cause: row.cause ?? undefined,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'The embedded Step Functions have no RedriveExecution',
    };
  }),
  ListExecutions: operation({ stateMachineArn, statusFilter, ...p.page }, ({ store }, given) => {
    const { stateMachineArn, statusFilter, maxResults, nextToken: after = LAST } = given;
    const { arn } = machineOf(store, stateMachineArn);
    const status = statusFilter === undefined ? [] : [statusFilter];
    // Numbers rise with the start, and keep those of one instant apart.
    const query = `SELECT id, arn, machine, status, started, stopped FROM executions
        WHERE machine = ? ${status.map(() => 'AND status = ?')} AND id < ? ORDER BY id DESC LIMIT ?`;
    const found = store.all<ExecutionRow>(query, arn, ...status, Number(after), maxResults + 1);
    const { rows, nextToken } = p.paged(found, maxResults, ({ id }) => id);
    return { executions: rows.map(executionSummary), nextToken };
  }),
  GetExecutionHistory: operation({ executionArn, ...wantedEvents, ...p.page }, ({ store }, given) => {
    const { executionArn, reverseOrder, includeExecutionData, maxResults, nextToken: after } = given;
    const { id } = executionOf(store, executionArn);
    const [beyond, order, first] = reverseOrder ? ['<', 'DESC', LAST] : ['>', 'ASC', 0];
    const query = `SELECT * FROM history WHERE execution = ? AND id ${beyond} ? ORDER BY id ${order} LIMIT ?`;
    const found = store.all<HistoryRow>(query, id, Number(after ?? first), maxResults + 1);
    const { rows, nextToken } = p.paged(found, maxResults, (row) => row.id);
    return { events: rows.map((row) => eventOf(row, includeExecutionData !== false)), nextToken };
  }),
  SendTaskSuccess: operation({ taskToken: text, output }, sendAs('success')),
  SendTaskFailure: operation({ taskToken: text, ...taskReason }, sendAs('failure')),
  SendTaskHeartbeat: operation({ taskToken: text }, sendAs('heartbeat')),
};

const machineOf = (store: Store, arn: string) =>
  store.find('machines', 'arn', arn) ??
  p.refuse('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);

const executionOf = (store: Store, arn: string) =>
  store.find('executions', 'arn', arn) ??
  p.refuse('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);

/** An instant as AWS JSON writes it: seconds since the epoch. */
const instant = (millis: number): number => millis / 1000;

function machineSummary({ arn, created }: MachineRow) {
  return { stateMachineArn: arn, name: nameIn(arn), type: 'STANDARD', creationDate: instant(created) };
}

function executionSummary({ arn, machine, status, started, stopped }: ExecutionRow) {
  const dates = { startDate: instant(started), stopDate: stopped === null ? undefined : instant(stopped) };
  return {
    executionArn: arn,
    stateMachineArn: machine,
    name: nameIn(arn),
    status,
    ...dates,
    redriveCount: 0,
  };
}

type Wanted = { stateMachineArn: string } & { [P in 'name' | 'input']?: string | undefined };

function start(engine: Engine, { stateMachineArn: machine, name = randomUUID(), input = '{}' }: Wanted) {
  const { store, clock, jobs } = engine;
  const arn = `${machine.replace(':stateMachine:', ':execution:')}:${name}`;
  return jobs.queue(arn, async () => {
    const known = store.find('executions', 'arn', arn);
    // The same start once more is answered as the first time, as long as the execution runs.
    if (known?.status === 'RUNNING' && known.input === input)
      return { executionArn: arn, startDate: instant(known.started) };
    const started = clock.now();
    if (known !== undefined && (known.stopped ?? started) > started - RETENTION_MS)
      p.refuse('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    const { role, definition } = machineOf(store, machine);
    engine.lastExecution += 1;
    const facts = {
      id: engine.lastExecution,
      arn,
      machine,
      role,
      definition,
      input,
      started,
      snapshot: null,
    };
    await engine.advance(facts, { type: 'start' });
    return { executionArn: arn, startDate: instant(started) };
  });
}

/** Tells a task what came for it. */
function sendAs(type: 'success' | 'failure' | 'heartbeat') {
  return async (engine: Engine, given: { taskToken: string; output?: string } & Reason) => {
    const { taskToken, output = 'null', ...reason } = given;
    const target = engine.targetOf(taskToken) ?? p.refuse('InvalidToken', "Invalid Token: 'Invalid token'");
    const { execution, ...place } = target;
    if (await engine.submit(execution, { type, ...place, ...reason, output: JSON.parse(output) })) return {};
    return p.refuse('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  };
}

type HistoryRow = Omit<Turn['history'][number], 'details'> & { readonly details: string | null };

/** Payloads of events: left out without execution data, else each with a note that it was not cut. */
const DATA = ['input', 'output', 'assignedVariables'];

function eventOf({ id, previous, at, type, details: text }: HistoryRow, withData: boolean): object {
  const head = { timestamp: instant(at), type, id, previousEventId: previous };
  if (text === null) return head;
  const details = JSON.parse(text) as Record<string, unknown>;
  if (!withData) for (const key of [...DATA, 'parameters']) delete details[key];
  for (const key of DATA) if (key in details) details[`${key}Details`] = { truncated: false };
  // Whatever its type, a state is entered and left with details of one name.
  const name = /State(Entered|Exited)$/.exec(type)?.[0] ?? type;
  return { ...head, [`${name.charAt(0).toLowerCase()}${name.slice(1)}EventDetails`]: details };
}
