import type { MessageKey } from '../../../shared/i18n/messages.ts';
import type { PersonActor } from '../../../shared/kernel/actor.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { EntryView } from '../../../workflows/casework/read-entry.ts';
import type { Asset } from '../../../workflows/register/asset/asset.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import { isRecord } from '../facts/section.ts';
import type { Attempt } from '../forms/attempt.ts';
import { frameFor } from '../frame.ts';
import type { Ctx, Front } from '../http-deps.ts';
import { localeFor } from '../language.ts';
import { statusOf } from '../problem.ts';
import { NoQuery, readQuery } from '../query.ts';
import { idOf } from '../routes/entries.ts';
import { giveByForm } from '../routes/give-by-form.ts';
import { signedIn } from '../session.ts';
import { titlesOf } from '../titles.ts';
import type { Say } from '../wording.ts';
import { withMark } from './ceremony-form.ts';
import { signatureLabel } from './ceremony-labels.ts';
import type { Filled } from './controls.tsx';
import { optionsOf, scriptFor } from './hand-drawn.ts';
import { sayHow } from './signature-form.ts';
import { TransferPage } from './transfer.tsx';
import { problemsIn, troubleOf } from './trouble.tsx';

const ASSETS = 'assets';
const COMMAND = 'TransferCustody';

function assetKind({ workplace }: Front): EntryKind {
  const kind = workplace.registry.collection(ASSETS);
  if (kind === undefined) throw new AppError('NotFound', 'not-found');
  return kind;
}

interface Shown {
  readonly actor: PersonActor;
  readonly view: EntryView;
}

async function read(front: Front, c: Ctx): Promise<Shown> {
  const actor = await signedIn(front, c);
  return { actor, view: await front.casework.readEntry(front.workplace, assetKind(front), idOf(c), actor) };
}

export async function show(front: Front, c: Ctx): Promise<Response> {
  readQuery(c, NoQuery);
  const shown = await read(front, c);
  if (!shown.view.commands.some(({ name }) => name === COMMAND)) throw new AppError('Forbidden', 'forbidden');
  return draw(front, c, shown, null);
}

export async function sign(front: Front, c: Ctx): Promise<Response> {
  const kind = assetKind(front);
  const actor = await signedIn(front, c);
  const id = idOf(c);
  const { answer, attempt } = await giveByForm(front, c, { kind, id, name: COMMAND, actor, tidy });
  if (answer !== null) return c.redirect(`/${ASSETS}/${id}?done=${COMMAND}`, 303);
  return draw(front, c, await read(front, c), attempt);
}

const KINDS: Readonly<Record<string, string>> = { UN: 'unit', FA: 'facility', PE: 'person' };

/** One receiver, from the list or by account; what it is shows in its number. */
function tidy(form: FormData): void {
  const person = String(form.get('/to/person') ?? '').trim();
  const to = person === '' ? String(form.get('/to/id') ?? '') : person;
  form.set('/to/id', to);
  form.set('/to/kind', KINDS[to.slice(0, 2).toUpperCase()] ?? (person === '' ? 'unit' : 'person'));
  for (const side of ['/given', '/received']) sayHow(form, side);
}

async function draw(front: Front, c: Ctx, shown: Shown, attempt: Attempt | null): Promise<Response> {
  const { actor, view } = shown;
  const { holder } = view.state as Asset;
  const names = await titlesOf(front, actor, localeFor(c), [holder]);
  const path = `/${ASSETS}/${view.id}`;
  const frame = frameFor(front, c, { actor, names, path: attempt === null ? `${path}/transfer` : path });
  const { say } = frame;
  const input = attempt?.input ?? atFirst(shown);
  const error = attempt?.error ?? null;
  const trouble =
    error === null
      ? null
      : troubleOf(
          say,
          error,
          (pointer) => controlAt(input, pointer),
          (control) => labelIn(say, control),
        );
  const filled: Filled = {
    say,
    command: COMMAND,
    input: onThePage(input),
    problems: trouble === null ? new Map() : problemsIn(trouble),
  };
  const [people, units, stores] = await Promise.all([
    optionsOf(front, { actor, say }, 'person'),
    optionsOf(front, { actor, say }, 'unit'),
    optionsOf(front, { actor, say }, 'facility', ({ card }) => card.kind === 'warehouse'),
  ]);
  c.header('Cache-Control', 'no-store');
  const page = TransferPage({
    frame,
    view,
    holder: holder.id,
    filled,
    trouble,
    key: attempt?.key ?? crypto.randomUUID(),
    people,
    places: [...stores, ...units],
    script: scriptFor(front, c),
  });
  return c.html(page, error === null ? 200 : statusOf(error));
}

type Input = Readonly<Record<string, unknown>>;
const isToPerson = ({ to }: Input): boolean => isRecord(to) && to.kind === 'person';

/** A person who receives is typed beside the list. */
const onThePage = (input: Input): Input =>
  isToPerson(input) && isRecord(input.to) ? { ...input, to: { person: input.to.id } } : input;

const controlAt = (input: Input, pointer: string): string => {
  if (pointer.startsWith('/to')) return isToPerson(input) ? '/to/person' : '/to/id';
  return pointer.startsWith('/evidence') ? '/evidence' : withMark(pointer);
};

const LABELS: Readonly<Record<string, MessageKey>> = {
  to: 'transfer.to',
  place: 'certificate.place',
  condition: 'transfer.condition',
  remarks: 'transfer.remarks',
  evidence: 'transfer.evidence',
};

function labelIn(say: Say, path: string): string {
  const name = path.split('/')[1] ?? '';
  if (name === 'given') return signatureLabel(say, say.t('ceremony.gives'), path);
  if (name === 'received') return signatureLabel(say, say.t('transfer.receives'), path);
  const key = LABELS[name];
  return key === undefined ? name : say.t(key);
}

/** Whoever holds it, or keeps the store, gives; anybody else receives. */
function atFirst({ actor, view }: Shown): Input {
  const { holder } = view.state as Asset;
  const me = { name: actor.name, person: actor.id };
  const holds =
    holder.id === actor.id ||
    actor.assignments.some(({ role, scope }) =>
      holder.kind === 'unit' ? scope.kind === 'unit' && scope.id === holder.id : role.startsWith('logistics'),
    );
  return holds ? { given: me } : { received: me };
}
