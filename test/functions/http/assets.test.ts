import { assetPath, assets } from 'aman:assets';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fakeFront } from './fake-front.ts';

const css = Buffer.from(assets[assetPath('site.css')]?.body ?? '', 'base64').toString();

describe('the style sheet', () => {
  it('knows neither left nor right', () => {
    expect(css.match(/[^-a-z](left|right|margin-left|padding-right)[^-a-z]/g)).toBeNull();
  });

  it('weighs less than 8 KB on the wire', () => {
    expect(gzipSync(css).byteLength).toBeLessThan(8 * 1024);
  });

  it('asks for nothing from elsewhere', () => {
    for (const [, url = ''] of css.matchAll(/url\("?([^")]+)/g)) expect(url).toMatch(/^\/assets\//);
  });
});

describe('assets', () => {
  const { app } = fakeFront({}, { assets: { assets, assetPath } });

  it('are served for ever under the hash of their content', async () => {
    const answer = await app.request(assetPath('site.css'));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('content-type')).toContain('text/css');
  });

  it.each([
    '/assets/..%2fpackage.json',
    '/assets/%2e%2e/package.json',
    '/assets/..%252fpackage.json',
    '/assets/....//package.json',
    '/assets/..\\package.json',
    '/assets/%00',
    '/assets/%c0%ae%c0%ae/package.json',
    '/assets/constructor',
    '/assets/__proto__',
    '/assets/',
    '/assets',
    '/package.json',
    '/.git/config',
  ])('%s is not there', async (path) => {
    expect((await app.request(path)).status).not.toBe(200);
  });
});
