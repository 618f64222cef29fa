import type { PersonActor } from '../../../shared/kernel/actor.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import type { CommandAnswer } from '../../../workflows/casework/submit-command.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import type { Attempt } from '../forms/attempt.ts';
import { fieldsOf } from '../forms/fields.ts';
import {
  FORM_CHECKED,
  FORM_KEY,
  FORM_MATCH,
  type KeepFile,
  moreRows,
  readForm,
  readInput,
  textOf,
} from '../forms/read-form.ts';
import type { Ctx, Front } from '../http-deps.ts';
import { checkedKey } from '../preconditions.ts';
import { expected } from '../problem.ts';
import { storeAttachment } from './attachments.ts';

interface Given {
  readonly kind: EntryKind;
  readonly id: EntryId | null;
  readonly name: string;
  readonly actor: PersonActor;
  /** What a hand-written page does to its form before it is read. */
  readonly tidy?: (form: FormData) => void;
}

/** Accepted, or back to the form with everything that was typed. */
export type Outcome =
  | { readonly answer: CommandAnswer; readonly attempt: null }
  | { readonly answer: null; readonly attempt: Attempt };

// The page goes on to what these say; the form would be of no use.
const ELSEWHERE = new Set(['Unauthenticated', 'NotFound']);

/** A command given from a page. */
export async function giveByForm(front: Front, c: Ctx, given: Given): Promise<Outcome> {
  const { kind, id, name, actor, tidy } = given;
  const spec = kind.commands[name];
  if (spec === undefined) throw new AppError('NotFound', 'not-found');
  const form = await readForm(c);
  tidy?.(form);
  let input: Record<string, unknown> = {};
  const key = textOf(form, FORM_KEY);
  const back = (error: AppError | null, more: Partial<Attempt> = {}): Outcome => ({
    answer: null,
    attempt: { command: name, input, error, more: moreRows(form), warnings: [], key: null, ...more },
  });
  const files = keepFiles(front, actor);
  try {
    input = await readInput(fieldsOf(spec.input), form, files.keep);
    // A file that cannot be kept takes none of the words with it.
    if (files.refused !== null) throw files.refused;
    if (moreRows(form) !== null) return back(null);
    if (key === null) throw new AppError('PreconditionRequired', 'idempotency-key-required');
    const warnings = textOf(form, FORM_CHECKED) === null ? warningsOf(front, kind, name, input) : [];
    // Nothing was sent under this key yet, or it is that of a sending that may have arrived: it stays.
    if (warnings.length > 0) return back(null, { warnings, key });
    const answer = await front.casework.submitCommand(front.workplace, {
      kind,
      id,
      name,
      input,
      actor,
      idempotencyKey: checkedKey(key),
      ifMatch: spec.approves === true ? (textOf(form, FORM_MATCH) ?? '""') : null,
    });
    return { answer, attempt: null };
  } catch (fault) {
    const error = expected(fault);
    if (error === null || ELSEWHERE.has(error.name)) throw fault;
    // Only a sending that may have arrived keeps its key; a refused one was as if never sent.
    return back(error, error.name === 'Unavailable' ? { key } : {});
  }
}

/** Asked before it is given; what is refused anyway, or not yet well formed, says so itself. */
function warningsOf(front: Front, kind: EntryKind, name: string, input: unknown) {
  return kind.impersonal ? [] : front.casework.textWarnings(kind, kind.parse(name, input));
}

function keepFiles(front: Front, actor: PersonActor): { keep: KeepFile; refused: AppError | null } {
  const files: ReturnType<typeof keepFiles> = {
    refused: null,
    async keep(file, path) {
      try {
        return (await storeAttachment(front, actor, new Uint8Array(await file.arrayBuffer()))).sha256;
      } catch (fault) {
        const error = expected(fault);
        if (error === null || error.name === 'Unavailable') throw fault;
        const errors = [{ pointer: path.replaceAll(/@[^/]*/g, ''), code: error.code }];
        files.refused ??= new AppError(error.name, error.code, { errors });
        return null;
      }
    },
  };
  return files;
}
