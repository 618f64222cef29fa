import type { FC } from 'hono/jsx';
import type { Curves, Point } from '../../../workflows/office-build/progress.ts';
import type { Say } from '../wording.ts';
import { wordOf } from './words.ts';

const WIDTH = 100;
const HEIGHT = 50;
const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

interface CurveProps {
  readonly curves: Curves;
  readonly today: string;
  readonly say: Say;
}

/** Planned against actual progress: steps, because a milestone is done or not done. */
export const ProgressCurve: FC<CurveProps> = ({ curves, today, say }) => {
  const word = wordOf(say);
  const days = [...curves.baseline, ...curves.planned, ...curves.actual].map(({ on }) => dayOf(on));
  if (days.length === 0) return null;
  const first = Math.min(...days);
  const span = Math.max(1, Math.max(...days, dayOf(today)) - first);
  const x = (date: string): number => ((dayOf(date) - first) / span) * WIDTH;
  const y = (per: number): number => HEIGHT - (per / 100) * HEIGHT;
  const path = (points: readonly Point[], until?: string): string =>
    [
      ...points.map(({ on, per }, n) =>
        n === 0 ? `M${x(on).toFixed(2)} ${y(per).toFixed(2)}` : `H${x(on).toFixed(2)}V${y(per).toFixed(2)}`,
      ),
      ...(until === undefined ? [] : [`H${x(until).toFixed(2)}`]),
    ].join('');
  return (
    <figure>
      <svg viewBox={`-2 -2 ${WIDTH + 4} ${HEIGHT + 4}`} width="100%" role="img" aria-label={word('curve')}>
        <title>{word('curve')}</title>
        <path d={`M0 0V${HEIGHT}H${WIDTH}`} fill="none" stroke="currentColor" stroke-width="0.3" />
        <path
          d={path(curves.baseline)}
          fill="none"
          stroke="#6b7280"
          stroke-width="0.5"
          stroke-dasharray="2 1"
        />
        <path d={path(curves.planned)} fill="none" stroke="#b45309" stroke-width="0.7" />
        <path d={path(curves.actual, today)} fill="none" stroke="#1a7f4b" stroke-width="1" />
      </svg>
      <figcaption class="note">
        {`– – ${word('baselineOn')} · — ${word('planned')} · ━ ${word('actual')}`}
      </figcaption>
    </figure>
  );
};
