import type { FC } from 'hono/jsx';
import type { EventActor } from '../../../shared/kernel/actor.ts';
import type { ChainedEvent } from '../../../shared/kernel/event.ts';
import { fact, isEmpty } from '../facts/section.ts';
import type { Frame } from '../frame.ts';
import { EntryLink, Facts } from './value.tsx';

interface HistoryProps {
  readonly frame: Frame;
  readonly kind: string;
  readonly events: readonly ChainedEvent[];
}

const NEWEST = 5;

/** Who did what when, newest first; the older ones are folded away. */
export const History: FC<HistoryProps> = ({ frame, kind, events }) => {
  const sorted = [...events].sort((a, b) => b.seq - a.seq);
  const older = sorted.slice(NEWEST);
  const list = (some: readonly ChainedEvent[]) => (
    <ol class="history">
      {some.map((event) => (
        <Event frame={frame} kind={kind} event={event} />
      ))}
    </ol>
  );
  return (
    <>
      {list(sorted.slice(0, NEWEST))}
      {older.length === 0 ? null : (
        <details>
          <summary>{frame.say.t('entry.history-more', { count: older.length })}</summary>
          {list(older)}
        </details>
      )}
    </>
  );
};

const Event: FC<{ frame: Frame; kind: string; event: ChainedEvent }> = ({ frame, kind, event }) => {
  const { say, linkTo } = frame;
  const facts = Object.entries(event.data)
    .filter(([, value]) => !isEmpty(value))
    .map(([name, value]) => fact(say.field(name, kind), value));
  return (
    <li>
      <p>
        <strong>{say.event(kind, event.type)}</strong>
        <br />
        <span class="note">
          <Actor frame={frame} actor={event.actor} onBehalfOf={event.onBehalfOf} /> ·{' '}
          <time datetime={event.at}>{say.instant(event.at)}</time>
        </span>
      </p>
      {facts.length === 0 ? null : (
        <details>
          <summary>{say.t('entry.details')}</summary>
          <Facts facts={facts} say={say} linkTo={linkTo} />
          <p class="note">
            <bdi dir="ltr">
              #{event.seq} {event.hash.slice(0, 16)}
            </bdi>
          </p>
        </details>
      )}
    </li>
  );
};

interface ActorProps {
  readonly frame: Frame;
  readonly actor: EventActor;
  readonly onBehalfOf: string | undefined;
}

export const Actor: FC<ActorProps> = ({ frame: { say, linkTo }, actor, onBehalfOf }) => {
  if (actor.kind === 'timer') return <>{say.t('entry.by-timer')}</>;
  if (actor.kind === 'system') return <>{say.t('entry.by-system')}</>;
  if (onBehalfOf === undefined) return <EntryLink id={actor.id} say={say} linkTo={linkTo} />;
  return <>{say.t('entry.on-behalf', { actor: say.name(actor.id), other: say.name(onBehalfOf) })}</>;
};
