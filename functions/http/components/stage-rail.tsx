import type { FC } from 'hono/jsx';
import type { Say } from '../wording.ts';

// Reached from anywhere, so they have no place in the row.
const ASIDE = new Set(['suspended', 'cancelled', 'superseded', 'withdrawn']);

interface StageRailProps {
  readonly say: Say;
  readonly kind: string;
  readonly stages: readonly string[];
  readonly stage: string;
}

/** Where a case stands on its way; also said in words for those who do not see the line. */
export const StageRail: FC<StageRailProps> = ({ say, kind, stages, stage }) => {
  const way = ASIDE.has(stage) ? [stage] : stages.filter((one) => !ASIDE.has(one));
  const now = way.indexOf(stage);
  return (
    <ol class="rail" aria-label={say.t('entry.stages')}>
      {way.map((one, at) => (
        <li class={at < now ? 'past' : undefined} aria-current={at === now ? 'step' : undefined}>
          <span>{say.stage(kind, one)}</span>
          {at < now ? <span class="hidden"> ({say.t('entry.stage-done')})</span> : null}
        </li>
      ))}
    </ol>
  );
};
