// Checks an export of Aman against signed anchors. Needs this file, Node 20 and nothing else: no network, no package,
// nothing of Aman; whoever audits may read it in a quarter of an hour and run it on a machine of their own.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const GENESIS = '0'.repeat(64);
const USAGE = `npm run verify-export -- FILE --anchors FILE [--public-key FILE] [--all]

  FILE            the export, from /api/export.ndjson
  --anchors FILE  the anchors, from /api/anchors.ndjson or anchors.ndjson of the data folder
  --public-key FILE  the PEM file you were given when the installation began; without it the key that the
                  anchors bear is used, and its fingerprint is printed for you to compare
  --all           name every bad record, not only the first`;

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** JSON with sorted keys and nothing undefined: the same value always gives the same text. */
function canonical(value) {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item ?? null)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const names = Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

/** A fault in words: where, and what it means. */
class Fault extends Error {}

async function* linesOf(file) {
  let number = 0;
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const text of lines) {
    number += 1;
    if (text.trim() === '') continue;
    let record;
    try {
      record = JSON.parse(text);
    } catch {
      throw new Fault(`line ${number} of ${file} is no JSON: the file was cut off or damaged there`);
    }
    if (record === null || typeof record !== 'object')
      throw new Fault(`line ${number} of ${file} is no record`);
    yield { number, record };
  }
}

// The anchors themselves: numbered, chained, signed by one key.

/** What was anchored of each entry: the hash of every event by its number, and the day of the last one. */
async function readAnchors(file, key) {
  const anchored = new Map();
  let count = 0;
  let last;
  for await (const { number: line, record: anchor } of linesOf(file)) {
    checkAnchor(anchor, last, key, `anchor ${anchor.number} (line ${line} of ${file})`);
    for (const chain of anchor.chains) addChain(anchored, chain, anchor.at);
    count += 1;
    last = anchor;
  }
  if (last === undefined) throw new Fault(`${file} holds no anchor`);
  return { anchored, count, last, fingerprint: fingerprintOf(key ?? last.publicKey) };
}

function checkAnchor(anchor, last, key, where) {
  const { type, number, at, previous, chains } = anchor;
  if (type !== 'anchor') throw new Fault(`${where} is none`);
  const expected = (last?.number ?? 0) + 1;
  if (number !== expected)
    throw new Fault(`${where} stands where anchor ${expected} is expected: one was taken out or added`);
  if (previous !== (last?.digest ?? GENESIS))
    throw new Fault(`${where} does not follow from the one before it`);
  if (sha256(canonical({ type, number, at, previous, chains })) !== anchor.digest)
    throw new Fault(`${where} was changed: its digest is not that of its content`);
  // Without a key that was given, the first anchor's holds for all.
  checkSignature(anchor, key ?? last?.publicKey ?? anchor.publicKey, where);
}

function checkSignature(anchor, key, where) {
  const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
  // Ed25519 brings its own digest; the elliptic keys of KMS sign SHA-256.
  const algorithm = publicKey.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  const signature = Buffer.from(String(anchor.signature), 'base64');
  if (!verify(algorithm, Buffer.from(anchor.digest), publicKey, signature))
    throw new Fault(`${where} is not signed by this key`);
}

function addChain(anchored, { entry, after, hashes }, at) {
  const known = anchored.get(entry) ?? { hashes: new Map(), seq: 0, at };
  for (const [i, hash] of hashes.entries()) known.hashes.set(after + i + 1, hash);
  known.seq = after + hashes.length;
  known.at = at;
  anchored.set(entry, known);
}

/** SPKI in DER, base64, of a PEM file. */
const keyIn = (file) =>
  createPublicKey(readFileSync(file)).export({ type: 'spki', format: 'der' }).toString('base64');

const fingerprintOf = (key) =>
  (sha256(Buffer.from(key, 'base64')).slice(0, 32).match(/.{4}/g) ?? []).join('-');

// The export: each entry, then its events in order.

const hashOf = ({ seq, eventType, at, actor, onBehalfOf, digests, prevHash }) =>
  sha256(canonical({ seq, type: eventType, at, actor, onBehalfOf, digests, prevHash }));

/** What is wrong with an event by itself and after the one before it; undefined when nothing is. */
function faultOf(event, before) {
  if (event.seq !== before.seq + 1)
    return event.seq <= before.seq
      ? `comes after event ${before.seq}: it was moved or is there twice`
      : `follows event ${before.seq}: what was between them was taken out or moved`;
  if (event.prevHash !== before.hash) return 'does not follow from the event before it';
  if (hashOf(event) !== event.hash) return 'was changed: its hash is not that of what it says';
  const { data = {}, salts = {}, digests = {} } = event;
  for (const [field, salt] of Object.entries(salts))
    if (sha256(salt + canonical(data[field])) !== digests[field])
      return `was changed: "${field}" is not what was recorded`;
  const added = Object.keys(data).find((field) => !Object.hasOwn(salts, field));
  return added === undefined ? undefined : `was changed: "${added}" was never recorded`;
}

const isErased = ({ salts = {}, digests = {} }) => Object.keys(digests).length > Object.keys(salts).length;

