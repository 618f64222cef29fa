import type { EntryKind } from '../../../workflows/track.ts';
import { CommandForm } from '../components/command-form.tsx';
import { ErrorSummary } from '../components/error-summary.tsx';
import { Layout } from '../components/layout.tsx';
import { TextWarnings } from '../components/text-warnings.tsx';
import type { Attempt } from '../forms/attempt.ts';
import type { Choices } from '../forms/drawing.ts';
import { fieldsOf } from '../forms/fields.ts';
import type { Frame } from '../frame.ts';
import { pagePath } from '../page-path.ts';

interface NewEntryProps {
  readonly frame: Frame;
  readonly kind: EntryKind;
  readonly choices: Choices;
  readonly attempt?: Attempt | undefined;
}

/** The command that opens an entry. */
export function NewEntryPage({ frame, kind, choices, attempt }: NewEntryProps) {
  const { say } = frame;
  const spec = kind.commands[kind.opens];
  if (spec === undefined) throw new Error(`${kind.kind} has no command ${kind.opens}`);
  const title = say.t('list.new', { name: say.kind(kind.kind) });
  return (
    <Layout frame={frame} title={kind.sealed ? say.t('nav.desk') : title}>
      {attempt === undefined ? null : (
        <>
          <ErrorSummary say={say} kind={kind.kind} fields={fieldsOf(spec.input)} attempt={attempt} />
          <TextWarnings say={say} kind={kind.kind} fields={fieldsOf(spec.input)} attempt={attempt} />
        </>
      )}
      <p>
        <a href={pagePath(kind)}>{say.kinds(kind.kind)}</a>
      </p>
      <h1>{title}</h1>
      <CommandForm
        say={say}
        kind={kind.kind}
        name={kind.opens}
        spec={spec}
        action={pagePath(kind)}
        choices={choices}
        attempt={attempt}
      />
    </Layout>
  );
}
