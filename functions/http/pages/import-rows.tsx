import type { FC } from 'hono/jsx';
import type { ImportRead } from '../../../workflows/casework/read-import.ts';
import type { Finding } from '../../../workflows/register/packing-list/finding.ts';
import type { ListedItem } from '../../../workflows/register/packing-list/read.ts';
import { rowOf, sentenceOf } from '../sheets/problems.ts';
import type { Say } from '../wording.ts';

type Read = NonNullable<ImportRead['read']>;

// Ten rows with all that can be said of them keep the page below 15 KB.
const SHOWN = 10;

interface RowsProps {
  readonly say: Say;
  readonly id: string;
  readonly read: Read;
  readonly page: number;
}

/** Every row as it is read, with everything that is said of it; rows with problems come first. */
export const Rows: FC<RowsProps> = ({ say, id, read, page }) => {
  const rows = rowsOf(read);
  const pages = Math.max(1, Math.ceil(rows.length / SHOWN));
  const at = Math.min(page, pages);
  const shown = rows.slice((at - 1) * SHOWN, at * SHOWN);
  const params = { from: (at - 1) * SHOWN + 1, to: (at - 1) * SHOWN + shown.length, all: rows.length };
  return (
    <section aria-labelledby="rows">
      <h2 id="rows">{say.text({ key: 'import.rows' })}</h2>
      {pages === 1 ? null : <p class="note">{say.text({ key: 'import.rows-of', params })}</p>}
      <ol class="cards">
        {shown.map((row) => (
          <RowCard say={say} row={row} />
        ))}
      </ol>
      {pages === 1 ? null : (
        <nav aria-label={say.text({ key: 'import.rows' })}>
          <ul>
            {Array.from({ length: pages }, (_, n) => (
              <li>
                <a
                  href={`/asset-imports/${id}?page=${n + 1}#rows`}
                  aria-current={n + 1 === at ? 'page' : undefined}
                >
                  {say.number(n + 1)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
    </section>
  );
};

interface ReadRow {
  readonly number: number;
  readonly item: ListedItem | null;
  readonly findings: readonly Finding[];
}

const WEIGHTS: readonly Finding['weight'][] = ['error', 'change', 'note'];
const gravest = ({ findings }: ReadRow): number =>
  Math.min(WEIGHTS.length, ...findings.map(({ weight }) => WEIGHTS.indexOf(weight)));

function rowsOf({ intake, findings }: Read): ReadRow[] {
  const items = new Map(intake.list.items.map((item) => [item.row, item]));
  const numbers = new Set([...items.keys(), ...findings.map(({ cell }) => rowOf(cell))]);
  const rows = [...numbers].map((number) => ({
    number,
    item: items.get(number) ?? null,
    findings: findings.filter(({ cell }) => rowOf(cell) === number),
  }));
  return rows.sort((a, b) => gravest(a) - gravest(b) || a.number - b.number);
}

const DIGITS = new Set(['vin', 'serial', 'receivedOn']);

const RowCard: FC<{ say: Say; row: ReadRow }> = ({ say, row: { number, item, findings } }) => (
  <li class={findings.some(({ weight }) => weight === 'error') ? 'overdue' : undefined} id={`row-${number}`}>
    <h3>{say.text({ key: 'import.row', params: { row: number } })}</h3>
    {item === null ? null : (
      <p>
        {Object.entries(item.fields).map(([field, value], n) => (
          <>
            {n === 0 ? '' : ' · '}
            {field === 'class' ? (
              say.option(value)
            ) : (
              <bdi dir={DIGITS.has(field) ? 'ltr' : undefined}>{value}</bdi>
            )}
          </>
        ))}
      </p>
    )}
    {findings.map((finding) => (
      <p class={finding.weight === 'error' ? 'problem' : 'note'}>
        <bdi dir="ltr">{finding.cell}</bdi> {sentenceOf(finding, say)} <Change say={say} finding={finding} />
      </p>
    ))}
  </li>
);

/** What was written and what is read, side by side. */
const Change: FC<{ say: Say; finding: Finding }> = ({ say, finding: { weight, from, to } }) => {
  if (from === undefined || from === '') return null;
  return (
    <>
      {say.text({ key: 'import.written' })}: <q class="typed">{from}</q>
      {weight === 'change' && to !== undefined ? (
        <>
          {' '}
          {say.text({ key: 'import.read-as' })}: <q class="typed">{to}</q>
        </>
      ) : null}
    </>
  );
};

/** Which heading was understood as which column. */
export const Columns: FC<{ say: Say; read: Read }> = ({ say, read: { intake } }) => {
  const { columns } = intake.list;
  if (columns === null) return null;
  const heads = intake.sheet?.sheet.rows.find(({ number }) => number === columns.row)?.cells;
  return (
    <section aria-labelledby="columns">
      <h2 id="columns">{say.text({ key: 'import.columns' })}</h2>
      <table>
        <caption class="hidden">{say.text({ key: 'import.columns' })}</caption>
        <thead>
          <tr>
            <th scope="col">{say.text({ key: 'import.column' })}</th>
            <th scope="col">{say.text({ key: 'import.heading' })}</th>
            <th scope="col">{say.text({ key: 'import.understood' })}</th>
          </tr>
        </thead>
        <tbody>
          {[...columns.fields].map(([column, field]) => (
            <tr>
              <th scope="row">
                <bdi dir="ltr">{column}</bdi>
              </th>
              <td>
                <bdi>{heads?.get(column)?.text ?? ''}</bdi>
              </td>
              <td>{say.field(field)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};
