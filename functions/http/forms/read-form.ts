import { foldDigits } from '../../../shared/i18n/format.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import { readBytes } from '../body.ts';
import type { Ctx } from '../http-deps.ts';
import type { MoreRows } from './attempt.ts';
import type { Field, FieldOf, TextFormat } from './fields.ts';

/** Field names begin with a slash like JSON pointers; these four are ours. */
export const FORM_KEY = '_key';
export const FORM_MATCH = '_match';
export const FORM_MORE = '_more';
export const FORM_CHECKED = '_checked';

const MORE = 3;
const MAX_FIELDS = 2000;
const FORM_LIMIT = 4.5 * 1024 * 1024; // 4 MB of files and the texts around them

/** The submitted form, counted while it arrives. */
export async function readForm(c: Ctx): Promise<FormData> {
  const contentType = c.req.header('content-type') ?? '';
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(contentType))
    throw new AppError('UnsupportedMedia', 'unsupported-media');
  const bytes = await readBytes(c, FORM_LIMIT);
  const form = await new Response(bytes, { headers: { 'Content-Type': contentType } })
    .formData()
    .catch((cause: unknown) => {
      throw new AppError('InvalidInput', 'invalid-input', { cause });
    });
  if ([...form.keys()].length > MAX_FIELDS) throw new AppError('TooLarge', 'too-large');
  return form;
}

export const textOf = (form: FormData, name: string): string | null => {
  const value = form.get(name);
  return typeof value === 'string' ? value : null;
};

/** Keeps an uploaded file and answers with its SHA-256, or null when it is none we keep; `path` is its field. */
export type KeepFile = (file: File, path: string) => Promise<string | null>;

/** The input of a command, as its schema wants it, from what was typed. Nothing outside the fields is looked at. */
export async function readInput(
  fields: readonly Field[],
  form: FormData,
  keep: KeepFile,
): Promise<Record<string, unknown>> {
  return (await readGroup(fields, '', { form, keep })).value;
}

interface Source {
  readonly form: FormData;
  readonly keep: KeepFile;
}

/** `blank`: nothing was typed, so an optional group or a spare row is left out. */
interface Reading<T = unknown> {
  readonly value: T;
  readonly blank: boolean;
}

const NOTHING: Reading = { value: undefined, blank: true };

async function readGroup(
  fields: readonly Field[],
  path: string,
  source: Source,
): Promise<Reading<Record<string, unknown>>> {
  const value: Record<string, unknown> = {};
  let blank = true;
  for (const field of fields) {
    const reading = await readField(field, `${path}/${field.name}`, source);
    blank &&= reading.blank;
    const absent = reading.value === undefined && field.nullable && !field.optional;
    if (absent) value[field.name] = null;
    else if (reading.value !== undefined) value[field.name] = reading.value;
  }
  return { value, blank };
}

async function readField(field: Field, path: string, source: Source): Promise<Reading> {
  switch (field.control) {
    case 'checkbox': {
      const ticked = source.form.has(path);
      return { value: ticked, blank: !ticked };
    }
    case 'file':
      return readFile(path, source);
    case 'group': {
      const group = await readGroup(field.fields, path, source);
      return group.blank && (field.optional || field.nullable) ? NOTHING : group;
    }
    case 'several':
      return readSeveral(field, path, source);
    case 'rows':
      return readRows(field, path, source);
    case 'lines':
      return readLines(field, path, source);
    case 'variant':
      return readVariant(field, path, source);
    default: {
      const typed = textOf(source.form, path)?.trim() ?? '';
      return typed === '' ? NOTHING : { value: readText(field, typed), blank: false };
    }
  }
}

type TextLike = FieldOf<'text' | 'number' | 'choice' | 'entry' | 'part' | 'json'>;

function readText(field: TextLike, typed: string): unknown {
  switch (field.control) {
    case 'text':
      return readTyped(field.format, typed);
    case 'number':
      return readNumber(typed);
    case 'choice':
      return field.options.find((option) => String(option) === typed) ?? typed;
    case 'json':
      return readJsonText(typed);
    default:
      return foldDigits(typed);
  }
}

function readTyped(format: TextFormat, typed: string): string {
  if (format === 'plain' || format === 'long') return typed.replaceAll('\r\n', '\n');
  const folded = foldDigits(typed);
  return format === 'instant' ? toInstant(folded) : folded;
}

