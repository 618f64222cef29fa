import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Tags, Validations } from 'aws-cdk-lib';
import { registry } from '../../workflows/registry.ts';
import type { TrackDefinition } from './constructs/track-workflow.ts';
import { PlatformStack } from './stacks/platform-stack.ts';
import { StorageStack } from './stacks/storage-stack.ts';

const ROOT = join(import.meta.dirname, '../..');

export interface AppOptions {
  readonly outdir?: string;
  /** `prod` keeps its data whatever happens to the stacks; default: the context's `stage`. */
  readonly stage?: string;
  readonly tracks?: readonly TrackDefinition[];
  /** Folder of the bundles. */
  readonly functions?: string;
}

/** The whole installation. Same inputs, same templates: nothing here asks an account, a clock or a network. */
export function createApp(options: AppOptions = {}): App {
  const app = new App({
    ...(options.outdir === undefined ? {} : { outdir: options.outdir }),
    context: committedContext(),
    analyticsReporting: false,
  });
  const stage = options.stage ?? String(app.node.tryGetContext('stage'));
  const prefix = `Aman-${stage}`;
  const retain = stage === 'prod';
  const storage = new StorageStack(app, `${prefix}-Storage`, { retain, terminationProtection: retain });
  new PlatformStack(app, `${prefix}-Platform`, {
    stage,
    retain,
    storage,
    tracks: options.tracks ?? registeredTracks(),
    functions: options.functions ?? join(ROOT, '.build/functions'),
    terminationProtection: retain,
  });
  Tags.of(app).add('product', 'aman');
  Tags.of(app).add('stage', stage);
  return app;
}

/** The CLI passes cdk.json's context by itself; whoever calls `createApp` directly gets the same flags. */
function committedContext(): Record<string, unknown> {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  return context;
}

const registeredTracks = (): TrackDefinition[] =>
  registry.tracks.map(({ kind }) => ({
    track: kind,
    file: join(ROOT, 'workflows', kind, `${kind}.asl.json`),
  }));

if (import.meta.main) {
  const { AwsSolutionsChecks, ServerlessChecks } = await import('cdk-nag');
  const app = createApp();
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  app.synth();
}
