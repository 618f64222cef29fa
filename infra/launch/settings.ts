import { instantFrom } from '../local/clock-route.ts';
import type { HostOptions } from '../local/host.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const HIGHEST_PORT = 65_535;

/** The environment of `npm start`. Throws a sentence on a malformed variable. */
export function settingsFrom(env: Variables): HostOptions {
  const port = portIn(env, 'PORT') ?? 3000;
  const now = text(env, 'AMAN_NOW');
  return {
    port,
    awsPort: portIn(env, 'AWS_PORT') ?? (port === 0 ? 0 : port + 1),
    host: text(env, 'HOST') ?? '127.0.0.1',
    dataDir: text(env, 'DATA_DIR') ?? '.data',
    demo: env.AMAN_DEMO !== '0',
    ...(now === undefined ? {} : { now: instantFrom(now) }),
  };
}

function portIn(env: Variables, name: string): number | undefined {
  const given = text(env, name);
  if (given === undefined) return undefined;
  const port = Number(given);
  // PORT itself leaves room for the AWS port after it.
  const highest = name === 'PORT' ? HIGHEST_PORT - 1 : HIGHEST_PORT;
  if (Number.isInteger(port) && port >= 0 && port <= highest) return port;
  throw new Error(`${name} must be a number from 0 to ${highest}, not "${given}"`);
}

function text(env: Variables, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}
