import type { FC } from 'hono/jsx';
import { Role } from '../../../shared/kernel/actor.ts';
import { Layout } from '../components/layout.tsx';
import type { Frame } from '../frame.ts';
import type { DemoPerson } from '../http-deps.ts';

interface SignInProps {
  readonly frame: Frame;
  readonly people: readonly DemoPerson[];
  readonly next: string;
  /** Where signing in happens when this is not a demo. */
  readonly elsewhere: string | null;
}

export function SignInPage({ frame, people, next, elsewhere }: SignInProps) {
  const { say } = frame;
  const roles = Role.options.filter((role) => people.some((one) => one.role === role));
  return (
    <Layout frame={frame} title={say.t('sign-in.title')}>
      <h1>{say.t('sign-in.title')}</h1>
      {elsewhere === null ? (
        <>
          <p class="lead">{say.t('sign-in.lead')}</p>
          {people.length === 0 ? <p>{say.t('sign-in.nobody')}</p> : null}
          <form method="post" action="/sign-in">
            <input type="hidden" name="next" value={next} />
            {roles.map((role) => (
              <RoleGroup
                frame={frame}
                people={people.filter((one) => one.role === role)}
                role={say.role(role)}
              />
            ))}
          </form>
        </>
      ) : (
        <>
          <p class="lead">{say.t('sign-in.elsewhere')}</p>
          <p>
            <a class="button" href={elsewhere}>
              {say.t('sign-in.go')}
            </a>
          </p>
        </>
      )}
    </Layout>
  );
}

const FEW = 6;

const RoleGroup: FC<{ frame: Frame; people: readonly DemoPerson[]; role: string }> = ({
  frame,
  people,
  role,
}) => {
  const { say } = frame;
  const buttons = (some: readonly DemoPerson[]) => (
    <ul class="people">
      {some.map(({ id, name, place }) => (
        <li>
          <button type="submit" name="person" value={id} class="person">
            <bdi>{name}</bdi> {place === '' ? null : <small>{say.place(place)}</small>}
          </button>
        </li>
      ))}
    </ul>
  );
  return (
    <section>
      <h2>{role}</h2>
      {buttons(people.slice(0, FEW))}
      {people.length > FEW ? (
        <details>
          <summary>{say.t('sign-in.more', { count: people.length - FEW })}</summary>
          {buttons(people.slice(FEW))}
        </details>
      ) : null}
    </section>
  );
};
