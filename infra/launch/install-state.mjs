import { createHash } from 'node:crypto';

/** What the installer remembers of the lock file it installed. */
export const lockStamp = (lock) => createHash('sha256').update(lock).digest('hex');

/**
 * Whether node_modules holds what the lock file asks for.
 * `ready`: installed by us · `stamp`: complete, but somebody ran npm by hand · `install`: absent, partial or stale.
 *
 * @param {{ lock: string, stamp: string | undefined, installed: string | undefined, platform: string }} facts
 *   lock: package-lock.json; stamp: node_modules/.aman-lock; installed: node_modules/.package-lock.json, npm's own
 *   record; platform: such as linux-x64
 * @returns {'ready' | 'stamp' | 'install'}
 */
export function installState({ lock, stamp, installed, platform }) {
  if (installed === undefined) return 'install';
  if (stamp === lockStamp(lock)) return 'ready';
  return isComplete(packagesOf(lock), packagesOf(installed), platform) ? 'stamp' : 'install';
}

function isComplete(wanted, found, platform) {
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const isOurNode = path === `node_modules/node-${platform}`;
    if (found[path] === undefined) return optional === true && !isOurNode;
    return found[path].version === version;
  });
}

function packagesOf(text) {
  try {
    return JSON.parse(text).packages ?? {};
  } catch {
    // Half a file is as good as none.
    return {};
  }
}

const REASONS = [
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT/,
    'The package registry cannot be reached. Check the network or the proxy settings of npm, then run the command again.',
  ],
  [/ENOSPC/, 'The disk is full. Free about 1 GB, then run the command again.'],
  [
    /EACCES|EPERM|EROFS/,
    'This user may not write to the project folder. Change its owner, then run the command again.',
  ],
  [
    /EINTEGRITY/,
    'A package arrived damaged. Run `npm cache verify`, then the command again; if it stays, the registry serves a changed package.',
  ],
  [
    /EUSAGE|can only install packages when your package\.json and package-lock\.json/,
    'package.json and package-lock.json disagree. Run `npm install` with Node 24, or take the committed lock file back.',
  ],
  [
    /E40[134]\b/,
    'The package registry refuses a package. Check the registry and the sign-in set in your npm configuration.',
  ],
];

/** The failure of npm in words a newcomer can act on. */
export function explainFailure(output) {
  const known = REASONS.find(([pattern]) => pattern.test(output));
  return known?.[1] ?? 'npm could not install the packages; its own message is above.';
}

/** Undefined when this Node and npm can install; otherwise the sentence to print. */
export function explainTooOld(nodeVersion, npmAgent) {
  const node = Number.parseInt(nodeVersion.replace(/^v/, ''), 10);
  if (node < 20)
    return `Aman starts with Node 20 or later and brings its own Node 24; this is ${nodeVersion}. See https://nodejs.org`;
  const npm = /\bnpm\/(\d+)/.exec(npmAgent ?? '')?.[1];
  if (npm !== undefined && Number(npm) < 10)
    return `Aman installs with npm 10 or later; this is npm ${npm}. Run \`npm install --global npm\``;
  return undefined;
}
