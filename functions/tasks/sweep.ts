import { z } from 'zod';
import { sweep } from '../../workflows/casework/sweep.ts';
import { taskHandler } from './task-handler.ts';

/** What the schedule says: `reconcile` once an hour and at start, otherwise the every-minute round. */
const Round = z.object({ reconcile: z.boolean().default(false) });

/** The watchdog behind everything that could be lost on its way. */
export const handler = taskHandler(Round, (workplace, round) => sweep(workplace, round));
