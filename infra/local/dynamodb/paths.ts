import { nameOf } from './evaluate.ts';
import { ExpressionError } from './lexer.ts';
import type { Path, Substitutions } from './syntax.ts';
import { type AttributeValue, type Item, own, setOwn } from './values.ts';

/** A path with its #references resolved. */
export type ResolvedPath = readonly (string | number)[];

/** Paths as a tree: a node without children is the end of a path. */
export interface PathTree {
  readonly children: Map<string | number, PathTree>;
}

export function resolve(path: Path, names: Substitutions['names']): ResolvedPath {
  return path.parts.map((part) => (typeof part === 'number' ? part : nameOf(part, names)));
}

/** Joins paths to a tree. Throws ExpressionError when two overlap or conflict. */
export function pathTree(paths: readonly ResolvedPath[]): PathTree {
  const root: PathTree = { children: new Map() };
  const ends = new Map<PathTree, ResolvedPath>();
  for (const path of paths) {
    const end = descend(root, path, ends);
    const inside = end.children.size > 0 ? firstEnd(end, ends) : ends.get(end);
    if (inside !== undefined) throw overlap(inside, path);
    ends.set(end, path);
  }
  return root;
}

/** What of an item the tree of paths keeps; elements of lists close up. */
export function project(item: Item, tree: PathTree): Item {
  const kept: Item = {};
  for (const [name, child] of tree.children) {
    const value = own(item, String(name));
    const part = value === undefined ? undefined : projectValue(value, child);
    if (part !== undefined) setOwn(kept, String(name), part);
  }
  return kept;
}

function projectValue(value: AttributeValue, tree: PathTree): AttributeValue | undefined {
  if (tree.children.size === 0) return value;
  if ('M' in value) {
    const kept = project(value.M, tree);
    return Object.keys(kept).length === 0 ? undefined : { M: kept };
  }
  if (!('L' in value)) return undefined;
  const kept: AttributeValue[] = [];
  value.L.forEach((element, index) => {
    const child = tree.children.get(index);
    const part = child === undefined ? undefined : projectValue(element, child);
    if (part !== undefined) kept.push(part);
  });
  return kept.length === 0 ? undefined : { L: kept };
}

function descend(root: PathTree, path: ResolvedPath, ends: Map<PathTree, ResolvedPath>): PathTree {
  let node = root;
  for (const part of path) {
    const earlier = ends.get(node);
    if (earlier !== undefined) throw overlap(earlier, path);
    const [sibling] = node.children.keys();
    if (sibling !== undefined && typeof sibling !== typeof part)
      throw overlap(firstEnd(node, ends) ?? path, path, 'conflict');
    const child = node.children.get(part) ?? { children: new Map() };
    node.children.set(part, child);
    node = child;
  }
  return node;
}

function firstEnd(node: PathTree, ends: Map<PathTree, ResolvedPath>): ResolvedPath | undefined {
  for (let at: PathTree | undefined = node; at !== undefined; [at] = at.children.values()) {
    const end = ends.get(at);
    if (end !== undefined) return end;
  }
  return undefined;
}

function overlap(one: ResolvedPath, two: ResolvedPath, how = 'overlap'): ExpressionError {
  return new ExpressionError(
    `Two document paths ${how} with each other; must remove or rewrite one of these paths; path one: ${show(one)}, path two: ${show(two)}`,
  );
}

function show(path: ResolvedPath): string {
  return `[${path.map((part) => (typeof part === 'number' ? `[${part}]` : part)).join(', ')}]`;
}
