import type { FC } from 'hono/jsx';
import type { Attempt } from '../forms/attempt.ts';
import { elementId, pathOf } from '../forms/drawing.ts';
import type { Field } from '../forms/fields.ts';
import { FORM_CHECKED } from '../forms/read-form.ts';
import { fieldSentence } from '../problem.ts';
import type { Say } from '../wording.ts';

interface TextWarningsProps {
  readonly say: Say;
  readonly kind: string;
  readonly fields: readonly Field[];
  readonly attempt: Attempt;
}

/** Text that may point to a person: nothing is stored yet, and the way to each field. */
export const TextWarnings: FC<TextWarningsProps> = ({ say, kind, fields, attempt }) => {
  const { command, input, warnings } = attempt;
  if (warnings.length === 0) return null;
  return (
    <section class="summary" role="alert" aria-labelledby="warned">
      <h2 id="warned">{say.t('caution.title')}</h2>
      <p>{say.t('caution.lead')}</p>
      <ul>
        {warnings.map(({ pointer, code }) => (
          <li>
            <a href={`#${elementId(command, pathOf(fields, input, pointer))}`}>
              {say.field(pointer.split('/').at(-1) ?? '', kind, command)}: {fieldSentence(say.locale, code)}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
};

/** «I have checked»: beside the button of the form that came back. */
export const Checked: FC<{ say: Say; attempt: Attempt | undefined }> = ({ say, attempt }) =>
  attempt === undefined || attempt.warnings.length === 0 ? null : (
    <div class="field bad check">
      <label for={`${attempt.command}-checked`}>
        <input id={`${attempt.command}-checked`} type="checkbox" name={FORM_CHECKED} value="yes" required />{' '}
        {say.t('caution.checked')}
      </label>
    </div>
  );
