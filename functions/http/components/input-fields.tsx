import type { FC } from 'hono/jsx';
import { isLanguage } from '../../../shared/i18n/languages.ts';
import { child, type Place } from '../forms/drawing.ts';
import type { TextFormat } from '../forms/fields.ts';
import type { Say } from '../wording.ts';
import { attributes, Labelled, labelOf, Notes, type PlaceOf } from './labelled.tsx';

const shown = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const TYPES: Readonly<Record<TextFormat, { type: string; dir: 'auto' | 'ltr' }>> = {
  plain: { type: 'text', dir: 'auto' },
  long: { type: 'text', dir: 'auto' },
  date: { type: 'date', dir: 'ltr' },
  instant: { type: 'datetime-local', dir: 'ltr' },
  machine: { type: 'text', dir: 'ltr' },
  phone: { type: 'tel', dir: 'ltr' },
};

function hintOf(format: TextFormat, say: Say): string | undefined {
  if (format === 'date') return say.t('form.date-hint');
  return format === 'instant' ? say.t('form.instant-hint') : undefined;
}

export const TextField: FC<PlaceOf<'text'>> = (place) => {
  const { field, value } = place;
  const hint = hintOf(field.format, place.drawing.say);
  const { type, dir } = TYPES[field.format];
  const own = {
    ...attributes(place, hint),
    dir,
    ...(field.maxLength === null || hint !== undefined ? {} : { maxlength: field.maxLength }),
    ...(isLanguage(field.name) ? { lang: field.name } : {}),
  };
  const text = field.format === 'instant' ? toBaghdad(shown(value)) : shown(value);
  return (
    <Labelled place={place} hint={hint}>
      {field.format === 'long' ? (
        <textarea {...own} rows={3}>
          {text}
        </textarea>
      ) : (
        <input {...own} type={type} value={text} {...(field.format === 'plain' ? {} : { class: 'short' })} />
      )}
    </Labelled>
  );
};

// `datetime-local` wants the wall clock of Baghdad, UTC+3 all year (DF-62).
function toBaghdad(text: string): string {
  const at = Date.parse(text);
  if (!text.endsWith('Z') || Number.isNaN(at)) return text;
  return new Date(at + 3 * 60 * 60 * 1000).toISOString().slice(0, 16);
}

/** A text field for digits of any script: `type=number` takes only those of the phone's language. */
export const NumberField: FC<PlaceOf<'number'>> = (place) => (
  <Labelled place={place}>
    <input
      {...attributes(place)}
      type="text"
      inputmode={place.field.whole ? 'numeric' : 'decimal'}
      dir="ltr"
      class="short"
      value={shown(place.value)}
    />
  </Labelled>
);

export const CheckboxField: FC<Place> = (place) => {
  const own = attributes({ ...place, spare: true });
  return (
    <div class="field tick">
      <label>
        <input {...own} type="checkbox" value="yes" checked={place.value === true} /> {labelOf(place)}
      </label>
      <Notes place={place} />
    </div>
  );
};

const PAPERS = 'image/jpeg,image/png,image/webp,application/pdf';
const SHEETS = '.xlsx,.csv,.tsv,.txt,text/csv';

export const FileField: FC<Place & { multiple?: boolean }> = (place) => {
  const { path, value, drawing, multiple = false } = place;
  const kept = (Array.isArray(value) ? value : [value]).filter(
    (one) => typeof one === 'string' && one !== '',
  );
  const isList = drawing.kind === 'asset-import';
  const hint = isList ? drawing.say.text({ key: 'import.file-hint' }) : drawing.say.t('form.file-hint');
  const { required, ...own } = attributes(place, hint);
  return (
    <Labelled place={place} hint={hint}>
      {kept.map((sha256) => (
        <p class="note">
          <input type="hidden" name={`${path}!kept`} value={sha256} />✓{' '}
          <bdi dir="ltr">{sha256.slice(0, 12)}</bdi>
        </p>
      ))}
      <input
        {...own}
        required={required === true && kept.length === 0}
        type="file"
        accept={isList ? `${SHEETS},${PAPERS}` : PAPERS}
        multiple={multiple}
      />
    </Labelled>
  );
};

export const JsonField: FC<Place> = (place) => {
  const { value } = place;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return (
    <Labelled place={place}>
      <textarea {...attributes(place)} rows={3} dir="ltr">
        {value === undefined ? '' : text}
      </textarea>
    </Labelled>
  );
};

/** One ballot a line: the numbers of the parts in their order. */
export const LinesField: FC<PlaceOf<'lines'>> = (place) => {
  const { field, path, value, drawing } = place;
  const hint = drawing.say.t('form.lines-hint', { count: field.fields.length });
  const parts = drawing.choices.parts.get(field.collection) ?? [];
  const rows: unknown[] = Array.isArray(value) ? value : [];
  const lines = rows.map((row) =>
    field.fields
      .map(({ name }) => shown(child(row, name)).replace(/^\D+0*/, ''))
      .join(' ')
      .trim(),
  );
  return (
    <Labelled place={place} hint={hint}>
      <ul class="legend">
        {parts.map(({ label }) => (
          <li dir="auto">{label}</li>
        ))}
      </ul>
      <input type="hidden" name={`${path}!ids`} value={parts.map(({ id }) => id).join(' ')} />
      <textarea {...attributes(place, hint)} rows={6} dir="ltr" class="short" inputmode="numeric">
        {lines.join('\n')}
      </textarea>
    </Labelled>
  );
};
