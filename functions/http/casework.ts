import { exportLines } from '../../workflows/casework/export-entries.ts';
import { exportHistory, exportList, exportTasks } from '../../workflows/casework/export-list.ts';
import { keepFile, readFileOf, readOwnFile } from '../../workflows/casework/files.ts';
import { textWarnings } from '../../workflows/casework/free-text.ts';
import { indicators } from '../../workflows/casework/indicators.ts';
import { listEntries } from '../../workflows/casework/list-entries.ts';
import { listMessages, listTasks } from '../../workflows/casework/list-tasks.ts';
import { checkPaper, readPapers } from '../../workflows/casework/papers.ts';
import { readEntry } from '../../workflows/casework/read-entry.ts';
import { readGoods } from '../../workflows/casework/read-goods.ts';
import { readHistory } from '../../workflows/casework/read-history.ts';
import { readImport } from '../../workflows/casework/read-import.ts';
import { readiness } from '../../workflows/casework/readiness.ts';
import { recordExport } from '../../workflows/casework/record-access.ts';
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
  keepFile,
  readOwnFile,
  readFileOf,
  readPapers,
  readGoods,
  checkPaper,
  loadActor,
  readiness,
  exportLines,
  recordExport,
  textWarnings,
  exportList,
  exportTasks,
  exportHistory,
  readImport,
  indicators,
};
export type Casework = typeof casework;
