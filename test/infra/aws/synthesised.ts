import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../../infra/aws/app.ts';

const EXAMPLE = join(import.meta.dirname, 'example.asl.json');
const BUNDLES = ['http', 'enter-stage', 'expire-stage', 'sweep', 'anchor'];

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface Synthesised {
  readonly app: App;
  readonly storage: Template;
  readonly platform: Template;
  /** Both templates as JSON, with the folder's name taken out. */
  readonly text: string;
}

const EXAMPLES = ['first', 'second'].map((track) => ({ track, file: EXAMPLE }));

/** The stacks with two example tracks (or those of the registry) and empty bundles, in a folder that is removed again. */
export function synthesised<T>(
  stage: string,
  use: (synthesised: Synthesised) => T,
  { registered = false } = {},
): T {
  const folder = mkdtempSync(join(tmpdir(), 'aman-synth-'));
  try {
    const functions = join(folder, 'functions');
    for (const bundle of BUNDLES) {
      mkdirSync(join(functions, bundle), { recursive: true });
      writeFileSync(join(functions, bundle, 'index.mjs'), `export const handler = () => '${bundle}';\n`);
    }
    const app = createApp({
      outdir: join(folder, 'cdk.out'),
      stage,
      functions,
      ...(registered ? {} : { tracks: EXAMPLES }),
    });
    const stack = (name: string) => Template.fromStack(app.node.findChild(`Aman-${stage}-${name}`) as Stack);
    const [storage, platform] = [stack('Storage'), stack('Platform')];
    const text = JSON.stringify([storage.toJSON(), platform.toJSON()]);
    return use({ app, storage, platform, text });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const resourcesOf = (template: Template, type: string): Record<string, Resource> =>
  template.findResources(type) as Record<string, Resource>;
