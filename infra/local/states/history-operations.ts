import { knownExecution } from './execution-operations.ts';
import type { Operations } from './operations.ts';
import { type Given, instant, page, paged } from './parameters.ts';
import { all } from './rows.ts';

interface HistoryRow {
  readonly id: number;
  readonly previous: number;
  readonly at: number;
  readonly type: string;
  readonly details: string | null;
}

export const historyOperations: Operations = {
  GetExecutionHistory: {
    takes: {
      executionArn: '!string',
      maxResults: 'number',
      nextToken: 'string',
      reverseOrder: 'boolean',
      includeExecutionData: 'boolean',
    },
    run(bench, given) {
      const { id } = knownExecution(bench, given);
      const { limit, after } = page(given);
      const isReversed = given.reverseOrder === true;
      const from = after === null ? (isReversed ? Number.MAX_SAFE_INTEGER : 0) : Number(after);
      const query = isReversed ? BACKWARDS : FORWARDS;
      const found = all<HistoryRow>(bench.sql, query, id, from, limit + 1);
      const [rows, next] = paged(found, limit, (row) => row.id);
      return { events: rows.map((row) => toEvent(row, given)), ...next };
    },
  },
};

const FORWARDS = 'SELECT * FROM history WHERE execution = ? AND id > ? ORDER BY id LIMIT ?';
const BACKWARDS = 'SELECT * FROM history WHERE execution = ? AND id < ? ORDER BY id DESC LIMIT ?';

// What includeExecutionData = false leaves out.
const DATA = new Set([
  'input',
  'inputDetails',
  'output',
  'outputDetails',
  'parameters',
  'assignedVariables',
  'assignedVariablesDetails',
]);

function toEvent(row: HistoryRow, given: Given): Record<string, unknown> {
  const head = { timestamp: instant(row.at), type: row.type, id: row.id, previousEventId: row.previous };
  if (row.details === null) return head;
  const details = JSON.parse(row.details) as Record<string, unknown>;
  if (given.includeExecutionData === false) {
    for (const key of Object.keys(details)) if (DATA.has(key)) delete details[key];
  }
  return { ...head, [detailsKey(row.type)]: details };
}

function detailsKey(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}
