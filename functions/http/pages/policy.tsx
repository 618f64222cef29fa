import type { FC } from 'hono/jsx';
import type { Role } from '../../../shared/kernel/actor.ts';
import { mayGiveAnywhere } from '../../../workflows/casework/authorise.ts';
import { type Grant, isForEveryone, isSeparated, scopesFor, termsOf } from '../../../workflows/grants.ts';
import type { CommandSpec, EntryKind } from '../../../workflows/track.ts';
import { Layout } from '../components/layout.tsx';
import type { Frame } from '../frame.ts';
import type { Say } from '../wording.ts';

interface PolicyProps {
  readonly frame: Frame;
  readonly kinds: readonly EntryKind[];
  readonly kind: EntryKind;
}

/** The table of permissions in words, one kind of entry at a time; what the reader may do is marked. */
export function PolicyPage({ frame, kinds, kind }: PolicyProps) {
  const { say, actor } = frame;
  const groups = groupsOf(kind, say);
  return (
    <Layout frame={frame} title={say.t('policy.title')}>
      <h1>{say.t('policy.title')}</h1>
      <p class="lead">{say.t('policy.lead')}</p>
      {actor === null ? null : (
        <p>
          {say.t('policy.mine', {
            roles: say.list([...new Set(actor.assignments.map(({ role }) => say.role(role)))]),
          })}
        </p>
      )}
      <nav class="kinds" aria-label={say.t('policy.which')}>
        <ul>
          {kinds.map(({ kind: name, collection }) => (
            <li>
              <a href={`?of=${collection}`} aria-current={name === kind.kind ? 'page' : undefined}>
                {say.kinds(name)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <h2>{say.kinds(kind.kind)}</h2>
      <Reading frame={frame} kind={kind} />
      {groups.map(({ title, lines }) => (
        <section>
          <h3>{title}</h3>
          <ul class="policy">
            {lines.map((line) => (
              <LineItem frame={frame} kind={kind} line={line} />
            ))}
          </ul>
        </section>
      ))}
      {JSON.stringify(groups).includes('*"') ? <p class="note">{say.t('policy.separation')}</p> : null}
    </Layout>
  );
}

const Reading: FC<Omit<PolicyProps, 'kinds'>> = ({ frame: { say, actor }, kind }) => {
  const { readers, sealed } = kind;
  const isMine = actor !== null && (isForEveryone(readers) || scopesFor(actor, readers).length > 0);
  return (
    <section>
      <h3>{say.t('policy.reading')}</h3>
      <ul class="policy">
        <li class={isMine ? 'mine' : undefined}>
          {say.list(readers.map((grant) => inWords(say, grant)))} {isMine ? <You say={say} /> : null}
        </li>
      </ul>
      {readers.some((grant) => termsOf(grant).marks === 'R') ? (
        <p class="note">{say.t('policy.redacted')}</p>
      ) : null}
      {sealed ? <p class="note">{say.t('policy.hidden')}</p> : null}
    </section>
  );
};

const You: FC<{ say: Say }> = ({ say }) => <strong class="you">{say.t('policy.you')}</strong>;

/** Commands that the same people give in the same stages. */
interface Line {
  readonly names: readonly string[];
  readonly who: readonly Grant[];
  readonly stages: string;
}

const LineItem: FC<{ frame: Frame; kind: EntryKind; line: Line }> = ({ frame, kind, line }) => {
  const { say, actor } = frame;
  const { names, who, stages } = line;
  const isMine = actor !== null && names.some((name) => mayGiveAnywhere(actor, kind, name));
  return (
    <li class={isMine ? 'mine' : undefined}>
      <strong>{say.list(names.map((name) => say.command(kind.kind, name)))}</strong>{' '}
      {isMine ? <You say={say} /> : null}
      <br />
      {say.list(who.map((grant) => inWords(say, grant)))}
      {isSeparated(who) ? ' ⚖' : ''}
      {stages === '' ? null : <small> ({stages})</small>}
    </li>
  );
};

/** `chair o` → Forum chair – own forum. */
function inWords(say: Say, grant: Grant): string {
  const { grantee, reaches } = termsOf(grant);
  if (grantee === 'everyone') return say.t(reaches === 'x' ? 'grantee.self' : 'grantee.everyone');
  if (grantee === 'named') return say.t('grantee.named');
  const role = say.role(grantee as Role);
  // The whole programme is no narrowing.
  return reaches === 'p' ? role : `${role} – ${say.text({ key: `reach.${reaches}` })}`;
}

interface Group {
  readonly title: string;
  readonly lines: readonly Line[];
}

// A command of more stages than these stands once at the end instead of under each.
const FEW = 1;
const MANY = 5;

/** In the order of the work: opening, stage by stage, then what several stages share. */
function groupsOf(kind: EntryKind, say: Say): Group[] {
  const given = Object.entries(kind.commands).filter(([, { who }]) => who.length > 0);
  const opening = given.filter(([name]) => name === kind.opens);
  const rest = given.filter(([name]) => name !== kind.opens);
  const inStage = (stage: string) =>
    rest.filter(([, { stages = [] }]) => stages.length <= FEW && stages.includes(stage));
  const stages = [...(kind.track?.stages ?? [])];
  const many = rest.filter(([, { stages = [] }]) => stages.length > FEW || stages.length === 0);
  return [
    { title: say.t('policy.opening'), lines: linesOf(opening) },
    ...stages.map((stage) => ({ title: say.stage(kind.kind, stage), lines: linesOf(inStage(stage)) })),
    {
      title: say.t(kind.track === null ? 'policy.register' : 'policy.any-stage'),
      lines: linesOf(many, (names) =>
        names.length >= MANY
          ? say.t('policy.while-open')
          : names.map((stage) => say.stage(kind.kind, stage)).join(' · '),
      ),
    },
  ].filter(({ lines }) => lines.length > 0);
}

function linesOf(
  commands: readonly (readonly [string, CommandSpec])[],
  inStages: (stages: readonly string[]) => string = () => '',
): Line[] {
  const same = Map.groupBy(commands, ([, { who, stages = [] }]) => JSON.stringify([who, stages]));
  return [...same.values()].map((alike) => {
    const [, first] = alike[0] ?? ['', { who: [], stages: [] }];
    const { who, stages = [] } = first;
    return { names: alike.map(([name]) => name), who, stages: inStages(stages) };
  });
}
