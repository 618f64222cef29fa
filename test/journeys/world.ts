import {
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { AmanServer, startServer } from '../support/server.ts';
import type { Readiness } from './answers.ts';
import { type Client, type Sent, signIn } from './client.ts';
import { MORNING } from './plan-script.ts';
import { until } from './until.ts';

/** A server of its own with the demonstration data, and whoever is needed signed in. */
export interface World {
  readonly server: AmanServer;
  readonly sent: Sent[];
  /** The same client for the same person and language. */
  as(person: string, language?: string): Promise<Client>;
  /** Everything due until then has happened when this resolves. */
  clockTo(now: string): Promise<void>;
  /** Waits until nothing is on its way. */
  rest(): Promise<void>;
  readonly machines: Machines;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** ms for which a request without an answer is repeated. */
  readonly patience?: number;
  /** It will be started again: its clock then goes on instead of showing the first morning once more. */
  readonly restarts?: true;
  /** Seed of an AWS that doubles and loses what AWS may. */
  readonly unkind?: number;
}

/** Longer than the indexes of an unkind AWS lag. */
const LAG_MS = 300;

export async function openWorld({ patience, restarts, unkind }: WorldOptions = {}): Promise<World> {
  const seed = unkind === undefined ? process.env.AMAN_UNKIND : String(unkind);
  // The demonstration is loaded on a kind AWS: it is long, and not what an unkind one is for.
  const first = await startServer({ env: { AMAN_DEMO: '1', AMAN_NOW: MORNING, AMAN_UNKIND: '' } });
  const server = restarts === true || seed ? await withoutMorning(first, seed) : first;
  const clients = new Map<string, Promise<Client>>();
  const sent: Sent[] = [];
  const more = { ...(patience === undefined ? {} : { patience }), lagMs: seed ? LAG_MS : 0 };
  return {
    server,
    sent,
    as(person, language = 'en') {
      const known = clients.get(`${person} ${language}`);
      const client = known ?? signIn({ url: server.url, sent, language, ...more }, person);
      clients.set(`${person} ${language}`, client);
      return client;
    },
    clockTo: (now) => clockTo(server, now),
    rest: () => rest(server),
    machines: machinesAt(server.awsUrl),
    close: () => server.remove(),
  };
}

async function withoutMorning(first: AmanServer, seed = ''): Promise<AmanServer> {
  await first.stop();
  const port = Number(new URL(first.url).port);
  const server = new AmanServer(port, { dataDir: first.dataDir, env: { AMAN_DEMO: '1', AMAN_UNKIND: seed } });
  await server.start();
  return server;
}

async function clockTo({ awsUrl }: AmanServer, now: string): Promise<void> {
  const answer = await fetch(`${awsUrl}/clock`, { method: 'PUT', body: JSON.stringify({ now }) });
  if (!answer.ok) throw new Error(`The clock answers ${answer.status} ${await answer.text()}`);
}

const REST_MS = 20_000;

/** A clock that moves a second lets the sweeper run; nobody has to wait for the full minute. */
async function rest(server: AmanServer): Promise<void> {
  const { now } = (await (await fetch(`${server.awsUrl}/clock`)).json()) as { now: string };
  await clockTo(server, new Date(Date.parse(now) + 1000).toISOString());
  await until(async () => {
    const ready = (await (await fetch(`${server.url}/readyz`)).json()) as Readiness;
    return ready.quiescent ? true : null;
  }, REST_MS);
}

interface Machines {
  /** Names of executions (`<case>-r<run>`), sorted. */
  executions(status: 'RUNNING' | 'SUCCEEDED' | 'ABORTED'): Promise<string[]>;
  /** Every event of the execution of this name. */
  history(name: string): Promise<HistoryEvent[]>;
}

/** The state machines through the unmodified SDK, as an operator would look at them. */
function machinesAt(endpoint: string): Machines {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const client = new SFNClient({ endpoint, region: 'us-east-1', credentials });

  async function all(statusFilter?: 'RUNNING' | 'SUCCEEDED' | 'ABORTED') {
    const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
    const found: { name: string; arn: string }[] = [];
    for (const { stateMachineArn } of stateMachines) {
      let nextToken: string | undefined;
      do {
        const page = await client.send(
          new ListExecutionsCommand({ stateMachineArn, statusFilter, maxResults: 1000, nextToken }),
        );
        for (const { name = '', executionArn = '' } of page.executions ?? [])
          found.push({ name, arn: executionArn });
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
    }
    return found;
  }

  return {
    executions: async (status) => (await all(status)).map(({ name }) => name).sort(),
    async history(name) {
      const execution = (await all()).find((one) => one.name === name);
      const events: HistoryEvent[] = [];
      let nextToken: string | undefined;
      do {
        const page = await client.send(
          new GetExecutionHistoryCommand({ executionArn: execution?.arn, maxResults: 1000, nextToken }),
        );
        events.push(...(page.events ?? []));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return events;
    },
  };
}
