import { runOnOwnNode } from './own-node.mjs';

await runOnOwnNode('infra/local/engines.ts');
