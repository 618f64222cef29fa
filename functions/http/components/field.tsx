import type { FC } from 'hono/jsx';
import { child, elementId, type Place, problemAt } from '../forms/drawing.ts';
import type { Field } from '../forms/fields.ts';
import { FORM_MORE } from '../forms/read-form.ts';
import { ChoiceField, EntryField, PartField, SeveralField } from './choice-fields.tsx';
import { CheckboxField, FileField, JsonField, LinesField, NumberField, TextField } from './input-fields.tsx';
import { labelOf, Notes, Optional, type PlaceOf } from './labelled.tsx';

/** Any field, drawn by what its schema says. */
const FieldControl: FC<Place> = (place) => {
  const { field } = place;
  switch (field.control) {
    case 'text':
      return <TextField {...place} field={field} />;
    case 'number':
      return <NumberField {...place} field={field} />;
    case 'checkbox':
      return <CheckboxField {...place} />;
    case 'choice':
      return <ChoiceField {...place} field={field} />;
    case 'entry':
      return <EntryField {...place} field={field} />;
    case 'part':
      return <PartField {...place} field={field} />;
    case 'file':
      return <FileField {...place} />;
    case 'several':
      return <SeveralField {...place} field={field} />;
    case 'group':
      return <GroupField {...place} field={field} />;
    case 'rows':
      return <RowsField {...place} field={field} />;
    case 'lines':
      return <LinesField {...place} field={field} />;
    case 'variant':
      return <VariantField {...place} field={field} />;
    default:
      return <JsonField {...place} />;
  }
};

interface FieldsProps extends Pick<Place, 'path' | 'value' | 'drawing' | 'spare'> {
  readonly fields: readonly Field[];
}

export const Fields: FC<FieldsProps> = ({ fields, path, value, drawing, spare = false }) => (
  <>
    {fields.map((field) => (
      <FieldControl
        field={field}
        path={`${path}/${field.name}`}
        value={child(value, field.name)}
        drawing={drawing}
        spare={spare}
      />
    ))}
  </>
);

const GroupField: FC<PlaceOf<'group'>> = (place) => {
  const { field, path, value, drawing } = place;
  const spare = place.spare === true || field.optional || field.nullable;
  return (
    <fieldset class="group">
      <legend>
        {labelOf(place)}
        <Optional place={place} />
      </legend>
      <Notes place={place} />
      <Fields fields={field.fields} path={path} value={value} drawing={drawing} spare={spare} />
    </fieldset>
  );
};

const SPARE_ROWS = 3;

/** Rows nobody has to fill in are folded away until somebody does. */
const RowsField: FC<PlaceOf<'rows'>> = (place) => {
  const { field, path, value, drawing } = place;
  const begun = drawing.more?.path === path || (Array.isArray(value) && value.length > 0);
  if (!field.optional || begun || problemAt(place) !== undefined) return <Rows {...place} />;
  return (
    <details class="field">
      <summary>
        {labelOf(place)}
        <Optional place={place} />
      </summary>
      <Rows {...place} />
    </details>
  );
};

/** Objects one below the other; the button gives more of them and keeps what was typed. */
const Rows: FC<PlaceOf<'rows'>> = (place) => {
  const { field, path, drawing } = place;
  const values: unknown[] = Array.isArray(place.value) ? place.value : [];
  const wanted = drawing.more?.path === path ? drawing.more.count : values.length;
  const most = field.maximum ?? Number.POSITIVE_INFINITY;
  const count = Math.min(Math.max(wanted, SPARE_ROWS, field.minimum), most);
  return (
    <fieldset class={problemAt(place) === undefined ? 'rows' : 'rows bad'}>
      <legend>
        {labelOf(place)}
        <Optional place={place} />
      </legend>
      <Notes place={place} />
      {Array.from({ length: count }, (_, at) => (
        <Row place={place} at={at} value={values[at]} spare={at >= field.minimum} />
      ))}
      {count === most ? null : (
        <button type="submit" class="quiet" name={FORM_MORE} value={path} formnovalidate>
          {drawing.say.t('form.add-rows')}
        </button>
      )}
    </fieldset>
  );
};

interface RowProps {
  readonly place: PlaceOf<'rows'>;
  readonly at: number;
  readonly value: unknown;
  readonly spare: boolean;
}

const Row: FC<RowProps> = ({ place, at, value, spare }) => {
  const { field, path, drawing } = place;
  const inner = field.of;
  const own = { path: `${path}/${at}`, value, drawing, spare };
  return (
    <fieldset class="row" id={at === 0 ? elementId(drawing.command, path) : undefined}>
      <legend>{drawing.say.t('form.row', { label: labelOf(place), number: at + 1 })}</legend>
      {inner.control === 'group' ? (
        <Fields fields={inner.fields} {...own} />
      ) : (
        <FieldControl field={inner} {...own} />
      )}
    </fieldset>
  );
};

/** First which of them, then the fields of that one; without script all are shown, each under its name. */
const VariantField: FC<PlaceOf<'variant'>> = (place) => {
  const { field, path, value, drawing, spare = false } = place;
  const chosen = child(value, field.on);
  const options = field.cases.map((one) => one.value);
  const { optional, nullable } = field;
  const on: Field = { name: field.on, optional, nullable, control: 'choice', options };
  return (
    <fieldset class={problemAt(place) === undefined ? 'group' : 'group bad'}>
      <legend>
        {labelOf(place)}
        <Optional place={place} />
      </legend>
      <Notes place={place} />
      <FieldControl field={on} path={`${path}/${field.on}`} value={chosen} drawing={drawing} spare={spare} />
      {field.cases
        .filter((one) => one.fields.length > 0)
        .map((one) => (
          <fieldset class="row">
            <legend>{drawing.say.t('form.variant', { choice: drawing.say.option(one.value) })}</legend>
            <Fields
              fields={one.fields}
              path={`${path}@${one.value}`}
              value={one.value === chosen ? value : undefined}
              drawing={drawing}
              spare
            />
          </fieldset>
        ))}
    </fieldset>
  );
};
