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
export function child(container: AttributeValue, part: string | number): AttributeValue | undefined {
  if (typeof part === 'number') return 'L' in container ? container.L[part] : undefined;
  return 'M' in container ? own(container.M, part) : undefined;
}

/** Refuses places of which one lies in another, or that find a map and a list at the same path. */
export function checkApart(places: readonly Located[]): void {
  for (const [index, { path }] of places.entries())
    for (const { path: earlier } of places.slice(0, index)) {
      const [one, other] = fork(earlier, path);
      if (one === undefined || other === undefined) throw clash('overlap', earlier, path);
      if (typeof one !== typeof other) throw clash('conflict', earlier, path);
    }
}

/** The first parts in which two paths differ; undefined when one of them ends there. */
export function fork(a: Path, b: Path): readonly (string | number | undefined)[] {
  const at = b.findIndex((part, position) => part !== a[position]);
  return [a[at], b[at]];
}

function clash(how: 'overlap' | 'conflict', ...paths: readonly Path[]) {
  const shown = paths.map((path) =>
    path.map((part) => (typeof part === 'number' ? `[${part}]` : part)).join(', '),
  );
  const rule = `Two document paths ${how} with each other; must remove or rewrite one of these paths`;
  return validation(`${rule}; path one: [${shown[0]}], path two: [${shown[1]}]`);
}

/** What of an item lies in these places. */
export function project(item: Item, places: readonly Located[]): Item {
  const kept = projectValue({ M: item }, places);
  return kept !== undefined && 'M' in kept ? kept.M : {};
}

function projectValue(value: AttributeValue, places: readonly Located[]): AttributeValue | undefined {
  if (places.some(({ path }) => path.length === 0)) return value;
  const branches = Map.groupBy(places, ({ path: [part = ''] }) => part);
  const kept = mapOf(
    Array.from(branches, ([part, below]) => {
      const inner = child(value, part);
      const rest = below.map(({ path }) => ({ path: path.slice(1) }));
      return [String(part), inner && projectValue(inner, rest)];
    }),
  );
  if (Object.keys(kept).length === 0) return undefined;
  // Names that are numbers come in their order, so the elements of a list close up.
  return 'L' in value ? { L: Object.values(kept) } : { M: kept };
}
