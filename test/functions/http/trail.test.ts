import { describe, expect, it } from 'vitest';
import type { Anchor } from '../../../shared/kernel/anchor.ts';
import type { AnchorSeries } from '../../../shared/ports.ts';
import { bearer, cookie, fakeFront } from './fake-front.ts';
import { HANA, OMAR, VISIT } from './fake-kinds.ts';

const anchor: Anchor = {
  type: 'anchor',
  number: 7,
  at: '2026-11-19T21:00:00.000Z',
  previous: '0'.repeat(64),
  chains: [{ entry: VISIT, after: 3, hashes: ['a'.repeat(64), 'b'.repeat(64)] }],
  digest: `3f9a01c277de${'0'.repeat(52)}`,
  publicKey: 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=',
  signature: 'c2lnbmF0dXJl',
};
const front = () =>
  fakeFront({}, { anchors: { read: async (series: AnchorSeries) => (series === 'open' ? [anchor] : []) } })
    .app;

describe('the audit trail', () => {
  it.each(['/api/anchors.ndjson', '/trail'])('is for the auditor alone: %s', async (path) => {
    expect((await front().request(path)).status).toBe(path.startsWith('/api') ? 401 : 303);
    expect((await front().request(path, { headers: bearer(HANA) })).status).toBe(403);
    const answer = await front().request(path, { headers: bearer(OMAR) });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('gives the anchors as they were signed, one a line', async () => {
    const answer = await front().request('/api/anchors.ndjson', { headers: bearer(OMAR) });
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect(await answer.text()).toBe(`${JSON.stringify(anchor)}\n`);
  });

  it('shows the codes for the paper log and links both files', async () => {
    const text = await (await front().request('/trail', { headers: cookie(OMAR) })).text();
    expect(text).toContain('3f9a-01c2-77de');
    expect(text).toContain('href="/api/export.ndjson"');
    expect(text).toContain('href="/api/anchors.ndjson"');
  });

  it('says that there is no anchor yet', async () => {
    const { app } = fakeFront();
    expect(await (await app.request('/trail', { headers: cookie(OMAR) })).text()).toContain('no anchor yet');
  });

  it('stands in the menu of auditors and of nobody else', async () => {
    const menu = async (id: string) =>
      (await (await front().request('/', { headers: cookie(id) })).text()).includes('href="/trail"');
    expect(await menu(OMAR)).toBe(true);
    expect(await menu(HANA)).toBe(false);
  });
});
