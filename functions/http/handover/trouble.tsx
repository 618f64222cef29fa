import type { FC } from 'hono/jsx';
import type { AppError } from '../../../shared/kernel/errors.ts';
import { elementId } from '../forms/drawing.ts';
import { problemOf } from '../problem.ts';
import type { Say } from '../wording.ts';

/** Why a form came back. */
export interface Trouble {
  readonly detail: string;
  /** Somebody changed the case meanwhile: look at it again. */
  readonly moved: boolean;
  readonly problems: readonly { readonly path: string; readonly label: string; readonly message: string }[];
}

/** `controlAt`: from a pointer of the input to the control of the page; `labelAt`: how that control is called. */
export function troubleOf(
  say: Say,
  error: AppError,
  controlAt: (pointer: string) => string,
  labelAt: (path: string) => string,
): Trouble {
  const { detail, status, errors } = problemOf(error, say.locale, '');
  const moved = status === 409 || status === 412;
  const problems = errors.map(({ pointer, message }) => {
    const path = status === 412 ? '' : controlAt(pointer);
    return { path, label: path === '' ? '' : labelAt(path), message };
  });
  return { detail, moved, problems };
}

export const problemsIn = ({ problems }: Trouble): ReadonlyMap<string, string> =>
  new Map(problems.map(({ path, message }) => [path, message]));

export const TroubleSummary: FC<{ say: Say; command: string; trouble: Trouble }> = ({
  say,
  command,
  trouble,
}) => (
  <section class="summary" role="alert" aria-labelledby="why">
    <h2 id="why">{say.t('why.title')}</h2>
    <p>{trouble.detail}</p>
    {trouble.problems.length === 0 ? null : (
      <ul>
        {trouble.problems.map(({ path, label, message }) => (
          <li>
            {path === '' ? message : <a href={`#${elementId(command, path)}`}>{`${label}: ${message}`}</a>}
          </li>
        ))}
      </ul>
    )}
    <p>{say.t('why.kept')}</p>
    {trouble.moved ? <p>{say.t('why.look-again')}</p> : null}
  </section>
);
