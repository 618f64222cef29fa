import { execFileSync } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { folderAnchors } from '../../shared/aws/folder-anchors.ts';
import { systemCrypto } from '../../shared/aws/system.ts';
import { draftAnchor } from '../../shared/kernel/anchor.ts';
import { chainEvent, GENESIS } from '../../shared/kernel/audit-chain.ts';
import { EntryId } from '../../shared/kernel/ids.ts';

// `node test/bench/verify-export.ts`: how long an auditor waits for 100,000 events of 2,000 entries (goal: 10 s).
const ENTRIES = 2_000;
const EVENTS = 50;
const PROGRAM = join(import.meta.dirname, '../../infra/audit/verify-export.mjs');

const folder = mkdtempSync(join(tmpdir(), 'aman-verify-bench-'));
const file = join(folder, 'export.ndjson');
const out = createWriteStream(file);
const salt = (): string => Buffer.from(systemCrypto.random(16)).toString('hex');
const chains = [];
for (let n = 0; n < ENTRIES; n++) {
  const entry = EntryId.parse(`SP-BENCH-${n}`);
  const events = [];
  let prevHash = GENESIS;
  for (let seq = 1; seq <= EVENTS; seq++) {
    const data = {
      text: 'A concern somebody wrote down in a sentence or two.',
      place: 'PL-IQG15',
      level: seq,
      on: '2026-11-20',
      by: null,
    };
    const event = chainEvent(
      { seq, type: 'ConcernAdded', at: '2026-11-20T08:00:00.000Z', actor: { kind: 'timer' }, data },
      prevHash,
      { sha256: systemCrypto.sha256, salt },
    );
    prevHash = event.hash;
    events.push(event);
  }
  out.write(
    `${JSON.stringify({ type: 'entry', kind: 'safety-plan', id: entry, version: EVENTS, hash: prevHash })}\n`,
  );
  for (const event of events)
    out.write(`${JSON.stringify({ ...event, type: 'event', eventType: event.type, entry })}\n`);
  chains.push({ entry, after: 0, hashes: events.map(({ hash }) => hash) });
}
out.end();
await finished(out);
await folderAnchors(folder).add('open', draftAnchor(undefined, '2026-11-20T21:00:00.000Z', chains));
const began = performance.now();
execFileSync(process.execPath, [PROGRAM, file, '--anchors', join(folder, 'anchors.ndjson')], {
  stdio: 'inherit',
});
console.log(`${ENTRIES * EVENTS} events in ${((performance.now() - began) / 1000).toFixed(2)} s`);
rmSync(folder, { recursive: true });