// Typed in Baghdad time, UTC+3 all year (DF-62).
function toInstant(typed: string): string {
  const local = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/.test(typed);
  const at = local ? new Date(`${typed.replace(' ', 'T')}+03:00`) : null;
  return at === null || Number.isNaN(at.getTime()) ? typed : at.toISOString();
}

// ٫ is the decimal sign of Arabic-Indic digits, ٬ their thousands sign.
function readNumber(typed: string): number | string {
  const plain = foldDigits(typed).replaceAll('٫', '.').replaceAll(/[٬\s]/g, '');
  return /^-?\d{1,15}(\.\d{1,10})?$/.test(plain) ? Number(plain) : typed;
}

function readJsonText(typed: string): unknown {
  try {
    return JSON.parse(typed);
  } catch {
    return typed;
  }
}

async function readFile(path: string, { form, keep }: Source): Promise<Reading> {
  const given = form.get(path);
  if (given instanceof File && given.size > 0)
    return { value: (await keep(given, path)) ?? undefined, blank: false };
  const kept = textOf(form, `${path}!kept`);
  return kept === null || kept === '' ? NOTHING : { value: kept, blank: false };
}

async function readSeveral(field: FieldOf<'several'>, path: string, source: Source): Promise<Reading> {
  const values =
    field.of.control === 'file'
      ? await readFiles(path, source)
      : source.form
          .getAll(path)
          .filter((one): one is string => typeof one === 'string' && one.trim() !== '')
          .map((one) => readText(field.of as TextLike, one.trim()));
  if (values.length === 0) return field.optional ? NOTHING : { value: [], blank: true };
  return { value: values, blank: false };
}

async function readFiles(path: string, { form, keep }: Source): Promise<unknown[]> {
  const kept = form.getAll(`${path}!kept`).filter((one) => typeof one === 'string');
  const fresh = form.getAll(path).filter((one): one is File => one instanceof File && one.size > 0);
  const added = await Promise.all(fresh.map((file) => keep(file, path)));
  return [...kept, ...added.filter((one) => one !== null)];
}

async function readRows(field: FieldOf<'rows'>, path: string, source: Source): Promise<Reading> {
  const rows: unknown[] = [];
  for (const index of indexesUnder(path, source.form)) {
    const reading = await readField({ ...field.of, optional: true }, `${path}/${index}`, source);
    if (!reading.blank) rows.push(reading.value);
  }
  if (rows.length === 0) return field.optional ? NOTHING : { value: [], blank: true };
  return { value: rows, blank: false };
}

/** The rows asked for by the button of some rows, three more than the form had. */
export function moreRows(form: FormData): MoreRows | null {
  const path = textOf(form, FORM_MORE);
  return path === null ? null : { path, count: indexesUnder(path, form).length + MORE };
}

function indexesUnder(path: string, form: FormData): number[] {
  const found = new Set<number>();
  for (const name of form.keys()) {
    if (!name.startsWith(`${path}/`)) continue;
    const index = name.slice(path.length + 1).split(/[/@!]/)[0] ?? '';
    if (/^\d{1,3}$/.test(index)) found.add(Number(index));
  }
  return [...found].sort((a, b) => a - b);
}

/** `3 1 7` on a line: the parts whose ids end in these numbers, in this order. */
function readLines(field: FieldOf<'lines'>, path: string, { form }: Source): Reading {
  const typed = textOf(form, path)?.trim() ?? '';
  if (typed === '') return field.optional ? NOTHING : { value: [], blank: true };
  const ids = (textOf(form, `${path}!ids`) ?? '').split(' ');
  const rows = foldDigits(typed)
    .split('\n')
    .map((line) => line.split(/[\s,;،؛]+/).filter((word) => word !== ''))
    .filter((words) => words.length > 0)
    .map((words) =>
      Object.fromEntries(
        words.map((word, at) => [
          field.fields[at]?.name ?? `more-${at + 1}`,
          ids.find((id) => id.replace(/^\D+0*/, '') === word) ?? word,
        ]),
      ),
    );
  return { value: rows, blank: false };
}

async function readVariant(field: FieldOf<'variant'>, path: string, source: Source): Promise<Reading> {
  const chosen = textOf(source.form, `${path}/${field.on}`) ?? '';
  if (chosen === '') return NOTHING;
  const fields = field.cases.find(({ value }) => value === chosen)?.fields ?? [];
  const group = await readGroup(fields, `${path}@${chosen}`, source);
  return { value: { [field.on]: chosen, ...group.value }, blank: false };
}
