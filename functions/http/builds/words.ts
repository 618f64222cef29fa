import type { Say } from '../wording.ts';

export const BUILD = 'office-build';
export const BUILDS = 'office-builds';

export const wordOf =
  (say: Say) =>
  (name: string): string =>
    say.field(name, BUILD);
