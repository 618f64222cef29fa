import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsJsonError } from '../aws-json.ts';
import { problemsOf } from './definition.ts';
import type { Engine } from './engine.ts';
import {
  data,
  instant,
  machineArn,
  name,
  type Operations,
  operation,
  optional,
  page,
  paged,
} from './parameters.ts';
import { definitionText, internDefinition, type MachineRow, machineByArn, type Store } from './store.ts';

// All changes of machines queue behind each other: two creations of one name must see one another.
const KEY = 'machines';

/** What describes a machine besides its definition; the same for each. */
export const FIXED_SETTINGS = {
  loggingConfiguration: { level: 'OFF', includeExecutionData: false },
  tracingConfiguration: { enabled: false },
  encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
};

const definition = z.string().superRefine((text, context) => {
  const problems = problemsOf(text).map((each) => `'${each.code}: ${each.message} at ${each.location}'`);
  if (problems.length === 0) return;
  const message = `Invalid State Machine Definition: ${problems.join(', ')}`;
  context.addIssue({ code: 'custom', message, params: { code: 'InvalidDefinition' } });
});

export const machineOperations: Operations = {
  CreateStateMachine: operation(
    {
      name,
      definition,
      roleArn: z.string(),
      type: optional(z.literal('STANDARD')),
      tags: optional(z.array(z.unknown())),
    },
    (engine, given) => engine.writer.submit(KEY, () => create(engine, given)),
  ),
  UpdateStateMachine: operation(
    { stateMachineArn: machineArn, definition: optional(definition), roleArn: optional(z.string()) },
    (engine, given) => engine.writer.submit(KEY, () => update(engine, given)),
  ),
  DescribeStateMachine: operation(
    { stateMachineArn: machineArn, includedData: data },
    ({ store }, { stateMachineArn, includedData }) => {
      const row = knownMachine(store, stateMachineArn);
      return {
        ...summary(row),
        status: 'ACTIVE',
        definition: includedData === 'METADATA_ONLY' ? undefined : definitionText(store, row.definition),
        roleArn: row.role,
        revisionId: row.revision,
        ...FIXED_SETTINGS,
      };
    },
  ),
  ListStateMachines: operation(page, ({ store }, { maxResults, nextToken }) => {
    const query = 'SELECT * FROM machines WHERE arn > ? ORDER BY arn LIMIT ?';
    const found = store.all<MachineRow>(query, nextToken ?? '', maxResults + 1);
    const [rows, next] = paged(found, maxResults, (row) => row.arn);
    return { stateMachines: rows.map(summary), ...next };
  }),
  ValidateStateMachineDefinition: operation({ definition: z.string() }, (_engine, given) => {
    const diagnostics = problemsOf(given.definition).map((each) => ({ severity: 'ERROR', ...each }));
    return { result: diagnostics.length === 0 ? 'OK' : 'FAIL', diagnostics, truncated: false };
  }),
  DeleteStateMachine: operation({ stateMachineArn: machineArn }, ({ store, writer }, { stateMachineArn }) =>
    writer.submit(KEY, () => ({
      write: () => store.run('DELETE FROM machines WHERE arn = ?', stateMachineArn),
      committed: () => ({}),
    })),
  ),
};

function summary({ arn, name, created }: MachineRow): object {
  return { stateMachineArn: arn, name, type: 'STANDARD', creationDate: instant(created) };
}

/** The machine an operation names. Throws StateMachineDoesNotExist. */
export function knownMachine(store: Store, arn: string): MachineRow {
  const row = machineByArn(store, arn);
  if (row !== undefined) return row;
  throw new AwsJsonError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

interface Wanted {
  readonly name: string;
  readonly definition: string;
  readonly roleArn: string;
}

function create({ store, clock, place }: Engine, { name, definition, roleArn }: Wanted) {
  const arn = `arn:aws:states:${place}:stateMachine:${name}`;
  const known = machineByArn(store, arn);
  const at = known?.created ?? clock.now();
  const committed = () => ({ stateMachineArn: arn, creationDate: instant(at) });
  if (known?.role === roleArn && definitionText(store, known.definition) === definition) return { committed };
  if (known !== undefined)
    throw new AwsJsonError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
  const write = () => {
    const id = internDefinition(store, definition);
    const dates = { created: at, updated: at, revision: randomUUID() };
    store.insert('machines', { arn, name, role: roleArn, definition: id, ...dates });
  };
  return { write, committed };
}

interface Changed {
  readonly stateMachineArn: string;
  readonly definition?: string | undefined;
  readonly roleArn?: string | undefined;
}

// What runs keeps the definition it began with: only the machine points at the new one.
function update({ store, clock }: Engine, { stateMachineArn, definition, roleArn }: Changed) {
  if (definition === undefined && roleArn === undefined)
    throw new AwsJsonError('MissingRequiredParameter', 'Either the definition or the role ARN must be given');
  const row = knownMachine(store, stateMachineArn);
  const at = clock.now();
  const revision = randomUUID();
  return {
    write() {
      const id = definition === undefined ? row.definition : internDefinition(store, definition);
      const statement =
        'UPDATE machines SET definition = ?, role = ?, updated = ?, revision = ? WHERE arn = ?';
      store.run(statement, id, roleArn ?? row.role, at, revision, row.arn);
    },
    committed: () => ({ updateDate: instant(at), revisionId: revision }),
  };
}
