import { ExpressionError, type Path } from './syntax.ts';
import { type AttributeValue, type Item, mapOf, own } from './values.ts';

/** Paths as a tree: a node without children is the end of a path. */
export interface PathTree {
  readonly children: Map<string | number, PathTree>;
  end?: Path;
}

/** The value at a path, if the item has it. */
export function valueAt(path: Path, item: Item): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const part of path) value = value === undefined ? undefined : child(value, part);
  return value;
}

/** What a list has at an index, or a map under a name. */
export function child(container: AttributeValue, part: string | number): AttributeValue | undefined {
  if (typeof part === 'number') return 'L' in container ? container.L[part] : undefined;
  return 'M' in container ? own(container.M, part) : undefined;
}

/** Joins paths to a tree. Throws ExpressionError when two overlap or conflict. */
export function pathTree(paths: readonly Path[]): PathTree {
  const root: PathTree = { children: new Map() };
  for (const path of paths) {
    const node = path.reduce((above, part) => descend(above, part, path), root);
    const inside = firstEnd(node);
    if (inside !== undefined) throw clash('overlap', inside, path);
    node.end = path;
  }
  return root;
}

/** What of an item the tree of paths keeps; elements of lists close up. */
export function project(item: Item, { children }: PathTree): Item {
  return mapOf(
    Array.from(children, ([part, tree]) => {
      const value = own(item, String(part));
      return [String(part), value === undefined ? undefined : projectValue(value, tree)];
    }),
  );
}

function projectValue(value: AttributeValue, tree: PathTree): AttributeValue | undefined {
  if (tree.children.size === 0) return value;
  if ('M' in value) {
    const kept = project(value.M, tree);
    return Object.keys(kept).length === 0 ? undefined : { M: kept };
  }
  if (!('L' in value)) return undefined;
  const kept = value.L.flatMap((element, index) => {
    const below = tree.children.get(index);
    return (below && projectValue(element, below)) ?? [];
  });
  return kept.length === 0 ? undefined : { L: kept };
}

function descend(node: PathTree, part: string | number, path: Path): PathTree {
  if (node.end !== undefined) throw clash('overlap', node.end, path);
  const [sibling] = node.children.keys();
  if (sibling !== undefined && typeof sibling !== typeof part)
    throw clash('conflict', firstEnd(node) ?? path, path);
  const below = node.children.get(part) ?? { children: new Map() };
  node.children.set(part, below);
  return below;
}

function firstEnd(node: PathTree): Path | undefined {
  const [below] = node.children.values();
  return node.end ?? (below && firstEnd(below));
}

function clash(how: 'overlap' | 'conflict', one: Path, two: Path): ExpressionError {
  const [first, second] = [one, two].map(
    (path) => `[${path.map((part) => (typeof part === 'number' ? `[${part}]` : part)).join(', ')}]`,
  );
  return new ExpressionError(
    `Two document paths ${how} with each other; must remove or rewrite one of these paths; path one: ${first}, path two: ${second}`,
  );
}
