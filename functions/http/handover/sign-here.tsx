import type { FC } from 'hono/jsx';
import { elementId } from '../forms/drawing.ts';
import { Control, type Filled, own, Problem, TextControl, textAt } from './controls.tsx';

/** Accounts offered while typing; drawn once, each signature refers to it. */
export const PEOPLE_LIST = 'people';

interface SignHereProps {
  readonly filled: Filled;
  /** `/given`, `/received/0`, `/witnesses/1` */
  readonly at: string;
  readonly title: string;
  readonly required?: boolean;
}

/** One signature: name, for whom, drawn on the screen or typed with the reason. Works without script as the latter. */
export const SignHere: FC<SignHereProps> = ({ filled, at, title, required = false }) => {
  const { say } = filled;
  const behalf = ['onBehalfOf', 'authorityLetter'].map((field) => `${at}/${field}`);
  const opened = behalf.some((path) => textAt(filled, path) !== '' || filled.problems.has(path));
  return (
    <fieldset class="group sign" id={elementId(filled.command, at)}>
      <legend>{title}</legend>
      <TextControl
        filled={filled}
        path={`${at}/name`}
        label={say.t('sign.name')}
        max={120}
        required={required}
      />
      <TextControl filled={filled} path={`${at}/rank`} label={say.t('sign.rank')} max={80} optional />
      <TextControl
        filled={filled}
        path={`${at}/person`}
        label={say.t('sign.account')}
        hint={say.t('sign.account-hint')}
        max={40}
        dir="ltr"
        list={PEOPLE_LIST}
        optional
      />
      <details class="field" open={opened}>
        <summary>{say.t('sign.for-another')}</summary>
        <TextControl
          filled={filled}
          path={`${at}/onBehalfOf`}
          label={say.t('sign.on-behalf-of')}
          max={120}
          optional
        />
        <LetterControl filled={filled} path={`${at}/authorityLetter`} />
      </details>
      <Pad filled={filled} path={`${at}/mark@drawn/image`} title={title} />
      <TextControl
        filled={filled}
        path={`${at}/mark@typed/reason`}
        label={say.t('sign.why-typed')}
        hint={say.t('sign.why-typed-hint')}
        max={500}
        optional
      />
    </fieldset>
  );
};

const LetterControl: FC<{ filled: Filled; path: string }> = ({ filled, path }) => {
  const { say } = filled;
  const kept = textAt(filled, path);
  const hint = say.t('form.file-hint');
  return (
    <Control filled={filled} path={path} label={say.t('sign.letter')} hint={hint} optional>
      {kept === '' ? null : (
        <p class="note">
          <input type="hidden" name={`${path}!kept`} value={kept} />✓ <bdi dir="ltr">{kept.slice(0, 12)}</bdi>
        </p>
      )}
      <input
        {...own(filled, path, { hint })}
        type="file"
        accept="image/jpeg,image/png,image/webp,application/pdf"
      />
    </Control>
  );
};

/** The script shows the canvas and puts what is drawn into the file; a drawing sent before is shown and kept. */
const Pad: FC<{ filled: Filled; path: string; title: string }> = ({ filled, path, title }) => {
  const { say } = filled;
  const kept = textAt(filled, path);
  return (
    <div class="field pad" data-pad id={elementId(filled.command, path)} hidden={kept === ''}>
      <strong>{say.t('sign.draw')}</strong>
      <Problem filled={filled} path={path} />
      <input name={path} type="file" accept="image/png" hidden />
      {kept === '' ? null : (
        <p data-kept>
          <input type="hidden" name={`${path}!kept`} value={kept} />
          <img class="ink" src={`/api/attachments/${encodeURIComponent(kept)}`} alt={say.t('sign.drawn')} />
        </p>
      )}
      <canvas role="img" aria-label={`${say.t('sign.draw')}: ${title}`} hidden />
      <button type="button" class="quiet" data-clear hidden>
        {say.t('sign.again')}
      </button>
    </div>
  );
};
