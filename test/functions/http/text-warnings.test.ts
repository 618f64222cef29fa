import { describe, expect, it } from 'vitest';
import { cookie, fakeFront, jsonPost, ORIGIN } from './fake-front.ts';
import { VISIT } from './fake-kinds.ts';

const COMMAND = `/visits/${VISIT}/commands/AddConcern`;
const CALL = 'Call 0770 123 4567 about the lights';

const post = (app: ReturnType<typeof fakeFront>['app'], fields: Record<string, string>, language = 'en') =>
  app.request(COMMAND, {
    method: 'POST',
    headers: {
      ...cookie(),
      Origin: ORIGIN,
      'Content-Type': 'application/x-www-form-urlencoded',
      'Accept-Language': language,
    },
    body: new URLSearchParams({ _key: 'form-key', '/source': 'police', ...fields }),
  });

describe('a text that seems to point to a person', () => {
  it('comes back with a question, everything typed and the same key; nothing is sent', async () => {
    const { app, calls } = fakeFront();
    const answer = await post(app, { '/text': CALL });
    expect(answer.status).toBe(200);
    const html = await answer.text();
    expect(html).toContain('Does this point to a person?');
    expect(html).toContain(`${CALL}</textarea>`);
    expect(html).toContain('value="form-key"');
    expect(html).toMatch(/<label for="AddConcern-checked">\s*<input[^>]*name="_checked"/);
    expect(html).toContain('href="#AddConcern-text"');
    expect(calls.map(({ name }) => name)).not.toContain('submitCommand');
  });

  it('is sent once somebody says that it was checked', async () => {
    const { app, calls } = fakeFront();
    const answer = await post(app, { '/text': CALL, _checked: 'yes' });
    expect(answer.status).toBe(303);
    expect(calls.at(-1)?.args[1]).toMatchObject({ input: { text: CALL }, idempotencyKey: 'form-key' });
  });

  it('is asked about in the language of the page', async () => {
    for (const [language, words] of [
      ['ar', 'هل يدل هذا على شخص بعينه؟'],
      ['ckb', 'ئایا ئەمە ئاماژە بە کەسێک دەکات؟'],
    ] as const)
      expect(await (await post(fakeFront().app, { '/text': CALL }, language)).text()).toContain(words);
  });

  it('is no question where the text names nobody, nor before what is wrong is put right', async () => {
    expect((await post(fakeFront().app, { '/text': 'The lights are out' })).status).toBe(303);
    const html = await (await post(fakeFront().app, { '/text': CALL, '/source': 'nonsense' })).text();
    expect(html).not.toContain('_checked');
    expect(html).toContain('role="alert"');
  });

  it('is accepted through the API and named in the answer', async () => {
    const warnings = [{ pointer: '/text', code: 'phone-number' }];
    const answered = { id: VISIT, version: 4, stage: 'collecting', events: [], replayed: false };
    const { app } = fakeFront({ submitCommand: async () => ({ ...answered, warnings }) });
    const given = await app.request(`/api${COMMAND}`, jsonPost({ text: CALL, source: 'police' }));
    expect([given.status, await given.json()]).toEqual([
      200,
      { id: VISIT, version: 4, stage: 'collecting', events: [], warnings },
    ]);
  });
});
