import type { FC } from 'hono/jsx';
import type { Say } from '../wording.ts';

interface DownloadsProps {
  readonly say: Say;
  /** Address of the list in the API, e.g. `/api/assets`. */
  readonly list: string;
  readonly query?: string;
  /** Key of what is said before the links. */
  readonly label?: string;
}

/** The list as a file, for a spreadsheet program. */
export const Downloads: FC<DownloadsProps> = ({ say, list, query = '', label = 'export.label' }) => (
  <p class="note downloads">
    {say.text({ key: label })}: <a href={`${list}/export/xlsx${query}`}>Excel</a> ·{' '}
    <a href={`${list}/export/csv${query}`}>CSV</a>
  </p>
);
