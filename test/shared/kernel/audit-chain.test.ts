import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  canonical,
  chainEvent,
  eraseEvent,
  findChainFault,
  GENESIS,
} from '../../../shared/kernel/audit-chain.ts';
import type { ChainedEvent } from '../../../shared/kernel/event.ts';
import { EntryId } from '../../../shared/kernel/ids.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const crypto = { sha256, salt: () => randomBytes(16).toString('hex') };
const actor = { kind: 'person', id: EntryId.parse('PE-A') } as const;

function chain(length: number): ChainedEvent[] {
  const events: ChainedEvent[] = [];
  for (let seq = 1; seq <= length; seq++) {
    const event = {
      seq,
      type: 'Noted',
      at: '2026-01-01T00:00:00.000Z',
      actor,
      data: { text: `note ${seq}`, n: seq },
    };
    events.push(chainEvent(event, events.at(-1)?.hash ?? GENESIS, crypto));
  }
  return events;
}
const change = (events: ChainedEvent[], at: number, by: Partial<ChainedEvent>) =>
  events.map((event, i) => (i === at ? { ...event, ...by } : event));

describe('the audit chain', () => {
  it('verifies what was recorded', () => expect(findChainFault(chain(5), sha256)).toBeNull());

  it.each([
    [
      'a changed value',
      (e: ChainedEvent[]) => change(e, 2, { data: { text: 'other', n: 3 } }),
      { seq: 3, fault: 'digest' },
    ],
    ['a changed type', (e: ChainedEvent[]) => change(e, 2, { type: 'Lied' }), { seq: 3, fault: 'hash' }],
    [
      'a changed actor',
      (e: ChainedEvent[]) => change(e, 1, { actor: { kind: 'timer' } }),
      { seq: 2, fault: 'hash' },
    ],
    ['a deleted event', (e: ChainedEvent[]) => e.filter((_, i) => i !== 1), { seq: 2, fault: 'gap' }],
    [
      'two swapped events',
      (e: ChainedEvent[]) => [e[1], e[0], ...e.slice(2)] as ChainedEvent[],
      { seq: 1, fault: 'gap' },
    ],
    [
      'an added value',
      (e: ChainedEvent[]) => change(e, 0, { data: { ...e[0]?.data, extra: 1 } }),
      { seq: 1, fault: 'digest' },
    ],
    ['a foreign link', (e: ChainedEvent[]) => change(e, 3, { prevHash: GENESIS }), { seq: 4, fault: 'link' }],
  ])('finds and locates %s', (_, attack, fault) =>
    expect(findChainFault(attack(chain(5)), sha256)).toEqual(fault),
  );

  it('stays valid when values and salts are erased, and holds nothing to guess them by', () => {
    const events = chain(3);
    const erased = events.map((event, i) => (i === 1 ? eraseEvent(event) : event));
    expect(findChainFault(erased, sha256)).toBeNull();
    expect(JSON.stringify(erased[1])).not.toContain('note 2');
    expect(erased[1]?.digests.text).not.toBe(sha256(canonical('note 2')));
  });

  it('writes the same value always in the same way', () => {
    expect(canonical({ b: 1, a: [undefined, { d: undefined, c: 'ä' }] })).toBe(
      '{"a":[null,{"c":"ä"}],"b":1}',
    );
  });
});
