import { prepare } from '../infra/launch/prepare.ts';

/** Bundles and templates once for all tests. A build that fails is a step of its own; the other tests still tell something. */
export default async function setup(): Promise<void> {
  await prepare((line) => console.log(line)).catch((error: unknown) => console.error(error));
}
