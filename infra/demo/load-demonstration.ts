import { workplaceOf } from '../../functions/ports.ts';
import { readEnv } from '../../shared/aws/env.ts';
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
  await loadDemoOnce(workplaceOf(readEnv(), 'demo'), file);
} catch (error) {
  console.error(sentenceOf(error));
  process.exitCode = 1;
}
