import { Expired, expireStage } from '../../workflows/casework/expire-stage.ts';
import { taskHandler } from './task-handler.ts';

/** A wait ran out: handle every deadline that is due and say where the case stands. */
export const handler = taskHandler(Expired, expireStage);
