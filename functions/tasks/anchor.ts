import { z } from 'zod';
import { readAnchorPlace } from '../../shared/aws/env.ts';
import { anchorTrail } from '../../workflows/casework/anchor-trail.ts';
import { anchorsAt } from '../ports.ts';
import { taskHandler } from './task-handler.ts';

/** Once a day: what the chains have grown by, signed and kept outside the table. */
export const handler = taskHandler(z.object({}), (workplace) =>
  anchorTrail(workplace, anchorsAt(readAnchorPlace())),
);
