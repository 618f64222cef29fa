import { anchorsAt, workplaceOf } from '../../functions/ports.ts';
import { readAnchorPlace, readEnv } from '../../shared/aws/env.ts';
import { anchorTrail } from '../../workflows/casework/anchor-trail.ts';
import { endWithStarter } from '../launch/run-program.ts';
import { sentenceOf } from '../launch/sentence.ts';
import { movableClock } from '../local/clock.ts';
import { loadDemoOnce } from './demo-api.ts';

/** Started by the host with its environment: the file that remembers the progress, and how far the clock is ahead. */
const [file = '', offset = '0'] = process.argv.slice(2);
// Two loaders would write one progress file: the next start brings its own.
endWithStarter();
movableClock(Number(offset));
try {
  const workplace = workplaceOf(readEnv(), 'demo');
  await loadDemoOnce(workplace, file);
  // The first day's history need not wait for the night.
  await anchorTrail(workplace, anchorsAt(readAnchorPlace()));
} catch (error) {
  console.error(sentenceOf(error));
  process.exitCode = 1;
}
