import { runOnOwnNode } from '../launch/own-node.mjs';

await runOnOwnNode('infra/local/engines.ts');
