import type { Say } from '../wording.ts';
import { presentWithPending } from './dual-control.ts';
import { presentAnything } from './general.ts';
import { presentBuild } from './office-build.ts';
import { presentConcern } from './protected-concern.ts';
import { presentPlan } from './safety-plan.ts';
import { isRecord, type Presenter, type Section } from './section.ts';

/** Kinds that read better in an order of their own; every other kind is presented as it is stored. */
const PRESENTERS: Readonly<Record<string, Presenter>> = {
  'office-build': presentBuild,
  'protected-concern': presentConcern,
  'safety-plan': presentPlan,
  person: presentWithPending('person'),
  unit: presentWithPending('unit'),
};

export function sectionsOf(kind: string, state: unknown, say: Say): readonly Section[] {
  const present = PRESENTERS[kind] ?? presentAnything(kind);
  return present(isRecord(state) ? state : {}, say);
}
