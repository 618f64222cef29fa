// Everything that must be green, in the order in which it is quickest to fail; the last line has the counts.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runOnOwnNode } from '../infra/launch/own-node.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIN = join(ROOT, 'node_modules', '.bin');
const RESULTS = join(ROOT, '.build', 'test-results.json');

const STEPS = [
  { name: 'format and lint', package: '@biomejs/biome', bin: 'biome', args: ['ci', '.'] },
  { name: 'types', package: 'typescript', bin: 'tsc', args: ['--noEmit'] },
  { name: 'unused code', package: 'knip', bin: 'knip', args: [] },
  { name: 'build', script: 'infra/launch/prepare.ts', args: [] },
];
const VITEST = {
  name: 'tests',
  package: 'vitest',
  bin: 'vitest',
  args: [
    'run',
    '--config=test/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${RESULTS}`,
    ...process.argv.slice(2),
  ],
};

if (Number.parseInt(process.versions.node, 10) < 24) await runOnOwnNode('test/run.mjs');
else await main();

async function main() {
  const steps = [];
  for (const step of STEPS) steps.push(await run(step));
  mkdirSync(join(ROOT, '.build'), { recursive: true });
  rmSync(RESULTS, { force: true });
  const vitest = await run(VITEST);
  const tests = countTests(vitest);
  report([...steps, vitest], tests);
}

async function run(step) {
  console.log(`\n— ${step.name} —`);
  const started = performance.now();
  const child = spawn(process.execPath, [programOf(step), ...step.args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}` },
  });
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('close', (status) => resolve(status ?? 1));
  });
  return { name: step.name, passed: code === 0, seconds: (performance.now() - started) / 1000 };
}

/** The script behind a package's command, so that it runs on this Node whatever the path says. */
function programOf(step) {
  if (step.script !== undefined) return join(ROOT, step.script);
  const folder = join(ROOT, 'node_modules', step.package);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[step.bin]);
}

/** A file that could not be loaded, and an error outside of every test, count as one failure each. */
function countTests({ passed: isGreen }) {
  let results;
  try {
    results = JSON.parse(readFileSync(RESULTS, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0, note: 'vitest wrote no results' };
  }
  const broken = results.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const counts = {
    passed: results.numPassedTests,
    failed: results.numFailedTests + broken,
    skipped: results.numPendingTests + results.numTodoTests,
  };
  if (counts.passed + counts.failed === 0) return { ...counts, failed: 1, note: 'vitest ran no test' };
  if (!isGreen && counts.failed === 0)
    return { ...counts, failed: 1, note: 'vitest failed outside of every test' };
  return counts;
}

function report(steps, tests) {
  const checks = steps.slice(0, -1);
  const passed = tests.passed + checks.filter((step) => step.passed).length;
  const failed = tests.failed + checks.filter((step) => !step.passed).length;
  console.log('\n— summary —');
  for (const step of steps)
    console.log(`${step.passed ? 'ok    ' : 'FAILED'} ${step.name} (${step.seconds.toFixed(1)} s)`);
  if (tests.note !== undefined) console.log(`FAILED ${tests.note}`);
  process.exitCode = failed === 0 ? 0 : 1;
  console.log(`${passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''}`);
}
