import { Layout } from '../components/layout.tsx';
import type { Frame } from '../frame.ts';
import type { Problem } from '../problem.ts';

/** What went wrong, in plain words, and what to do now. */
export function ProblemPage({ frame, problem }: { frame: Frame; problem: Problem }) {
  const { say } = frame;
  const signIn = problem.status === 401;
  return (
    <Layout frame={frame} title={problem.title}>
      <h1>{problem.title}</h1>
      <p class="lead">{problem.detail}</p>
      <p>
        <a class="button" href={signIn ? `/sign-in?next=${encodeURIComponent(frame.path)}` : '/'}>
          {say.t(signIn ? 'fault.sign-in' : 'fault.to-work')}
        </a>
      </p>
      {problem.status < 500 ? null : (
        <p class="note">
          {say.t('fault.help')} <bdi dir="ltr">{problem.instance}</bdi>
        </p>
      )}
    </Layout>
  );
}
