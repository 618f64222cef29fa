import type { Child, FC } from 'hono/jsx';
import { child, elementId } from '../forms/drawing.ts';
import type { Say } from '../wording.ts';

/** What every control of a hand-written form needs to know. */
export interface Filled {
  readonly say: Say;
  readonly command: string;
  /** What was typed before, as the input of the command, rows in the order of the page. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Sentence by the name of the control. */
  readonly problems: ReadonlyMap<string, string>;
}

/** The value of a control: its name is a pointer, `@case` where a signature branches. */
export function valueAt({ input }: Filled, path: string): unknown {
  const steps = path
    .replaceAll(/@[^/]*/g, '')
    .split('/')
    .slice(1);
  return steps.reduce<unknown>(
    (value, step) => (Array.isArray(value) ? value[Number(step)] : child(value, step)),
    input,
  );
}

export const textAt = (filled: Filled, path: string): string => {
  const value = valueAt(filled, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

interface ControlProps {
  readonly filled: Filled;
  readonly path: string;
  readonly label: string;
  readonly hint?: string;
  readonly optional?: boolean;
}

/** Label, hint and problem around one control. */
export const Control: FC<ControlProps & { children?: Child }> = ({
  filled,
  path,
  label,
  hint,
  optional,
  children,
}) => {
  const id = elementId(filled.command, path);
  const problem = filled.problems.get(path);
  return (
    <div class={problem === undefined ? 'field' : 'field bad'}>
      <label for={id}>
        {label}
        {optional === true ? <span class="note"> {filled.say.t('form.optional')}</span> : null}
      </label>
      {hint === undefined ? null : (
        <p class="note" id={`${id}-note`}>
          {hint}
        </p>
      )}
      <Problem filled={filled} path={path} />
      {children}
    </div>
  );
};

export const Problem: FC<Pick<ControlProps, 'filled' | 'path'>> = ({ filled, path }) => {
  const problem = filled.problems.get(path);
  return problem === undefined ? null : (
    <p class="problem" id={`${elementId(filled.command, path)}-problem`}>
      {problem}
    </p>
  );
};

/** What every control carries. */
export function own(
  filled: Filled,
  path: string,
  { hint, required }: { hint?: string | undefined; required?: boolean } = {},
) {
  const id = elementId(filled.command, path);
  const wrong = filled.problems.has(path);
  const described = [hint === undefined ? '' : `${id}-note`, wrong ? `${id}-problem` : ''].filter(
    (one) => one !== '',
  );
  return {
    id,
    name: path,
    ...(required === true ? { required: true } : {}),
    ...(wrong ? { 'aria-invalid': 'true' as const } : {}),
    ...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') }),
  };
}

interface TextProps extends ControlProps {
  readonly max: number;
  readonly list?: string;
  readonly dir?: 'auto' | 'ltr';
  readonly required?: boolean;
  readonly long?: boolean;
}

export const TextControl: FC<TextProps> = (props) => {
  const { filled, path, hint, max, list, dir = 'auto', required, long } = props;
  const shared = { ...own(filled, path, { hint, required: required === true }), dir, maxlength: max };
  const text = textAt(filled, path);
  return (
    <Control {...props}>
      {long === true ? (
        <textarea {...shared} rows={2}>
          {text}
        </textarea>
      ) : (
        <input {...shared} type="text" value={text} {...(list === undefined ? {} : { list })} />
      )}
    </Control>
  );
};

interface SelectProps extends ControlProps {
  readonly options: readonly { readonly id: string; readonly label: string }[];
  readonly required?: boolean;
}

export const SelectControl: FC<SelectProps> = (props) => {
  const { filled, path, options, hint, required } = props;
  const chosen = textAt(filled, path);
  return (
    <Control {...props}>
      <select {...own(filled, path, { hint, required: required === true })}>
        <option value="">{filled.say.t('form.choose')}</option>
        {options.map(({ id, label }) => (
          <option value={id} selected={id === chosen}>
            {label}
          </option>
        ))}
      </select>
    </Control>
  );
};
