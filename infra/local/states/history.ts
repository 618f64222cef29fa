import { instant } from './parameters.ts';
import type { HistoryRow } from './store.ts';

/** Payloads of events. Each goes with a note that it was not cut; without execution data all are left out. */
const DATA = ['input', 'output', 'assignedVariables'];

/** An event as GetExecutionHistory gives it. */
export function toHistoryEvent(row: HistoryRow, withData: boolean): Record<string, unknown> {
  const { id, previous, at, type } = row;
  const head = { timestamp: instant(at), type, id, previousEventId: previous };
  if (row.details === null) return head;
  const details = JSON.parse(row.details) as Record<string, unknown>;
  for (const key of [...DATA, 'parameters']) {
    if (!withData) delete details[key];
    else if (key in details && key !== 'parameters') details[`${key}Details`] = { truncated: false };
  }
  return { ...head, [detailsKey(type)]: details };
}

function detailsKey(type: string): string {
  const [, change] = /State(Entered|Exited)$/.exec(type) ?? [];
  const name = change === undefined ? type : `state${change}`;
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}EventDetails`;
}
