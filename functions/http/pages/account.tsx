import type { FC } from 'hono/jsx';
import type { StoredSession } from '../../../shared/access.ts';
import type { RoleAssignment } from '../../../shared/kernel/actor.ts';
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
  const { say, actor, today } = frame;
  if (person.standsInFor.length === 0) return null;
  const acting = actor?.onBehalfOf;
  return (
    <section aria-labelledby="standing">
      <h2 id="standing">{say.t('account.standing')}</h2>
      <p class="note">{say.t('account.standing-lead')}</p>
      {person.standsInFor.map(({ person: absent, from, until }) => (
        <form method="post" action="/account/acting-for" class="card">
          <p>
            <strong>
              <bdi>{say.name(absent)}</bdi>
            </strong>
            <br />
            <span class="note">
              {say.t('account.between', { from: say.date(from), until: say.date(until) })}
            </span>
          </p>
          {current === null || today < from ? null : absent === acting ? (
            <button type="submit" name="absent" value="" class="quiet">
              {say.t('account.stop-acting')}
            </button>
          ) : (
            <button type="submit" name="absent" value={absent}>
              {say.t('account.act', { name: say.name(absent) })}
            </button>
          )}
        </form>
      ))}
    </section>
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
        <p>{say.t('account.no-substitute')}</p>
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
    {sessions.map(({ key, device, createdAt, lastSeenAt }) => (
      <form method="post" action="/account/sessions" class="card">
        <p>
          <strong>
            <bdi dir="ltr">{device === '' ? say.t('account.some-device') : device}</bdi>
          </strong>{' '}
          {key === current ? <span class="badge">{say.t('account.this-device')}</span> : null}
          <br />
          <span class="note">
            {say.t('account.session-times', { since: say.instant(createdAt), seen: say.instant(lastSeenAt) })}
          </span>
        </p>
        {current === null || key === current ? null : (
          <button type="submit" name="session" value={key} class="quiet">
            {say.t('account.end-session')}
          </button>
        )}
      </form>
    ))}
    {current === null || sessions.length < 2 ? null : (
      <form method="post" action="/account/sessions">
        <button type="submit" name="session" value="others" class="quiet">
          {say.t('account.end-others')}
        </button>
      </form>
    )}
  </section>
);
