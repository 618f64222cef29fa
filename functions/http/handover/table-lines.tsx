import type { FC } from 'hono/jsx';
import { elementId } from '../forms/drawing.ts';
import type { Say } from '../wording.ts';
import { type Ceremony, numberOf, type TableLine } from './ceremony-form.ts';
import { type Filled, own, Problem, TextControl, textAt, valueAt } from './controls.tsx';
import { PEOPLE_LIST } from './sign-here.tsx';

interface TableProps {
  readonly say: Say;
  readonly ceremony: Ceremony;
  readonly filled: Filled;
}

/** Everything on the table is accepted unless somebody says otherwise; one row for each number. */
export const TableLines: FC<TableProps> = ({ say, ceremony, filled }) => (
  <section aria-labelledby={elementId(filled.command, '/exceptions')}>
    <h2 id={elementId(filled.command, '/exceptions')}>{say.t('certificate.lines')}</h2>
    <p>{say.t('ceremony.tick-refused')}</p>
    <Problem filled={filled} path="/exceptions" />
    <Problem filled={filled} path="/officers" />
    {ceremony.lines.map((line, row) => (
      <LineBlock say={say} ceremony={ceremony} filled={filled} line={line} row={row} />
    ))}
  </section>
);

const LineBlock: FC<TableProps & { line: TableLine; row: number }> = (props) => {
  const { say, filled, line, row } = props;
  const { id, unit } = line;
  const { what, receipt, measure, kind } = line.line;
  const at = `/exceptions/${row}`;
  return (
    <fieldset class="group" id={elementId(filled.command, at)}>
      <legend>
        <bdi dir="ltr">{id}</bdi> <bdi>{what}</bdi>
      </legend>
      <p class="note">
        {say.number(receipt?.accepted ?? 0)} {say.option(measure)} · <bdi>{say.name(unit)}</bdi>
      </p>
      <input type="hidden" name={`${at}/line`} value={id} />
      <Problem filled={filled} path={`${at}/refusedAssets`} />
      {kind === 'serialised' ? (
        <Pieces {...props} />
      ) : (
        <TextControl
          filled={filled}
          path={`${at}/refused`}
          label={say.t('ceremony.refused')}
          max={8}
          dir="ltr"
          optional
        />
      )}
      <TextControl
        filled={filled}
        path={`${at}/remark`}
        label={say.t('ceremony.remark')}
        max={500}
        optional
      />
    </fieldset>
  );
};

/** Small rows: 80 of them go to a weak phone. The number is the label of its box. */
const Pieces: FC<TableProps & { line: TableLine; row: number }> = ({ say, ceremony, filled, line, row }) => {
  const name = `/exceptions/${row}/refusedAssets`;
  const given = valueAt(filled, name);
  const refused: readonly unknown[] = Array.isArray(given) ? given : [];
  return (
    <ul class="pieces" id={elementId(filled.command, name)}>
      {line.assets.map((asset) => {
        const number = numberOf(ceremony, asset);
        const officer = `/officers/${ceremony.assets.indexOf(asset)}`;
        return (
          <li>
            <label>
              <input type="checkbox" name={name} value={asset} checked={refused.includes(asset)} />
              <bdi dir="ltr">{number}</bdi>
            </label>
            {ceremony.returning ? null : (
              <>
                <input type="hidden" name={`${officer}/asset`} value={asset} />
                <input
                  {...own(filled, `${officer}/person`)}
                  value={textAt(filled, `${officer}/person`)}
                  list={PEOPLE_LIST}
                  aria-label={`${say.t('ceremony.officer')} ${number}`}
                  placeholder={say.t('ceremony.officer-short')}
                />
                <Problem filled={filled} path={`${officer}/person`} />
              </>
            )}
          </li>
        );
      })}
    </ul>
  );
};
