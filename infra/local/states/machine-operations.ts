import { randomUUID } from 'node:crypto';
import { AwsJsonError } from '../aws-json.ts';
import { checkDefinition } from './definition.ts';
import type { Operations, Workbench } from './operations.ts';
import {
  arn,
  checkName,
  type Given,
  instant,
  invalid,
  optionalText,
  page,
  paged,
  text,
} from './parameters.ts';
import { all, definitionText, internDefinition, type MachineRow, machineByArn } from './rows.ts';

// All changes of machines queue behind each other: two creations of one name must see one another.
const KEY = 'machines';

const NO_LOGS = { level: 'OFF', includeExecutionData: false };

/** What describes a machine besides its definition; the same for each. */
export const FIXED_SETTINGS = {
  loggingConfiguration: NO_LOGS,
  tracingConfiguration: { enabled: false },
  encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
};

export const machineOperations: Operations = {
  CreateStateMachine: {
    takes: { name: '!string', definition: '!string', roleArn: '!string', type: 'string', tags: 'list' },
    run: (bench, given) => create(bench, given),
  },
  UpdateStateMachine: {
    takes: { stateMachineArn: '!string', definition: 'string', roleArn: 'string' },
    run: (bench, given) => update(bench, given),
  },
  DescribeStateMachine: {
    takes: { stateMachineArn: '!string', includedData: 'string' },
    run({ sql }, given) {
      const row = knownMachine({ sql }, given);
      return {
        stateMachineArn: row.arn,
        name: row.name,
        status: 'ACTIVE',
        definition: definitionText(sql, row.definition),
        roleArn: row.role,
        type: 'STANDARD',
        creationDate: instant(row.created),
        revisionId: row.revision,
        ...FIXED_SETTINGS,
      };
    },
  },
  ListStateMachines: {
    takes: { maxResults: 'number', nextToken: 'string' },
    run({ sql }, given) {
      const { limit, after } = page(given);
      const query = 'SELECT * FROM machines WHERE arn > ? ORDER BY arn LIMIT ?';
      const [rows, next] = paged(
        all<MachineRow>(sql, query, after ?? '', limit + 1),
        limit,
        (row) => row.arn,
      );
      const stateMachines = rows.map((row) => ({
        stateMachineArn: row.arn,
        name: row.name,
        type: 'STANDARD',
        creationDate: instant(row.created),
      }));
      return { stateMachines, ...next };
    },
  },
  DeleteStateMachine: {
    takes: { stateMachineArn: '!string' },
    run({ sql, writer }, given) {
      const machine = arn(given, 'stateMachineArn', 'stateMachine');
      return writer.submit(KEY, () => ({
        write: () => void sql('DELETE FROM machines WHERE arn = ?').run(machine),
        committed: () => ({}),
      }));
    },
  },
  ValidateStateMachineDefinition: {
    takes: { definition: '!string', type: 'string', severity: 'string', maxResults: 'number' },
    run(_bench, given) {
      const diagnostics = problemsOf(text(given, 'definition')).map(({ code, message, location }) => ({
        severity: 'ERROR',
        code,
        message,
        location,
      }));
      return { result: diagnostics.length === 0 ? 'OK' : 'FAIL', diagnostics, truncated: false };
    },
  },
};

/** The machine an operation names. Throws StateMachineDoesNotExist. */
export function knownMachine({ sql }: Pick<Workbench, 'sql'>, given: Given): MachineRow {
  const wanted = arn(given, 'stateMachineArn', 'stateMachine');
  const row = machineByArn(sql, wanted);
  if (row !== undefined) return row;
  throw new AwsJsonError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${wanted}'`);
}

function create(bench: Workbench, given: Given): Promise<unknown> {
  const { sql, clock, writer } = bench;
  const name = checkName(text(given, 'name'));
  if ((given.type ?? 'STANDARD') !== 'STANDARD') throw invalid("The type 'EXPRESS' is not supported");
  const definition = checked(text(given, 'definition'));
  const role = text(given, 'roleArn');
  const machine = `arn:aws:states:${bench.place}:stateMachine:${name}`;
  return writer.submit(KEY, () => {
    const known = machineByArn(sql, machine);
    const at = known?.created ?? clock.now();
    const same =
      known !== undefined && known.role === role && definitionText(sql, known.definition) === definition;
    if (known !== undefined && !same) {
      throw new AwsJsonError('StateMachineAlreadyExists', `State Machine Already Exists: '${machine}'`);
    }
    return {
      write() {
        if (same) return;
        const id = internDefinition(sql, definition);
        sql('INSERT INTO machines VALUES (?, ?, ?, ?, ?, ?, ?)').run(
          machine,
          name,
          role,
          id,
          at,
          at,
          randomUUID(),
        );
      },
      committed: () => ({ stateMachineArn: machine, creationDate: instant(at) }),
    };
  });
}

function update(bench: Workbench, given: Given): Promise<unknown> {
  const { sql, clock, writer } = bench;
  const wanted = optionalText(given, 'definition');
  const role = optionalText(given, 'roleArn');
  if (wanted === undefined && role === undefined) {
    throw new AwsJsonError('MissingRequiredParameter', 'Either the definition or the role ARN must be given');
  }
  const definition = wanted === undefined ? undefined : checked(wanted);
  return writer.submit(KEY, () => {
    const row = knownMachine(bench, given);
    const at = clock.now();
    const revision = randomUUID();
    return {
      write() {
        const id = definition === undefined ? row.definition : internDefinition(sql, definition);
        const query = 'UPDATE machines SET definition = ?, role = ?, updated = ?, revision = ? WHERE arn = ?';
        sql(query).run(id, role ?? row.role, at, revision, row.arn);
      },
      committed: () => ({ updateDate: instant(at), revisionId: revision }),
    };
  });
}

function checked(definition: string): string {
  const problems = problemsOf(definition);
  if (problems.length === 0) return definition;
  const list = problems.map(({ code, message, location }) => `'${code}: ${message} at ${location}'`);
  throw new AwsJsonError('InvalidDefinition', `Invalid State Machine Definition: ${list.join(', ')}`);
}

function problemsOf(definition: string): ReturnType<typeof checkDefinition> {
  // AWS: a definition has at most 1 MB.
  if (definition.length > 1_048_576)
    return [{ code: 'TOO_LONG', message: 'More than 1048576 characters', location: '/' }];
  try {
    return checkDefinition(JSON.parse(definition));
  } catch (error) {
    return [{ code: 'INVALID_JSON_DESCRIPTION', message: String(error), location: '/' }];
  }
}
