import { policyFile, type Row, readTable } from './csv.ts';

/** The columns of the evidence and the roles they are here; a contractor's representative is in none of them. */
const COLUMNS = {
  CM: 'member',
  CH: 'chair',
  PO: 'officer',
  PC: 'commander',
  LO: 'logistics',
  LC: 'logistics-central',
  MD: 'ministry',
  EN: 'engineer',
  IF: 'iom-field',
  IM: 'iom-manager',
  PF: 'protection',
  DN: 'donor',
  AU: 'auditor',
  AD: 'administrator',
} as const;
type Column = keyof typeof COLUMNS;

export const matrix = readTable<'area' | 'action' | Column>('test/policy/matrix.csv');
export const actions = readTable<'action' | 'collection' | 'operations' | 'why'>('test/policy/actions.csv');
const listed = readTable<'collection' | 'operations' | 'roles' | 'matrix' | 'ours' | 'reason'>(
  'docs/policy-deviations.csv',
);

export interface Deviation {
  readonly collection: string;
  readonly operation: string;
  readonly role: string;
  readonly matrix: string;
  readonly ours: string;
}

export const describeDeviation = ({ collection, operation, role, matrix, ours }: Deviation): string =>
  `${collection} ${operation} ${role}: "${matrix}" here "${ours}"`;

/** Ways of writing the same thing, listed with collection `*`. */
export const rules = listed.filter(({ collection }) => collection === '*');
export const reasons = listed.map(({ reason }) => reason);
export const rulesUsed = new Set<number>();

/** Deviations as listed, one for each operation and role. `*` for the role: no action of the evidence speaks of it. */
export const listedDeviations: readonly Deviation[] = listed
  .filter(({ collection }) => collection !== '*')
  .flatMap(({ collection, operations, roles, matrix, ours }) =>
    (collection === '' ? [operations] : operations.split(' ')).flatMap((operation) =>
      roles.split(' ').map((role) => ({ collection, operation, role, matrix, ours })),
    ),
  );

const keyOf = ({ collection, operation }: Pick<Row, 'collection' | 'operation'>) =>
  `${collection}\t${operation}`;

interface Cell {
  readonly role: string;
  readonly reach: string;
  readonly marks: string;
}

const CELL = /^([osgdpnax]*)([!*R]*)$/;

/** A cell of the evidence as it would be written here. */
function translated(role: string, text: string): Cell {
  const [, written = '', marked = ''] = CELL.exec(text) ?? [];
  let [as, reach, marks] = [role, written, marked];
  for (const [n, rule] of rules.entries()) {
    const isFor = rule.roles === '*' || rule.roles.split(' ').includes(role);
    if (!isFor) continue;
    if (/^[!R]$/.test(rule.matrix)) {
      if (marks.includes(rule.matrix)) rulesUsed.add(n);
      marks = marks.replace(rule.matrix, rule.ours);
    } else if (rule.matrix === written) {
      rulesUsed.add(n);
      const [first = '', second] = rule.ours.split(' ');
      [as, reach] = second === undefined ? [role, first] : [first, second];
    }
  }
  return { role: as, reach, marks };
}

const union = (a: string, b: string): string => [...new Set(a + b)].join('');

/** Operation by operation, what the evidence gives to whom: several actions may stand for one operation. */
function expectedCells(): Map<string, Map<string, Cell>> {
  const cells = new Map<string, Map<string, Cell>>();
  for (const { action, collection, operations } of actions) {
    const row = matrix.find((one) => one.action === action);
    if (row === undefined || operations === '') continue;
    for (const operation of operations.split(';')) {
      const key = keyOf({ collection, operation });
      const roles = cells.get(key) ?? new Map<string, Cell>();
      for (const [column, role] of Object.entries(COLUMNS)) {
        const text = row[column as Column];
        if (text === '') continue;
        const cell = translated(role, text);
        const before = roles.get(cell.role);
        roles.set(cell.role, {
          role: cell.role,
          reach: union(before?.reach ?? '', cell.reach),
          marks: union(before?.marks ?? '', cell.marks),
        });
      }
      cells.set(key, roles);
    }
  }
  return cells;
}

const written = (cell: Pick<Cell, 'reach' | 'marks'> | undefined): string =>
  cell === undefined ? '' : `${cell.reach}${cell.marks}`;

/** Every difference between the evidence and docs/policy.csv. */
export function deviations(): Deviation[] {
  const expected = expectedCells();
  const ours = Map.groupBy(policyFile(), keyOf);
  return [...ours].flatMap(([key, rows]) => {
    const [collection = '', operation = ''] = key.split('\t');
    const wanted = expected.get(key);
    const held = rows.filter(({ role }) => role !== 'nobody');
    if (wanted === undefined)
      return held.length === 0 ? [] : [{ collection, operation, role: '*', matrix: '', ours: '*' }];
    const roles = new Set([...wanted.keys(), ...held.map(({ role }) => role)]);
    return [...roles].flatMap((role) => {
      const row = held.find((one) => one.role === role);
      const mine = written(row && { reach: row.scope, marks: row.marks });
      const theirs = written(wanted.get(role));
      return mine === theirs ? [] : [{ collection, operation, role, matrix: theirs, ours: mine }];
    });
  });
}
