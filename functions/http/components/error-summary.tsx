import type { FC } from 'hono/jsx';
import type { Attempt } from '../forms/attempt.ts';
import { elementId, pathOf } from '../forms/drawing.ts';
import type { Field } from '../forms/fields.ts';
import { problemOf } from '../problem.ts';
import type { Say } from '../wording.ts';

interface ErrorSummaryProps {
  readonly say: Say;
  readonly kind: string;
  readonly fields: readonly Field[];
  readonly attempt: Attempt;
}

/** Why not, in one place, with a way to each field. */
export const ErrorSummary: FC<ErrorSummaryProps> = ({ say, kind, fields, attempt }) => {
  if (attempt.error === null) return null;
  const { detail, status, errors } = problemOf(attempt.error, say.locale, '');
  const { command, input } = attempt;
  const moved = status === 409 || status === 412;
  return (
    <section class="summary" role="alert" aria-labelledby="why">
      <h2 id="why">{say.t('why.title')}</h2>
      <p>{detail}</p>
      {errors.length === 0 ? null : (
        <ul>
          {errors.map(({ pointer, message }) =>
            status === 412 ? (
              <li>
                {labelsOf(say, kind, command, pointer)}
                {message}
              </li>
            ) : (
              <li>
                <a href={`#${elementId(command, pathOf(fields, input, pointer))}`}>
                  {labelsOf(say, kind, command, pointer)}
                  {message}
                </a>
              </li>
            ),
          )}
        </ul>
      )}
      <p>{say.t('why.kept')}</p>
      {moved ? <p>{say.t('why.look-again')}</p> : null}
    </section>
  );
};

function labelsOf(say: Say, kind: string, command: string, pointer: string): string {
  const words = pointer
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? say.number(Number(step) + 1) : say.field(step, kind, command)));
  return words.length === 0 ? '' : `${words.join(' ')}: `;
}
