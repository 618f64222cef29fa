import type { PersonActor } from '../../../shared/kernel/actor.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { EntryId } from '../../../shared/kernel/ids.ts';
import type { CommandAnswer } from '../../../workflows/casework/submit-command.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import type { Attempt } from '../forms/attempt.ts';
import { fieldsOf } from '../forms/fields.ts';
import {
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
}

/** Accepted, or back to the form with everything that was typed. */
export type Outcome =
  | { readonly answer: CommandAnswer; readonly attempt: null }
  | { readonly answer: null; readonly attempt: Attempt };

// The page goes on to what these say; the form would be of no use.
const ELSEWHERE = new Set(['Unauthenticated', 'NotFound']);

/** A command given from a page. */
export async function giveByForm(front: Front, c: Ctx, { kind, id, name, actor }: Given): Promise<Outcome> {
  const spec = kind.commands[name];
  if (spec === undefined) throw new AppError('NotFound', 'not-found');
  const form = await readForm(c);
  let input: Record<string, unknown> = {};
  const key = textOf(form, FORM_KEY);
  const back = (error: AppError | null, kept: string | null = null): Outcome => ({
    answer: null,
    attempt: { command: name, input, error, more: moreRows(form), key: kept },
  });
  const files = keepFiles(front);
  try {
    input = await readInput(fieldsOf(spec.input), form, files.keep);
    if (files.refused() !== null) throw files.refused();
    if (moreRows(form) !== null) return back(null);
    if (key === null) throw new AppError('PreconditionRequired', 'idempotency-key-required');
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
    return back(error, error.name === 'Unavailable' ? key : null);
  }
}

/** A file that is not accepted does not take with it what was typed beside it. */
function keepFiles(front: Front): { keep: KeepFile; refused: () => AppError | null } {
  let refused: AppError | null = null;
  return {
    refused: () => refused,
    async keep(file) {
      try {
        const { sha256 } = await storeAttachment(front, new Uint8Array(await file.arrayBuffer()));
        return sha256;
      } catch (fault) {
        const error = expected(fault);
        if (error === null || error.name === 'Unavailable') throw fault;
        refused ??= error;
        return '';
      }
    },
  };
}
