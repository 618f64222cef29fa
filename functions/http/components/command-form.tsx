import type { FC } from 'hono/jsx';
import type { CommandSpec } from '../../../workflows/track.ts';
import type { Attempt } from '../forms/attempt.ts';
import type { Choices, Drawing } from '../forms/drawing.ts';
import { type Field, fieldsOf } from '../forms/fields.ts';
import { FORM_KEY, FORM_MATCH } from '../forms/read-form.ts';
import { fieldSentence, problemOf } from '../problem.ts';
import type { Say } from '../wording.ts';
import { Fields } from './field.tsx';
import { Checked } from './text-warnings.tsx';

interface CommandFormProps {
  readonly say: Say;
  readonly kind: string;
  readonly name: string;
  readonly spec: CommandSpec;
  readonly action: string;
  readonly choices: Choices;
  /** ETag of the content this page shows, where the command approves it. */
  readonly match?: string | undefined;
  readonly attempt?: Attempt | undefined;
}

/** One command as a form. Sent twice, it counts once: the key is minted with the page. */
export const CommandForm: FC<CommandFormProps> = (props) => {
  const { say, kind, name, spec, action, choices, match, attempt } = props;
  const fields = fieldsOf(spec.input);
  const drawing: Drawing = {
    say,
    kind,
    command: name,
    choices,
    problems: problemsOf(say, attempt),
    more: attempt?.more ?? null,
  };
  const help = say.commandHelp(kind, name);
  const files = fields.some(hasFile);
  return (
    <form method="post" action={action} enctype={files ? 'multipart/form-data' : undefined}>
      {help === null ? null : <p>{help}</p>}
      {/* The Enter key presses the first button of a form, which must not be the one for more rows. */}
      {fields.some(hasRows) ? (
        <button type="submit" class="hidden" tabindex={-1}>
          {say.command(kind, name)}
        </button>
      ) : null}
      <input type="hidden" name={FORM_KEY} value={attempt?.key ?? crypto.randomUUID()} />
      {match === undefined ? null : <input type="hidden" name={FORM_MATCH} value={match} />}
      <Fields fields={fields} path="" value={attempt?.input} drawing={drawing} />
      {match === undefined ? null : <p class="note">{say.t('form.approves')}</p>}
      <Checked say={say} attempt={attempt} />
      <p>
        <button type="submit">{say.command(kind, name)}</button>
      </p>
    </form>
  );
};

function problemsOf(say: Say, attempt: Attempt | undefined): ReadonlyMap<string, string> {
  if (attempt === undefined) return new Map();
  const warned = attempt.warnings.map(
    ({ pointer, code }) => [pointer, fieldSentence(say.locale, code)] as const,
  );
  if (attempt.error === null) return new Map(warned);
  const { errors } = problemOf(attempt.error, say.locale, '');
  return new Map(errors.map(({ pointer, message }) => [pointer, message]));
}

const anywhere =
  (test: (field: Field) => boolean) =>
  (field: Field): boolean => {
    const inside = anywhere(test);
    if (test(field)) return true;
    if (field.control === 'group') return field.fields.some(inside);
    if (field.control === 'rows' || field.control === 'several') return inside(field.of);
    return field.control === 'variant' && field.cases.some(({ fields }) => fields.some(inside));
  };

const hasFile = anywhere(({ control }) => control === 'file');
const hasRows = anywhere(({ control }) => control === 'rows');
