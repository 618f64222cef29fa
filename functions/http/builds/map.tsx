import type { FC } from 'hono/jsx';
import type { Coordinates } from '../../../shared/kernel/geo.ts';

export interface Dot {
  readonly label: string;
  readonly at: Coordinates;
  readonly kind: 'served' | 'other' | 'open' | 'far';
}

interface MapProps {
  readonly center: Coordinates;
  readonly km: number;
  readonly dots: readonly Dot[];
  readonly title: string;
}

const KM_PER_DEGREE = 111.195;
const REACH = 1.4;
const COLOURS: Readonly<Record<Dot['kind'], string>> = {
  served: '#1a7f4b',
  other: '#6b7280',
  open: '#b45309',
  far: '#b91c1c',
};

/** Circle and forums on a plane around the site; good to a per cent at this size, the distances beside it are exact. */
export const SiteMap: FC<MapProps> = ({ center, km, dots, title }) => {
  const edge = km * REACH;
  const place = ({ lat, lon }: Coordinates): [number, number] => [
    (lon - center.lon) * KM_PER_DEGREE * Math.cos((center.lat * Math.PI) / 180),
    (center.lat - lat) * KM_PER_DEGREE,
  ];
  const shown = dots
    .map((dot) => ({ ...dot, point: place(dot.at) }))
    .filter(({ point: [x, y] }) => Math.abs(x) <= edge && Math.abs(y) <= edge);
  return (
    <svg viewBox={`${-edge} ${-edge} ${2 * edge} ${2 * edge}`} width="100%" role="img" aria-label={title}>
      <title>{title}</title>
      <circle r={km} fill="#0d3b4f" fill-opacity="0.08" stroke="#0d3b4f" stroke-width="0.6" />
      <path d="M-2 0h4M0 -2v4" stroke="#0d3b4f" stroke-width="0.9" />
      {shown.map(({ label, kind, point: [x, y] }) => (
        <g>
          <circle cx={x.toFixed(2)} cy={y.toFixed(2)} r="1.6" fill={COLOURS[kind]} />
          <text x={(x + 2.4).toFixed(2)} y={(y + 1.3).toFixed(2)} font-size="4" fill="currentColor">
            {label}
          </text>
        </g>
      ))}
    </svg>
  );
};
