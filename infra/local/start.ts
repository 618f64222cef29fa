import { peopleLines } from '../demo/demonstration.ts';
import { runUntilSignal } from '../launch/process-life.ts';
import { settingsFrom } from '../launch/settings.ts';
import { type Host, startHost } from './host.ts';

process.setSourceMapsEnabled(true);

await runUntilSignal(async () => {
  const host = await startHost({ ...settingsFrom(process.env), log: (line) => console.log(`  ${line}`) });
  console.log(await banner(host));
  return host;
});

async function banner({ url, awsUrl, dataDir, clock, isDemo }: Host): Promise<string> {
  const shows = clock.offset === 0 ? '' : ` (moved; it shows ${new Date(clock.now()).toISOString()})`;
  return [
    '',
    `Aman is ready: ${url}`,
    `  data         ${dataDir}`,
    `  AWS wire     ${awsUrl}  (DynamoDB and Step Functions, for any SDK or the aws CLI)`,
    `  clock        PUT ${awsUrl}/clock {"now": "…"}${shows}`,
    '',
    ...(isDemo ? ['Sign in as, for example:', ...(await peopleLines())] : ['The register is empty.']),
    '',
  ].join('\n');
}
