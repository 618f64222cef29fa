import { Logger } from '@aws-lambda-powertools/logger';
import type { Log } from '../ports.ts';

/** JSON lines with the code as message; an error is kept as name and message, never with the input that caused it. */
export function jsonLog(serviceName: string): Log {
  const logger = new Logger({ serviceName });
  const plain = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> => {
    const { error, ...rest } = fields;
    return visible(error instanceof Error ? { ...rest, error: describe(error) } : rest);
  };
  return {
    info: (code, fields) => logger.info(code, plain(fields)),
    warn: (code, fields) => logger.warn(code, plain(fields)),
    error: (code, fields) => logger.error(code, plain(fields)),
  };
}

// JSON escapes CR, LF and ESC; these would still turn a line around or steer a terminal (I-5).
const STEERING = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Texts with every character that steers a screen written out. */
const visible = (fields: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, shown(value)]));

function shown(value: unknown): unknown {
  if (typeof value === 'string')
    return value.replace(STEERING, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);
  if (Array.isArray(value)) return value.map(shown);
  return typeof value === 'object' && value !== null && !(value instanceof Error) ? visible(value) : value;
}

const describe = (error: Error): object => ({
  name: error.name,
  message: error.message,
  ...(error.cause instanceof Error ? { cause: `${error.cause.name}: ${error.cause.message}` } : {}),
});
