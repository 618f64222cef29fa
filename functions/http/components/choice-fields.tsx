import type { FC } from 'hono/jsx';
import { elementId, type Option, type Place, problemAt } from '../forms/drawing.ts';
import { FileField } from './input-fields.tsx';
import { attributes, isRequired, Labelled, labelOf, Notes, Optional, type PlaceOf } from './labelled.tsx';

const FEW = 4;
const MANY = 14;

const isChosen = (value: unknown, id: string): boolean =>
  Array.isArray(value)
    ? value.some((one) => String(one) === id)
    : value !== undefined && String(value) === id;

const optionsOf = ({ field, drawing: { say } }: PlaceOf<'choice'>): Option[] =>
  field.options.map((option) => ({
    id: String(option),
    label: typeof option === 'number' ? say.number(option) : say.option(option),
  }));

/** Few options are all in sight; many are in a list. */
export const ChoiceField: FC<PlaceOf<'choice'>> = (place) => {
  const options = optionsOf(place);
  return options.length <= FEW && isRequired(place) ? (
    <Boxes place={place} options={options} type="radio" />
  ) : (
    <Select place={place} options={options} />
  );
};

/** A list of entries; when not all of them fit, their number is typed, with the first ones suggested. */
export const EntryField: FC<PlaceOf<'entry'>> = (place) => {
  const { field, drawing, value } = place;
  const known = drawing.choices.entries.get(field.kind);
  if (known !== undefined && !known.more) return <Select place={place} options={known.options} />;
  const options = known?.options ?? [];
  const hint = drawing.say.t('form.id-hint', { example: options[0]?.id ?? 'AB-1' });
  const own = attributes(place, hint);
  return (
    <Labelled place={place} hint={hint}>
      <input
        {...own}
        type="text"
        dir="ltr"
        class="short"
        value={typeof value === 'string' ? value : ''}
        list={`${own.id}-list`}
      />
      <datalist id={`${own.id}-list`}>
        {options.map(({ id, label }) => (
          <option value={id}>{label}</option>
        ))}
      </datalist>
    </Labelled>
  );
};

export const PartField: FC<PlaceOf<'part'>> = (place) => (
  <Select place={place} options={place.drawing.choices.parts.get(place.field.collection) ?? []} />
);

export const SeveralField: FC<PlaceOf<'several'>> = (place) => {
  const { field, drawing } = place;
  const { of } = field;
  switch (of.control) {
    case 'choice':
      return <Boxes place={place} options={optionsOf({ ...place, field: of })} type="checkbox" />;
    case 'entry':
      return <Some place={place} options={drawing.choices.entries.get(of.kind)?.options ?? []} />;
    case 'part':
      return <Some place={place} options={drawing.choices.parts.get(of.collection) ?? []} />;
    default:
      return <FileField {...place} multiple />;
  }
};

interface OptionsProps {
  readonly place: Place;
  readonly options: readonly Option[];
}

const Some: FC<OptionsProps> = ({ place, options }) =>
  options.length <= MANY ? (
    <Boxes place={place} options={options} type="checkbox" />
  ) : (
    <Select place={place} options={options} multiple />
  );

const Select: FC<OptionsProps & { multiple?: boolean }> = ({ place, options, multiple = false }) => {
  const { say } = place.drawing;
  const nothing = say.t(options.length === 0 ? 'form.no-choice' : 'form.choose');
  return (
    <Labelled place={place}>
      <select {...attributes(place)} {...(multiple ? { multiple: true, size: 6 } : {})}>
        {multiple ? null : <option value="">{nothing}</option>}
        {options.map(({ id, label }) => (
          <option value={id} selected={isChosen(place.value, id)}>
            {label}
          </option>
        ))}
      </select>
    </Labelled>
  );
};

const Boxes: FC<OptionsProps & { type: 'radio' | 'checkbox' }> = ({ place, options, type }) => {
  const { path, value, drawing } = place;
  const id = elementId(drawing.command, path);
  return (
    <fieldset class={problemAt(place) === undefined ? 'field' : 'field bad'}>
      <legend>
        {labelOf(place)}
        <Optional place={place} />
      </legend>
      <Notes place={place} />
      <div class="boxes">
        {options.map((option, at) => (
          <label>
            <input
              type={type}
              id={at === 0 ? id : `${id}-${at}`}
              name={path}
              value={option.id}
              checked={isChosen(value, option.id)}
              required={type === 'radio' && isRequired(place)}
            />{' '}
            {option.label}
          </label>
        ))}
      </div>
      {options.length === 0 ? <p class="note">{drawing.say.t('form.no-choice')}</p> : null}
    </fieldset>
  );
};
