import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../ports.ts';

/** JSON lines with the code as message; an error is kept as name and message, never with the input that caused it. */
export function jsonLog(serviceName: string): Log {
  const logger = new Logger({ serviceName });
  const plain = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> => {
    const { error, ...rest } = fields;
    return error instanceof Error ? { ...rest, error: describe(error) } : { ...rest };
  };
  return {
    info: (code, fields) => logger.info(code, plain(fields)),
    warn: (code, fields) => logger.warn(code, plain(fields)),
    error: (code, fields) => logger.error(code, plain(fields)),
  };
}

const describe = (error: Error): object => ({
  name: error.name,
  message: error.message,
  ...(error.cause instanceof Error ? { cause: `${error.cause.name}: ${error.cause.message}` } : {}),
});
