import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const { scripts, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
};

const codes = [...readme.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
const TOP = /^(workflows|functions|shared|infra|test|docs)\//;
const paths = [...new Set(codes.filter((code) => TOP.test(code) && !/[<*{ ]/.test(code)))];
const commands = [...readme.matchAll(/npm run ([a-z-]+)/g)].map(([, name = '']) => name);
const pictures = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, path = '']) => path);

describe('the README', () => {
  it('names paths', () => expect(paths.length).toBeGreaterThan(10));
  it.each(paths)('names %s, which exists', (path) => expect(existsSync(join(root, path))).toBe(true));
  it.each(pictures)('shows %s, which exists', (path) => expect(existsSync(join(root, path))).toBe(true));
  it.each([...new Set(commands)])('names npm run %s, which is a command', (name) =>
    expect(scripts).toHaveProperty(name),
  );

  it('gives a reason for every runtime dependency', () => {
    const table = readme.slice(readme.indexOf('### Runtime dependencies'), readme.indexOf('## Deploy'));
    const listed = table
      .replaceAll(/, -([a-z-]+)/g, ', @aws-sdk/client-$1')
      .replaceAll('lib-dynamodb', '@aws-sdk/lib-dynamodb');
    const missing = Object.keys(dependencies).filter((name) => !listed.includes(name));
    expect(missing).toEqual([]);
  });
});
