import type { FC } from 'hono/jsx';
import type { StoredSession } from '../../../shared/access.ts';
import type { RoleAssignment } from '../../../shared/kernel/actor.ts';
import { SUBSTITUTE } from '../../../workflows/settings.ts';
import type { AccountPerson } from '../account.ts';
import { Layout } from '../components/layout.tsx';
import { EntryLink } from '../components/value.tsx';
import type { Frame } from '../frame.ts';

interface AccountProps {
  readonly frame: Frame;
  readonly person: AccountPerson;
  readonly sessions: readonly StoredSession[];
  /** The session of this browser; null for a program. */
  readonly current: string | null;
}

/** Who am I, what may I do and where, for whom do I act, and with what am I signed in. */
export function AccountPage(props: AccountProps) {
  const { frame, person } = props;
  const { say, actor, linkTo } = frame;
  return (
    <Layout frame={frame} title={say.t('account.title')}>
      <p class="kicker">
        <bdi dir="ltr">{person.id}</bdi>
      </p>
      <h1>
        <bdi>{actor?.name ?? person.id}</bdi>
      </h1>
      <p class="actions">
        <a href={linkTo(person.id) ?? '/'}>{say.t('account.entry')}</a>
      </p>
      <section aria-labelledby="roles">
        <h2 id="roles">{say.t('account.roles')}</h2>
        {person.assignments.length === 0 ? <p>{say.t('account.no-roles')}</p> : null}
        <ul class="cards">
          {person.assignments.map((assignment) => (
            <li class="card">
              <Assignment frame={frame} assignment={assignment} />
            </li>
          ))}
        </ul>
      </section>
      <Standing {...props} />
      <Substitute {...props} />
      <Sessions {...props} />
    </Layout>
  );
}

/** A role in words: what, where, since when and until when. */
const Assignment: FC<{ frame: Frame; assignment: RoleAssignment }> = ({ frame, assignment }) => {
  const { say, linkTo, today } = frame;
  const { role, scope, from, until } = assignment;
  const holds = from <= today && (until === null || today <= until);
  return (
    <>
      <strong>{say.role(role)}</strong>{' '}
      {'id' in scope ? (
        <>
          ·{' '}
          {linkTo(scope.id) === null ? (
            say.place(scope.id)
          ) : (
            <EntryLink id={scope.id} say={say} linkTo={linkTo} />
          )}
        </>
      ) : (
        <>· {say.t('account.programme')}</>
      )}
      <br />
      <span class="note">
        {until === null
          ? say.t('account.since', { from: say.date(from) })
          : say.t('account.between', { from: say.date(from), until: say.date(until) })}
        {holds ? null : ` · ${say.t(from > today ? 'account.not-yet' : 'account.over')}`}
      </span>
    </>
  );
};

/** The absent persons I may act for, and the way back to myself. */
const Standing: FC<AccountProps> = ({ frame, person, current }) => {
  const { say } = frame;
  if (person.standsInFor.length === 0) return null;
  return (
    <section aria-labelledby="standing">
      <h2 id="standing">{say.t('account.standing')}</h2>
      <p class="note">{say.t('account.standing-lead')}</p>
      {person.standsInFor.map((substitution) => (
        <Absent frame={frame} substitution={substitution} mayChoose={current !== null} />
      ))}
    </section>
  );
};

interface AbsentProps {
  readonly frame: Frame;
  readonly substitution: AccountPerson['standsInFor'][number];
  readonly mayChoose: boolean;
}

const Absent: FC<AbsentProps> = ({ frame: { say, actor, today }, substitution, mayChoose }) => {
  const { person: absent, from, until } = substitution;
  const words = (
    <p>
      <strong>
        <bdi>{say.name(absent)}</bdi>
      </strong>
      <br />
      <span class="note">{say.t('account.between', { from: say.date(from), until: say.date(until) })}</span>
    </p>
  );
  if (!mayChoose || today < from) return <div class="card">{words}</div>;
  return (
    <form method="post" action="/account/acting-for" class="card">
      {words}
      {absent === actor?.onBehalfOf ? (
        <button type="submit" name="absent" value="" class="quiet">
          {say.t('account.stop-acting')}
        </button>
      ) : (
        <button type="submit" name="absent" value={absent}>
          {say.t('account.act', { name: say.name(absent) })}
        </button>
      )}
    </form>
  );
};

/** Who acts for me while I am away. */
const Substitute: FC<AccountProps> = ({ frame, person }) => {
  const { say, linkTo, actor } = frame;
  const entry = linkTo(person.id) ?? '/';
  const command = person.substitute === null ? 'AppointSubstitute' : 'EndSubstitute';
  return (
    <section aria-labelledby="substitute">
      <h2 id="substitute">{say.t('account.substitute')}</h2>
      {person.substitute === null ? (
        <p>{say.t('account.no-substitute', { days: say.number(SUBSTITUTE.days) })}</p>
      ) : (
        <p>
          <EntryLink id={person.substitute.person} say={say} linkTo={linkTo} /> ·{' '}
          {say.t('account.between', {
            from: say.date(person.substitute.from),
            until: say.date(person.substitute.until),
          })}
        </p>
      )}
      {actor?.onBehalfOf === undefined ? (
        <p>
          <a class="button quiet" href={`${entry}?command=${command}`}>
            {say.command('person', command)}
          </a>
        </p>
      ) : null}
    </section>
  );
};

/** Where I am signed in; each can be ended from here. */
const Sessions: FC<AccountProps> = ({ frame: { say }, sessions, current }) => (
  <section aria-labelledby="sessions">
    <h2 id="sessions">{say.t('account.sessions')}</h2>
    <p class="note">{say.t('account.sessions-lead')}</p>
    {sessions.map((session) => {
      const { key } = session;
      const words = <SessionWords say={say} session={session} isCurrent={key === current} />;
      return current === null || key === current ? (
        <div class="card">{words}</div>
      ) : (
        <form method="post" action="/account/sessions" class="card">
          {words}
          <button type="submit" name="session" value={key} class="quiet">
            {say.t('account.end-session')}
          </button>
        </form>
      );
    })}
    {current === null || sessions.length < 2 ? null : (
      <form method="post" action="/account/sessions">
        <button type="submit" name="session" value="others" class="quiet">
          {say.t('account.end-others')}
        </button>
      </form>
    )}
  </section>
);

interface SessionWordsProps {
  readonly say: Frame['say'];
  readonly session: StoredSession;
  readonly isCurrent: boolean;
}

const SessionWords: FC<SessionWordsProps> = ({ say, session, isCurrent }) => (
  <p>
    <strong>
      {session.device === '' ? say.t('account.some-device') : <bdi dir="ltr">{session.device}</bdi>}
    </strong>{' '}
    {isCurrent ? <span class="badge">{say.t('account.this-device')}</span> : null}
    <br />
    <span class="note">
      {say.t('account.session-times', {
        since: say.instant(session.createdAt),
        seen: say.instant(session.lastSeenAt),
      })}
    </span>
  </p>
);
