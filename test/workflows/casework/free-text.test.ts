import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { textWarnings } from '../../../workflows/casework/free-text.ts';
import { registry } from '../../../workflows/registry.ts';
import type { EntryKind } from '../../../workflows/track.ts';

const kindOf = (name: string): EntryKind => {
  const kind = registry.kind(name);
  if (kind === undefined) throw new Error(name);
  return kind;
};
const warned = (name: string, type: string, input: object) =>
  textWarnings(kindOf(name), { type, ...input }).map(({ pointer, code }) => `${pointer} ${code}`);

const CALL = 'She asks to be called at 0770 123 4567';

describe('free text of a command', () => {
  it.each([
    ['safety-plan', 'AddConcern', { text: CALL }, ['/text phone-number']],
    ['safety-plan', 'AddConcern', { text: 'The street is dark' }, []],
    [
      'protected-concern',
      'GrantAccess',
      { reason: `For Ahmed Hassan al-Jubouri. ${CALL}` },
      ['/reason phone-number', '/reason name-like'],
    ],
    [
      'recurrence-watch',
      'RecordRecurrence',
      { recurred: true, text: 'كتبت زينب كاظم إلى z@example.org' },
      ['/text email-address', '/text name-like'],
    ],
    ['person', 'InvitePerson', { name: { display: 'Ahmed Hassan al-Jubouri' }, phone: '07701234567' }, []],
  ])('%s %s %o: %j', (kind, type, input, expected) => {
    expect(warned(kind, type, input)).toEqual(expected);
  });

  it('is found however deep it stands: in rows, records, choices and what may be left out', () => {
    const line = z.string().trim().max(300);
    const input = z.strictObject({
      rows: z.array(z.strictObject({ note: line.optional() })),
      byName: z.record(z.string(), line.nullable()),
      one: z.discriminatedUnion('is', [
        z.strictObject({ is: z.literal('a'), text: line }),
        z.strictObject({ is: z.literal('b'), number: z.number() }),
      ]),
      short: z.string().max(120),
    });
    const kind = { ...kindOf('forum'), commands: { Say: { input, who: [] } } };
    const command = {
      type: 'Say',
      rows: [{}, { note: CALL }],
      byName: { here: CALL, there: null },
      one: { is: 'a', text: CALL },
      short: CALL,
    };
    expect(textWarnings(kind, command).map(({ pointer }) => pointer)).toEqual([
      '/rows/1/note',
      '/byName/here',
      '/one/text',
    ]);
  });

  it('is refused and not only warned of where nobody may be named', () => {
    expect(registry.kinds.filter(({ impersonal }) => impersonal).map(({ kind }) => kind)).toEqual([
      'protected-concern',
      'break-glass',
    ]);
  });
});
