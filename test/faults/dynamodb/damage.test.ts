import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DynamoDbService, openDynamoDb } from '../../../infra/local/dynamodb/service.ts';
import { type Chance, chanceOf, seedOf } from '../chance.ts';

/** AMAN_DAMAGES=500 for the long version. */
const DAMAGES = Number(process.env.AMAN_DAMAGES ?? 80);
const IN_FILE = 100;
const WRITES = 150;
const FILE = 'dynamodb.sqlite';
const ENDS = ['', '-wal'];
const seed = seedOf(process.env);

let folder: string;
/** What a reader must find after the first, second … write. */
const states: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aman-damage-'));
  const file = join(folder, 'origin', FILE);
  const first = openDynamoDb({ file, clock: Date });
  await createTable(first);
  const names = new Map<string, string>();
  const write = async (service: DynamoDbService, from: number, to: number) => {
    for (let n = from; n < to; n++) {
      const [id, owner, version] = [`id${(n * 7) % 60}`, `owner${n % 3}`, `version ${n}`];
      await put(service, id, owner, version);
      names.set(id, `${owner} ${version}`);
      states.push(shown(names));
    }
  };
  await write(first, 0, IN_FILE);
  await first.close();
  // The rest stays in the log, as a kill would leave it.
  const again = openDynamoDb({ file, clock: Date });
  await write(again, IN_FILE, WRITES);
  mkdirSync(join(folder, 'killed'));
  for (const end of ENDS) copyFileSync(file + end, join(folder, 'killed', FILE + end));
  await again.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const createTable = (service: DynamoDbService) =>
  service.call('CreateTable', {
    TableName: 'notes',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['id', 'owner'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byOwner',
        KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  });

const put = (service: DynamoDbService, id: string, owner: string, version: string) =>
  service.call('PutItem', {
    TableName: 'notes',
    Item: { id: { S: id }, owner: { S: owner }, version: { S: version }, text: { S: 'x'.repeat(300) } },
  });

const shown = (names: ReadonlyMap<string, string>) =>
  [...names]
    .map(([id, rest]) => `${id} ${rest}`)
    .sort()
    .join('\n');

async function found(service: DynamoDbService, IndexName?: string): Promise<string> {
  const answer = (await service.call('Scan', { TableName: 'notes', ...(IndexName && { IndexName }) })) as {
    Items: Record<'id' | 'owner' | 'version', { S: string }>[];
  };
  return shown(new Map(answer.Items.map(({ id, owner, version }) => [id.S, `${owner.S} ${version.S}`])));
}

interface Damage {
  readonly what: string;
  readonly end: string;
  readonly bytes: Buffer;
}

function damage(chance: Chance, kind: number): Damage {
  const end = ENDS[chance.below(2)] ?? '';
  const bytes = readFileSync(join(folder, 'killed', FILE + end));
  const at = chance.below(bytes.length);
  if (kind === 0) return { what: `cut off at ${at}`, end, bytes: bytes.subarray(0, at) };
  if (kind === 1) {
    const page = at - (at % 4096);
    return {
      what: `page at ${page} emptied`,
      end,
      bytes: bytes.fill(0, page, Math.min(page + 4096, bytes.length)),
    };
  }
  bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
  return { what: `bit at ${at} of ${bytes.length} flipped`, end, bytes };
}

test(`no damage to the files is taken for fewer items: ${DAMAGES} times the start is refused or nothing is missing before the end of the log`, async () => {
  const chance = chanceOf(seed);
  const tally = { refused: 0, harmless: 0, cut: 0 };
  for (let n = 0; n < DAMAGES; n++) {
    const { what, end, bytes } = damage(chance, n % 4);
    const file = join(folder, `damaged-${n}`, FILE);
    mkdirSync(join(folder, `damaged-${n}`));
    for (const each of ENDS) copyFileSync(join(folder, 'killed', FILE + each), file + each);
    writeFileSync(file + end, bytes);
    const outcome = await tryOpen(file);
    const about = `seed ${seed}, damage ${n}: ${FILE}${end} ${what}`;
    if (outcome instanceof Error) {
      tally.refused += 1;
      expect(outcome.message, about).toMatch(
        /dynamodb\.sqlite.*(damaged|cannot be opened|another program|missing|format)/,
      );
    } else {
      const after = states.indexOf(outcome);
      // A log cut short is what a power cut leaves, and so is one whose last write is broken: nobody can tell whether
      // that was acknowledged. An emptied page can hit the end of one write and the beginning of the last.
      const isCut = end === '-wal' && what.startsWith('cut');
      expect(after, about).toBeGreaterThanOrEqual(
        isCut ? IN_FILE - 1 : states.length - (what.startsWith('page') ? 3 : 2),
      );
      tally[after === states.length - 1 ? 'harmless' : 'cut'] += 1;
    }
    rmSync(join(folder, `damaged-${n}`), { recursive: true });
  }
  console.log(`seed ${seed}: ${JSON.stringify(tally)}`);
  expect(tally.refused).toBeGreaterThan(0);
}, 120_000);

/** What the table shows, when its index shows the same; or why it was refused. */
async function tryOpen(file: string): Promise<string | Error> {
  let service: DynamoDbService;
  try {
    service = openDynamoDb({ file, clock: Date });
  } catch (error) {
    return error as Error;
  }
  const items = await found(service);
  expect(await found(service, 'byOwner')).toBe(items);
  await service.close();
  return items;
}

test('a start is refused, not empty, when the file itself is gone', () => {
  const file = join(folder, 'gone', FILE);
  mkdirSync(join(folder, 'gone'));
  copyFileSync(join(folder, 'killed', `${FILE}-wal`), `${file}-wal`);
  expect(() => openDynamoDb({ file, clock: Date })).toThrow('is missing or empty but its log');
  expect(existsSync(`${file}-wal`)).toBe(true);
});
