import { enterStage, Waiting } from '../../workflows/casework/enter-stage.ts';
import { taskHandler } from './task-handler.ts';

/** The state machine arrived at a wait: keep its token, or answer at once. */
export const handler = taskHandler(Waiting, enterStage);