function createCheck(anchored, report) {
  const entries = new Map();
  const counts = { entries: 0, events: 0, unanchored: 0, erased: 0 };
  let current;

  /** The entry's own line says how many events follow. */
  function closeEntry() {
    if (current === undefined) return;
    const { id, version, hash, line, last, isBroken } = current;
    current = undefined;
    if (isBroken) return;
    if (last.seq < version)
      report(
        `${id}, after event ${last.seq}: the entry (line ${line}) has ${version} events, the rest is cut off`,
      );
    else if (last.hash !== hash && last.seq > 0)
      report(`${id}, event ${last.seq}: the entry (line ${line}) ends with another hash`);
  }

  function onEntry(record, line) {
    closeEntry();
    if (entries.has(record.id)) report(`${record.id} (line ${line}) is there twice`);
    counts.entries += 1;
    current = { ...record, line, last: { seq: 0, hash: GENESIS }, isBroken: false };
    entries.set(record.id, current);
  }

  function onEvent(event, line) {
    const where = `${event.entry}, event ${event.seq} (line ${line})`;
    counts.events += 1;
    if (current === undefined || event.entry !== current.id) {
      report(`${where} does not stand below its entry: it was moved`);
      return;
    }
    if (current.isBroken) return;
    const known = anchored.get(event.entry);
    const fault = faultOf(event, current.last) ?? faultByAnchor(event, known);
    if (fault !== undefined) {
      // What follows a broken link says nothing more.
      current.isBroken = true;
      report(`${where} ${fault}`);
    }
    if (known === undefined || event.seq > known.seq) counts.unanchored += 1;
    if (isErased(event)) counts.erased += 1;
    current.last = { seq: event.seq, hash: event.hash };
  }

  function close() {
    closeEntry();
    for (const [id, { seq, at }] of anchored) {
      const entry = entries.get(id);
      const day = at.slice(0, 10);
      if (entry === undefined) report(`${id} is missing: it had ${seq} events on ${day}`);
      else if (entry.last.seq < seq && !entry.isBroken)
        report(
          `${id}, after event ${entry.last.seq}: it had ${seq} events on ${day}; the rest was cut off, or an old backup was restored`,
        );
    }
    return counts;
  }

  return { onEntry, onEvent, close };
}

/** A chain that was computed anew is whole in itself; it is not the one that was anchored. */
function faultByAnchor(event, known) {
  const hash = known?.hashes.get(event.seq);
  return hash === undefined || hash === event.hash
    ? undefined
    : 'is not the one that was anchored: the history was written anew from here on';
}

/**
 * Without a `--` before them npm takes options for its own: it hands over their values as further arguments, in order,
 * and says in the environment that they were there.
 */
function readOptions() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      anchors: { type: 'string', default: process.env.npm_config_anchors },
      'public-key': { type: 'string', default: process.env.npm_config_public_key },
      all: { type: 'boolean', default: process.env.npm_config_all === 'true' },
    },
  });
  const [file, ...rest] = positionals;
  const anchors = values.anchors === 'true' ? rest.shift() : values.anchors;
  const keyFile = values['public-key'] === 'true' ? rest.shift() : values['public-key'];
  return file === undefined || anchors === undefined || rest.length > 0
    ? undefined
    : { file, anchors, keyFile, all: values.all };
}

async function main() {
  const options = readOptions();
  if (options === undefined) {
    console.error(USAGE);
    return 2;
  }
  const { file, anchors, keyFile, all } = options;
  for (const path of [file, anchors, keyFile])
    if (path !== undefined && !existsSync(path)) throw new Fault(`there is no file ${path}`);
  const key = keyFile === undefined ? undefined : keyIn(keyFile);
  const known = await readAnchors(anchors, key);
  const { faults, counts } = await checkExport(file, known.anchored, all);
  return printResult({ ...known, faults, counts, isKeyGiven: key !== undefined });
}

/** Stops at the first fault unless `all` are wanted; then there are no counts. */
async function checkExport(file, anchored, all) {
  const faults = [];
  const check = createCheck(anchored, (fault) => faults.push(fault));
  for await (const { number, record } of linesOf(file)) {
    if (record.type === 'entry') check.onEntry(record, number);
    else if (record.type === 'event') check.onEvent(record, number);
    else faults.push(`line ${number} is neither entry nor event`);
    if (faults.length > 0 && !all) return { faults: faults.slice(0, 1) };
  }
  const counts = check.close();
  return { faults: all ? faults : faults.slice(0, 1), counts };
}

function printResult({ faults, counts, count, last, fingerprint, isKeyGiven }) {
  const { number, at, digest } = last;
  const code = (digest.slice(0, 12).match(/.{4}/g) ?? []).join('-');
  console.log(`anchors: ${count}, the last is number ${number} of ${at}, code ${code}`);
  console.log(
    `key: ${fingerprint}${isKeyGiven ? '' : ' (taken from the anchors: compare it, and the code above, with the paper log)'}`,
  );
  if (counts !== undefined) {
    console.log(`checked: ${counts.entries} entries, ${counts.events} events`);
    if (counts.unanchored > 0) console.log(`not anchored yet: ${counts.unanchored} events`);
    if (counts.erased > 0)
      console.log(
        `erased, or withheld from who took the export: values of ${counts.erased} events; their digests stand`,
      );
  }
  if (faults.length === 0) {
    console.log('OK: nothing was changed, deleted, moved, cut off or written anew.');
    return 0;
  }
  for (const fault of faults) console.log(`BAD: ${fault}`);
  return 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof Fault) && error.code !== 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw error;
  console.log(`BAD: ${error.message}`);
  process.exitCode = 1;
}
