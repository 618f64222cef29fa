import { z } from 'zod';

/** Names of the variables functions are given; infra/aws sets them, the local host overrides a few. */
export const EnvName = {
  stage: 'STAGE',
  tableName: 'TABLE_NAME',
  attachmentsBucket: 'ATTACHMENTS_BUCKET',
  /** A folder instead of the bucket: one machine. */
  attachmentsFolder: 'ATTACHMENTS_DIR',
  anchorsBucket: 'ANCHORS_BUCKET',
  /** A folder instead of the bucket, with the signing key in it: one machine. */
  anchorsFolder: 'ANCHORS_DIR',
  /** The KMS key that signs anchors; only the function that adds them is told. */
  anchorKeyId: 'ANCHOR_KEY_ID',
  /** JSON `{ track: ARN }`. */
  stateMachines: 'STATE_MACHINES',
  publicUrl: 'PUBLIC_URL',
  sessionSecretArn: 'SESSION_SECRET_ARN',
  /** The secret itself: one machine. */
  sessionSecret: 'SESSION_SECRET',
  sealingSecretArn: 'SEALING_SECRET_ARN',
  /** The secret itself: one machine. */
  sealingSecret: 'SEALING_SECRET',
  userPoolId: 'USER_POOL_ID',
  userPoolClientId: 'USER_POOL_CLIENT_ID',
  /** Origin of the managed sign-in pages. */
  signInUrl: 'SIGN_IN_URL',
  demoSignIn: 'AMAN_DEMO_SIGN_IN',
  /** Changing requests of one session. */
  changesPerMinute: 'CHANGES_PER_MINUTE',
} as const;
export type EnvName = (typeof EnvName)[keyof typeof EnvName];

/** Keys of files in the bucket start with this; functions may touch nothing else there. */
export const ATTACHMENTS_PREFIX = 'attachments/';

/** Anchors of a series are objects below `<series>/`, named by their number. */
export type AnchorPlace =
  | { readonly bucket: string; readonly keyId: string | null }
  | { readonly folder: string };

/** What every function knows of its surroundings. */
export interface Env {
  readonly stage: string;
  readonly tableName: string;
  readonly attachments: { readonly bucket: string } | { readonly folder: string };
  /** ARN by track. */
  readonly stateMachines: Readonly<Record<string, string>>;
}

/** What the front end needs besides. */
export interface WebEnv extends Env {
  /** The secret itself, or where Secrets Manager keeps it. */
  readonly sessionSecret: SecretSource;
  /** Keys of sealed entries are derived from it; losing it loses them. */
  readonly sealingSecret: SecretSource;
  /** null: people pick who they are; never so in AWS. */
  readonly cognito: Cognito | null;
  /** Changing requests one session may send in a minute. */
  readonly changesPerMinute: number;
  /** Origin people use, without a slash at the end; null: take it from the request. */
  readonly publicUrl: string | null;
}

export type SecretSource = { readonly value: string } | { readonly arn: string };

interface Cognito {
  readonly userPoolId: string;
  readonly clientId: string;
  readonly signInUrl: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

const present = z.string().min(1);

const Machines = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string(), present));

const Base = z.object({
  [EnvName.stage]: present,
  [EnvName.tableName]: present,
  [EnvName.stateMachines]: Machines,
});
const Folder = z.object({ [EnvName.attachmentsFolder]: present });
const Bucket = z.object({ [EnvName.attachmentsBucket]: present });
// Far above what people do, below what only a program gone mad does; AWS sets what suits people.
const CHANGES_PER_MINUTE = 60_000;
const Changes = z.object({
  [EnvName.changesPerMinute]: z.coerce.number().int().min(1),
});
const SignIn = z.object({
  [EnvName.userPoolId]: present,
  [EnvName.userPoolClientId]: present,
  [EnvName.signInUrl]: present,
});

/** Throws a ZodError naming the variables that are missing or malformed. */
export function readEnv(env: Variables = process.env): Env {
  const base = Base.parse(env);
  return {
    stage: base.STAGE,
    tableName: base.TABLE_NAME,
    stateMachines: base.STATE_MACHINES,
    attachments: has(env, EnvName.attachmentsFolder)
      ? { folder: Folder.parse(env).ATTACHMENTS_DIR }
      : { bucket: Bucket.parse(env).ATTACHMENTS_BUCKET },
  };
}

/** Where anchors are kept. Without a key they can be read, not added to. */
export function readAnchorPlace(env: Variables = process.env): AnchorPlace {
  if (has(env, EnvName.anchorsFolder))
    return { folder: z.object({ [EnvName.anchorsFolder]: present }).parse(env).ANCHORS_DIR };
  const { ANCHORS_BUCKET: bucket } = z.object({ [EnvName.anchorsBucket]: present }).parse(env);
  return { bucket, keyId: has(env, EnvName.anchorKeyId) ? String(env[EnvName.anchorKeyId]) : null };
}

/** As `readEnv`, with what sign-in and pages need. */
export function readWebEnv(env: Variables = process.env): WebEnv {
  return {
    ...readEnv(env),
    cognito: env[EnvName.demoSignIn] === '1' ? null : cognito(env),
    changesPerMinute: has(env, EnvName.changesPerMinute)
      ? Changes.parse(env)[EnvName.changesPerMinute]
      : CHANGES_PER_MINUTE,
    publicUrl: env[EnvName.publicUrl]?.replace(/\/$/, '') ?? null,
    sessionSecret: secretOf(env, EnvName.sessionSecret, EnvName.sessionSecretArn),
    sealingSecret: secretOf(env, EnvName.sealingSecret, EnvName.sealingSecretArn),
  };
}

/** The secret itself, or where it is kept. */
function secretOf(env: Variables, name: EnvName, arnName: EnvName): SecretSource {
  if (!has(env, name)) return { arn: String(z.object({ [arnName]: present }).parse(env)[arnName]) };
  return { value: String(z.object({ [name]: present.min(32) }).parse(env)[name]) };
}

function cognito(env: Variables): Cognito {
  const signIn = SignIn.parse(env);
  return {
    userPoolId: signIn.USER_POOL_ID,
    clientId: signIn.USER_POOL_CLIENT_ID,
    signInUrl: signIn.SIGN_IN_URL,
  };
}

const has = (env: Variables, name: EnvName): boolean => (env[name] ?? '') !== '';
