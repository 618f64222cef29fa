import { setTimeout as pause } from 'node:timers/promises';

/** npm ends before the server it started has closed: 10 tries, 100 ms apart, let the next start follow at once. */
const TRIES = 10;
const PAUSE_MS = 100;

/** Tries again while what another process held may still come free; then throws what `attempt` throws. */
export async function patiently<T>(
  attempt: () => T | Promise<T>,
  isBusy: (error: unknown) => boolean,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries === TRIES || !isBusy(error)) throw error;
      await pause(PAUSE_MS);
    }
  }
}

/** What both engines say about a file that another process has open. */
export const isInUse = (error: unknown): boolean => error instanceof Error && /in use/.test(error.message);
