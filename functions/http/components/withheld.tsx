import type { FC } from 'hono/jsx';
import type { EntryView } from '../../../workflows/casework/read-entry.ts';
import { denied } from '../denied.ts';
import type { Say } from '../wording.ts';

interface WithheldProps {
  readonly say: Say;
  readonly view: Pick<EntryView, 'kind' | 'collection' | 'withheld'>;
}

/** What others do at this stage, folded away; commands of the same people share one sentence. */
export const Withheld: FC<WithheldProps> = ({ say, view: { kind, collection, withheld } }) => {
  if (withheld.length === 0) return null;
  const bySentence = Map.groupBy(withheld, (one) => denied(say, one));
  return (
    <details class="withheld">
      <summary>{say.t('denied.title')}</summary>
      <dl>
        {[...bySentence].map(([sentence, commands]) => (
          <>
            <dt>{say.list(commands.map(({ name }) => say.command(kind, name)))}</dt>
            <dd>{sentence}</dd>
          </>
        ))}
      </dl>
      <p>
        <a href={`/who-may-do-what?of=${collection}`}>{say.t('policy.title')}</a>
      </p>
    </details>
  );
};
