import type { PersonActor } from '../../../shared/kernel/actor.ts';
import { isRecord, records } from '../facts/section.ts';
import type { Front } from '../http-deps.ts';
import type { Choices, Option } from './drawing.ts';
import type { Field } from './fields.ts';

const PAGE = 100;
const LABEL = 70;

/** What the selects of these fields offer this reader. */
export async function choicesFor(
  front: Front,
  actor: PersonActor,
  fields: readonly Field[],
  state: unknown,
): Promise<Choices> {
  const kinds = [...new Set(fields.flatMap(entriesIn))];
  const entries = await Promise.all(
    kinds.map(async (name) => [name, await optionsOf(front, actor, name)] as const),
  );
  const collections = [...new Set(fields.flatMap(partsIn))];
  const parts = collections.map((name) => [name, partOptions(state, name)] as const);
  return { entries: new Map(entries), parts: new Map(parts) };
}

async function optionsOf(front: Front, actor: PersonActor, name: string) {
  const kind = front.workplace.registry.kind(name);
  if (kind === undefined) return { options: [], more: true };
  const request = { filter: {}, page: { limit: PAGE, cursor: null } };
  const { items, nextCursor } = await front.casework.listEntries(front.workplace, kind, actor, request);
  const options = items.map(({ id, title }) => ({ id, label: title }));
  return { options, more: nextCursor !== null };
}

function partOptions(state: unknown, collection: string): Option[] {
  const members = isRecord(state) ? state[collection] : undefined;
  return records(members).map(([key, member]) => {
    const id = Array.isArray(members) && typeof member.id === 'string' ? member.id : key;
    const text = ['title', 'text', 'what', 'name']
      .map((name) => member[name])
      .find((one) => typeof one === 'string');
    return { id, label: text === undefined ? id : `${id} · ${shorten(String(text))}` };
  });
}

const shorten = (text: string): string => (text.length > LABEL ? `${text.slice(0, LABEL)}…` : text);

const inner = (field: Field, find: (field: Field) => string[]): string[] => {
  switch (field.control) {
    case 'group':
    case 'lines':
      return field.fields.flatMap(find);
    case 'rows':
    case 'several':
      return find(field.of);
    case 'variant':
      return field.cases.flatMap(({ fields }) => fields.flatMap(find));
    default:
      return [];
  }
};

const entriesIn = (field: Field): string[] =>
  field.control === 'entry' ? [field.kind] : inner(field, entriesIn);

const partsIn = (field: Field): string[] =>
  field.control === 'part' ? [field.collection] : inner(field, partsIn);
