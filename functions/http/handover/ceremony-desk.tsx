import { localeOf } from '../../../shared/i18n/languages.ts';
import type { PersonActor } from '../../../shared/kernel/actor.ts';
import { AppError } from '../../../shared/kernel/errors.ts';
import type { EntryView } from '../../../workflows/casework/read-entry.ts';
import type { Delivery } from '../../../workflows/delivery/case.ts';
import type { Certificate } from '../../../workflows/delivery/certificate.ts';
import type { EntryKind } from '../../../workflows/track.ts';
import type { Attempt } from '../forms/attempt.ts';
import { frameFor } from '../frame.ts';
import type { Ctx, Front } from '../http-deps.ts';
import { localeFor } from '../language.ts';
import { statusOf } from '../problem.ts';
import { NoQuery, readQuery } from '../query.ts';
import { checkAddress } from '../routes/check-pages.tsx';
import { idOf } from '../routes/entries.ts';
import { giveByForm } from '../routes/give-by-form.ts';
import { signedIn } from '../session.ts';
import { titlesOf } from '../titles.ts';
import { createSay } from '../wording.ts';
import { CeremonyPage, MOST_WITNESSES, WITNESSES } from './ceremony.tsx';
import { type Ceremony, ceremonyOf, controlAt, onThePage, tidyCeremony } from './ceremony-form.ts';
import { labelIn } from './ceremony-labels.ts';
import { HandoverCertificate } from './certificate.tsx';
import type { Filled } from './controls.tsx';
import { optionsOf, scriptFor } from './hand-drawn.ts';
import { imagesOf } from './signatures.tsx';
import { SignedAlready } from './signed-already.tsx';
import { problemsIn, troubleOf } from './trouble.tsx';

const DELIVERIES = 'deliveries';
const COMMAND = 'RecordHandover';

function deliveryKind({ workplace }: Front): EntryKind {
  const kind = workplace.registry.collection(DELIVERIES);
  if (kind === undefined) throw new AppError('NotFound', 'not-found');
  return kind;
}

interface Shown {
  readonly actor: PersonActor;
  readonly view: EntryView;
  readonly ceremony: Ceremony;
}

async function read(front: Front, c: Ctx): Promise<Shown> {
  const kind = deliveryKind(front);
  const actor = await signedIn(front, c);
  const id = idOf(c);
  const view = await front.casework.readEntry(front.workplace, kind, id, actor);
  const goods = await front.casework.readGoods(front.workplace, kind, id, actor);
  return { actor, view, ceremony: ceremonyOf(view.state as Delivery, goods) };
}

/** The table before anybody has signed. */
export async function show(front: Front, c: Ctx): Promise<Response> {
  readQuery(c, NoQuery);
  const shown = await read(front, c);
  return draw(front, c, shown, null);
}

/** Everybody has signed; or somebody has to look again. */
export async function sign(front: Front, c: Ctx): Promise<Response> {
  const kind = deliveryKind(front);
  const before = await read(front, c);
  const { actor, ceremony } = before;
  const id = idOf(c);
  const tidy = (form: FormData) => tidyCeremony(ceremony, form);
  const { answer, attempt } = await giveByForm(front, c, { kind, id, name: COMMAND, actor, tidy });
  if (answer !== null) return c.redirect(`/${DELIVERIES}/${id}?done=${COMMAND}`, 303);
  // As it stands now: it may have changed since the form was drawn.
  return draw(front, c, await read(front, c), attempt);
}

async function draw(front: Front, c: Ctx, shown: Shown, attempt: Attempt | null): Promise<Response> {
  const { actor, view, ceremony } = shown;
  const names = await titlesOf(front, actor, localeFor(c), [ceremony.units]);
  const path = `/${DELIVERIES}/${view.id}`;
  const frame = frameFor(front, c, { actor, names, path: attempt === null ? `${path}/handover` : path });
  const { say } = frame;
  c.header('Cache-Control', 'no-store');
  const { handovers } = view.state as Delivery;
  if (view.stage !== 'handover' && handovers.H01 !== undefined)
    return c.html(SignedAlready({ frame, view, number: handovers.H01.number }), 409);
  if (view.stage !== 'handover')
    throw new AppError('Conflict', 'not-in-this-stage', { params: { stage: view.stage ?? '' } });
  if (!view.commands.some(({ name }) => name === COMMAND)) throw new AppError('Forbidden', 'forbidden');
  const input = attempt?.input ?? atFirst(shown);
  const error = attempt?.error ?? null;
  const trouble =
    error === null
      ? null
      : troubleOf(
          say,
          error,
          (pointer) => controlAt(ceremony, input, pointer),
          (control) => labelIn(ceremony, say, control),
        );
  const filled: Filled = {
    say,
    command: COMMAND,
    input: onThePage(ceremony, input),
    problems: trouble === null ? new Map() : problemsIn(trouble),
  };
  const [people, units] = await Promise.all([
    optionsOf(front, { actor, say }, 'person'),
    optionsOf(front, { actor, say }, 'unit', ({ card }) => card.kind === 'directorate'),
  ]);
  const signed = Array.isArray(input.witnesses) ? input.witnesses.length : 0;
  const page = CeremonyPage({
    frame,
    view,
    ceremony,
    filled,
    trouble,
    key: attempt?.key ?? crypto.randomUUID(),
    people,
    ministries: units,
    witnesses: Math.min(Math.max(attempt?.more?.count ?? 0, signed, WITNESSES), MOST_WITNESSES),
    script: scriptFor(front, c),
  });
  return c.html(page, error === null ? 200 : statusOf(error));
}

/** Whoever opens the page stands on the side of the unit, or of those who bring the goods. */
function atFirst({ actor, view, ceremony }: Shown): Readonly<Record<string, unknown>> {
  const { units, returning } = ceremony;
  const own = units.findIndex((unit) =>
    actor.assignments.some(({ scope }) => scope.kind === 'unit' && scope.id === unit),
  );
  const me = { name: actor.name, person: actor.id };
  const received = units.map((unit, row) => ({ unit, ...(row === own && !returning ? me : {}) }));
  const gives = returning ? own !== -1 : own === -1;
  const back = returning && own === -1 ? received.map((row) => ({ ...row, ...me })) : received;
  const { arrival } = view.state as { arrival?: { place: string } };
  return { place: arrival?.place ?? '', given: gives ? me : {}, received: back };
}

/** Arabic or Sorani, as the case's authority writes, and English beside it. */
export async function certificate(front: Front, c: Ctx): Promise<Response> {
  const kind = deliveryKind(front);
  const actor = await signedIn(front, c);
  readQuery(c, NoQuery);
  const [paper] = await front.casework.readPapers(front.workplace, kind, idOf(c), actor);
  if (paper === undefined) throw new AppError('NotFound', 'not-found');
  const content = paper.content as Certificate;
  const locale = localeOf(content.authority === 'krg' ? 'ckb' : 'ar');
  const { given, received, witnesses } = content;
  const frame = frameFor(front, c, { actor, locale });
  c.header('Cache-Control', 'no-store');
  return c.html(
    HandoverCertificate({
      frame,
      certificate: content,
      sha256: paper.sha256,
      says: [frame.say, createSay(localeOf('en'))],
      images: await imagesOf(front, [given, ...received, ...witnesses]),
      address: checkAddress(front, c, paper),
    }),
  );
}
