import type { DataFolder } from '../launch/data-folder.ts';
import { PLACE, type Plan, sharedEnvironment } from '../template/plan.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the functions look for what carries their requests to AWS. */
const TRANSPORT = Symbol.for('aman.requestHandler');

/** What the template gives the functions, with the embedded services in place of AWS's. */
export function environmentOf(plan: Plan, folder: DataFolder, awsUrl: string): Variables {
  return {
    ...sharedEnvironment(plan.functions),
    // For a process that is only about to start; this one has its source maps on.
    NODE_OPTIONS: process.env.NODE_OPTIONS,
    PUBLIC_URL: process.env.PUBLIC_URL,
    ATTACHMENTS_BUCKET: undefined,
    ATTACHMENTS_DIR: folder.attachments,
    ANCHORS_BUCKET: undefined,
    ANCHORS_DIR: folder.path,
    SESSION_SECRET: folder.secret,
    SEALING_SECRET: folder.sealing,
    AMAN_DEMO_SIGN_IN: process.env.AMAN_DEMO_SIGN_IN ?? '1',
    // What AWS allows is for people; here programs load whole registers.
    CHANGES_PER_MINUTE: process.env.CHANGES_PER_MINUTE,
    AWS_REGION: PLACE.region,
    AWS_ENDPOINT_URL_DYNAMODB: awsUrl,
    AWS_ENDPOINT_URL_SFN: awsUrl,
    // Never the owner's own: nothing here may reach a real account.
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: undefined,
  };
}

/** Makes environment and SDK transport of this process the host's, until the answer is called. */
export function lendProcess(variables: Variables, transport: object): () => void {
  const global = globalThis as { [TRANSPORT]?: object };
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  setEnvironment(variables);
  global[TRANSPORT] = transport;
  return () => {
    setEnvironment(before);
    delete global[TRANSPORT];
  };
}

function setEnvironment(variables: Variables): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
