import type { FC } from 'hono/jsx';
import { DAY_MS } from '../../../shared/kernel/time.ts';
import type { Frame } from '../frame.ts';

interface DueProps {
  readonly frame: Frame;
  readonly dueOn: string;
  readonly level?: number;
  readonly brief?: boolean;
}

/** When it is due, and in words whether that is past; `brief` beside a sentence that names the date. */
export const Due: FC<DueProps> = ({ frame, dueOn, level = 0, brief = false }) => {
  const { say, today } = frame;
  const days = Math.round((Date.parse(dueOn) - Date.parse(today)) / DAY_MS);
  return (
    <span class="due">
      {days < 0 ? <strong class="late">{say.t('due.late-days', { days: -days })}</strong> : null}
      {days === 0 ? <strong class="soon">{say.t('due.today')}</strong> : null}
      {days > 0 ? <span>{say.t('due.in-days', { days })}</span> : null}
      {brief ? null : (
        <>
          {' · '}
          <time datetime={dueOn}>{say.date(dueOn)}</time>
        </>
      )}
      {level > 0 ? <span> · {say.t('queue.level', { level })}</span> : null}
    </span>
  );
};
