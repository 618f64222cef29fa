import { validation } from './errors.ts';
import type { Located, Path } from './syntax.ts';
import { type AttributeValue, type Item, mapOf, own } from './values.ts';

/** The value at a path, if the item has it. */
export function valueAt(path: Path, item: Item): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const part of path) value = value && child(value, part);
  return value;
}

/** What a list has at an index, or a map under a name. */
function child(container: AttributeValue, part: string | number): AttributeValue | undefined {
  if (typeof part === 'number') return 'L' in container ? container.L[part] : undefined;
  return 'M' in container ? own(container.M, part) : undefined;
}

/** All that a map has under its names, or a list at its indexes. */
export function childrenOf(container: AttributeValue): Map<string, AttributeValue> {
  return new Map(Object.entries('L' in container ? container.L : 'M' in container ? container.M : {}));
}

/** The container with these children. Names that are numbers come in their order, so a list closes up. */
export function withChildren(container: AttributeValue, children: Item): AttributeValue {
  return 'L' in container ? { L: Object.values(children) } : { M: children };
}

/** The places by the first part of their paths, each with the rest of its path. */
export function byPart<T extends Located>(places: readonly T[]): Map<string | number, T[]> {
  const groups = new Map<string | number, T[]>();
  for (const place of places) {
    const [part = '', ...path] = place.path;
    groups.set(part, [...(groups.get(part) ?? []), { ...place, path }]);
  }
  return groups;
}

/** What of an item lies in these places. */
export function project(item: Item, places: readonly Located[]): Item {
  const kept = projectValue({ M: item }, places);
  return kept !== undefined && 'M' in kept ? kept.M : {};
}

function projectValue(value: AttributeValue, places: readonly Located[]): AttributeValue | undefined {
  if (places.some(({ path }) => path.length === 0)) return value;
  const kept = Array.from(byPart(places), ([part, rest]) => {
    const inner = child(value, part);
    return [String(part), inner && projectValue(inner, rest)] as const;
  });
  return kept.every(([, inner]) => inner === undefined) ? undefined : withChildren(value, mapOf(kept));
}

/** Refuses places of which one lies in another, or that find a map and a list at the same path. */
export function checkApart(places: readonly Located[]): void {
  for (const [index, { path: two }] of places.entries())
    for (const { path: one } of places.slice(0, index)) {
      const fork = two.findIndex((part, at) => part !== one[at]);
      const isInside = one[fork] === undefined || two[fork] === undefined;
      if (!isInside && typeof one[fork] === typeof two[fork]) continue;
      const how = `Two document paths ${isInside ? 'overlap' : 'conflict'} with each other`;
      const paths = `path one: ${shown(one)}, path two: ${shown(two)}`;
      throw validation(`${how}; must remove or rewrite one of these paths; ${paths}`);
    }
}

function shown(path: Path): string {
  return `[${path.map((part) => (typeof part === 'number' ? `[${part}]` : part)).join(', ')}]`;
}
