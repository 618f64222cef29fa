import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { z } from 'zod';
import { readEnv } from '../../shared/aws/env.ts';
import { parse } from '../../shared/kernel/parse.ts';
import type { Workplace } from '../../workflows/casework/workplace.ts';
import { workplaceOf } from '../ports.ts';

let workplace: Workplace | undefined;

/** Parse once, then the use case. Errors keep their names: they are the interface to the state machine. */
export function taskHandler<Input, Output>(
  schema: z.ZodType<Input>,
  useCase: (workplace: Workplace, input: Input) => Promise<Output>,
) {
  return middy(async (event: unknown, _context: Context): Promise<Output> => {
    workplace ??= workplaceOf(readEnv(), 'tasks');
    return useCase(workplace, parse(schema, event));
  });
}
