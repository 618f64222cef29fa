import { forumPeople } from '../../infra/demo/forum-people.ts';
import { programmePeople } from '../../infra/demo/programme-people.ts';

/** Every name of the demonstration, as written in Latin and in its own script. */
export const personalDemoNames = (): string[] =>
  [...programmePeople, ...forumPeople].flatMap(({ display, official }) => [display, official.join(' ')]);
