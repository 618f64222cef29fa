import { exportLines } from '../../workflows/casework/export-entries.ts';
import { exportHistory, exportList, exportTasks } from '../../workflows/casework/export-list.ts';
import { indicators } from '../../workflows/casework/indicators.ts';
import { listEntries } from '../../workflows/casework/list-entries.ts';
import { listMessages, listTasks } from '../../workflows/casework/list-tasks.ts';
import { readEntry } from '../../workflows/casework/read-entry.ts';
import { readHistory } from '../../workflows/casework/read-history.ts';
import { readImport } from '../../workflows/casework/read-import.ts';
import { readiness } from '../../workflows/casework/readiness.ts';
import { loadActor } from '../../workflows/casework/sign-in.ts';
import { submitCommand } from '../../workflows/casework/submit-command.ts';

/** The use cases the front end reaches; nothing else of the platform is called from here. */
export const casework = {
  submitCommand,
  readEntry,
  listEntries,
  listTasks,
  listMessages,
  readHistory,
  loadActor,
  readiness,
  exportLines,
  exportList,
  exportTasks,
  exportHistory,
  readImport,
  indicators,
};
export type Casework = typeof casework;
