import type { Child, FC } from 'hono/jsx';
import { isLanguage, LANGUAGE_NAMES } from '../../../shared/i18n/languages.ts';
import { elementId, type Place, problemAt } from '../forms/drawing.ts';
import type { Field, FieldOf } from '../forms/fields.ts';

export type PlaceOf<C extends Field['control']> = Omit<Place, 'field'> & { readonly field: FieldOf<C> };

export const labelOf = ({ field, drawing: { say, kind, command } }: Place): string =>
  isLanguage(field.name) ? LANGUAGE_NAMES[field.name] : say.field(field.name, kind, command);

export const isRequired = ({ field, spare }: Place): boolean =>
  !field.optional && !field.nullable && spare !== true;

interface LabelledProps {
  readonly place: Place;
  readonly hint?: string | undefined;
  readonly children?: Child;
}

/** Label, hint and problem around one control. */
export const Labelled: FC<LabelledProps> = ({ place, hint, children }) => (
  <div class={problemAt(place) === undefined ? 'field' : 'field bad'}>
    <label for={elementId(place.drawing.command, place.path)}>
      {labelOf(place)}
      <Optional place={place} />
    </label>
    <Notes place={place} hint={hint} />
    {children}
  </div>
);

export const Optional: FC<{ place: Place }> = ({ place }) =>
  isRequired(place) || place.spare === true ? null : (
    <span class="note"> {place.drawing.say.t('form.optional')}</span>
  );

const helpOf = ({ field, drawing: { say, kind, command } }: Place): string | null =>
  say.fieldHelp(field.name, kind, command);

export const Notes: FC<LabelledProps> = ({ place, hint }) => {
  const id = elementId(place.drawing.command, place.path);
  const note = [helpOf(place) ?? '', hint ?? ''].filter((one) => one !== '').join(' ');
  const problem = problemAt(place);
  return (
    <>
      {note === '' ? null : (
        <p class="note" id={`${id}-note`}>
          {note}
        </p>
      )}
      {problem === undefined ? null : (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </>
  );
};

/** What every control carries. */
export function attributes(place: Place, hint?: string) {
  const id = elementId(place.drawing.command, place.path);
  const wrong = problemAt(place) !== undefined;
  const noted = hint !== undefined || helpOf(place) !== null;
  const described = [noted ? `${id}-note` : '', wrong ? `${id}-problem` : ''].filter((one) => one !== '');
  return {
    id,
    name: place.path,
    ...(isRequired(place) ? { required: true } : {}),
    ...(wrong ? { 'aria-invalid': 'true' as const } : {}),
    ...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') }),
  };
}
