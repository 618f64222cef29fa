import { startHost } from './host.ts';
import { runUntilSignal } from './process-life.ts';
import { settingsFrom } from './settings.ts';

process.setSourceMapsEnabled(true);

await runUntilSignal(async () => {
  const host = await startHost({ ...settingsFrom(process.env), log: (line) => console.log(`  ${line}`) });
  const moved =
    host.clock.offset === 0 ? '' : ` (moved; it shows ${new Date(host.clock.now()).toISOString()})`;
  console.log(`
Aman is ready:       ${host.url}
Data:                ${host.dataDir}
DynamoDB and Step Functions for any AWS SDK: ${host.awsUrl}
Clock:               PUT ${host.awsUrl}/clock {"now": "…"}${moved}
`);
  return host;
});
