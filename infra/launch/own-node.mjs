// Runs a TypeScript entry on Node 24 or later, whichever Node started this one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NEEDED = 24;

/**
 * @param {string} entry path from the project folder
 */
export async function runOnOwnNode(entry) {
  const path = join(ROOT, entry);
  if (Number.parseInt(process.versions.node, 10) >= NEEDED) {
    await import(pathToFileURL(path).href);
    return;
  }
  const node = ownNode();
  if (node === undefined) {
    console.error(
      `Aman runs on Node ${NEEDED}; this is ${process.version}, and no Node ${NEEDED} came with the packages for ${process.platform}-${process.arch}. Install one from https://nodejs.org`,
    );
    process.exitCode = 1;
    return;
  }
  relay(node, path);
}

/** The Node that npm installed with the packages, when there is one for this system. */
function ownNode() {
  const windows = process.platform === 'win32';
  const folder = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  const path = join(ROOT, 'node_modules', folder, 'bin', windows ? 'node.exe' : 'node');
  return existsSync(path) ? path : undefined;
}

function relay(node, path) {
  const child = spawn(node, [...process.execArgv, path, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, AMAN_STARTED_BY: String(process.pid) },
  });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128);
  });
  child.once('error', (error) => {
    console.error(`Aman: Node at ${node} does not start: ${error.message}`);
    process.exitCode = 1;
  });
}
