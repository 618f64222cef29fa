import { type Grant, termsOf } from './grants.ts';
import type { CommandSpec, EntryKind } from './track.ts';

/** One line of the table of permissions: what may be done with a collection, by whom, how far, and in which stages. */
export interface PolicyRow {
  /** Empty for what belongs to no collection. */
  readonly collection: string;
  /** `list`, `read`, `history`, the name of a command, or method and path. */
  readonly operation: string;
  /** A role, `named`, `everyone` (signed in), `anyone` (not even that), or `nobody`. */
  readonly role: string;
  readonly scope: string;
  readonly marks: string;
  /** Stages in which a command is offered; empty: not bound to a stage. */
  readonly stages: string;
}

const COLUMNS = ['collection', 'operation', 'role', 'scope', 'marks', 'stages'] as const;

type What = Pick<PolicyRow, 'collection' | 'operation'> & { readonly stages?: readonly string[] | undefined };

/** Deny by default has a line of its own: `nobody`. */
export function rowsFor({ collection, operation, stages = [] }: What, grants: readonly Grant[]): PolicyRow[] {
  const row = { collection, operation, stages: stages.join(' ') };
  if (grants.length === 0) return [{ ...row, role: 'nobody', scope: '', marks: '' }];
  return grants.map((grant) => {
    const { grantee, reaches, marks } = termsOf(grant);
    return { ...row, role: grantee, scope: reaches, marks };
  });
}

/** Everything that may be done with one kind of entry. */
export function kindRows(kind: EntryKind): PolicyRow[] {
  const { collection, readers } = kind;
  return [
    ...rowsFor({ collection, operation: 'list' }, listersOf(kind)),
    ...rowsFor({ collection, operation: 'read' }, readers),
    ...rowsFor({ collection, operation: 'history' }, readers),
    ...Object.entries(kind.commands).flatMap(([operation, { who, stages }]) =>
      rowsFor({ collection, operation, stages }, who),
    ),
  ];
}

/** A list goes by scope; what names a person it does not know, and of a sealed kind it knows nothing. */
const listersOf = ({ readers, sealed }: EntryKind): readonly Grant[] =>
  sealed ? [] : readers.filter((grant) => termsOf(grant).grantee !== 'named');

/** Throws when a kind leaves open who may do something, naming the line that is missing. */
export function checkKind(kind: EntryKind): void {
  const commands = Object.entries<Partial<CommandSpec>>(kind.commands);
  for (const [name, { who }] of [...commands, ['readers', { who: kind.readers }] as const]) {
    const place = `"${name}" of ${kind.kind}`;
    if (!Array.isArray(who))
      throw new Error(
        `${place} has no permission: add who: ['chair o', …] (or [] for nobody) where it is defined`,
      );
    try {
      who.forEach(termsOf);
    } catch (error) {
      throw new Error(`${place}: ${error instanceof Error ? error.message : error}`);
    }
  }
  for (const [name, { stages = [] }] of commands) {
    const known = [...(kind.track?.stages ?? []), 'suspended'];
    const unknown = stages.find((stage) => !known.includes(stage));
    if (unknown !== undefined)
      throw new Error(`"${name}" of ${kind.kind} names a stage "${unknown}" there is not`);
  }
}

/** As a file: one header, one line each, in the order of the table. */
export const csvOf = (rows: readonly PolicyRow[]): string =>
  [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((column) => row[column]).join(','))]
    .join('\n')
    .concat('\n');
