import { AppError } from '../../shared/kernel/errors.ts';

const MAX_DEPTH = 20;
const FORBIDDEN_KEYS = new Set(['__proto__']);

/** JSON.parse that refuses what JSON.parse quietly accepts: a key given twice, `__proto__`, endless nesting. */
export function parseJson(text: string): unknown {
  inspect(text);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(cause);
  }
}

interface Level {
  /** null in an array. */
  readonly keys: Set<string> | null;
  expectsKey: boolean;
}

// Walks the punctuation and strings only; JSON.parse judges the rest afterwards.
function inspect(text: string): void {
  const levels: Level[] = [];
  // The closing quote is optional so that an unterminated string is one token, not a search begun again and again.
  const token = /"(?:[^"\\]|\\.)*"?|[{}[\],:]/gs;
  for (const [found] of text.matchAll(token)) {
    if (found === '{' || found === '[') {
      levels.push({ keys: found === '{' ? new Set() : null, expectsKey: found === '{' });
      if (levels.length > MAX_DEPTH) throw new AppError('InvalidInput', 'too-deep');
    } else if (found === '}' || found === ']') levels.pop();
    else notice(levels.at(-1), found);
  }
}

function notice(level: Level | undefined, found: string): void {
  if (level === undefined || level.keys === null) return;
  if (found === ',') level.expectsKey = true;
  else if (found === ':') level.expectsKey = false;
  else if (level.expectsKey) addKey(level.keys, found);
}

function addKey(keys: Set<string>, quoted: string): void {
  const key = keyOf(quoted);
  if (FORBIDDEN_KEYS.has(key)) throw new AppError('InvalidInput', 'forbidden-key');
  if (keys.has(key)) throw new AppError('InvalidInput', 'duplicate-key');
  keys.add(key);
}

function keyOf(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch (cause) {
    throw malformed(cause);
  }
}

const malformed = (cause: unknown): AppError => new AppError('InvalidInput', 'malformed-json', { cause });
