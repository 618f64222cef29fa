import type { EntryView } from '../../../workflows/casework/read-entry.ts';
import { Layout } from '../components/layout.tsx';
import type { Frame } from '../frame.ts';

interface SignedProps {
  readonly frame: Frame;
  readonly view: EntryView;
  readonly number: string;
}

/** Whoever comes second finds what the first one signed (G-08). */
export const SignedAlready = ({ frame, view, number }: SignedProps) => {
  const { say } = frame;
  const path = `/${view.collection}/${view.id}`;
  return (
    <Layout frame={frame} title={say.t('ceremony.signed-already')}>
      <section class="summary" role="alert" aria-labelledby="why">
        <h1 id="why">{say.t('ceremony.signed-already')}</h1>
        <p>
          {say.t('ceremony.signed-already-lead')} <bdi dir="ltr">{number}</bdi>
        </p>
        <p>
          <a class="button" href={`${path}/certificate`}>
            {say.t('ceremony.see-certificate')}
          </a>
        </p>
      </section>
      <p>
        <a href={path}>
          <bdi>{say.title(view.title, view.state)}</bdi>
        </a>
      </p>
    </Layout>
  );
};
