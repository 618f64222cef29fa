import { runOnOwnNode } from '../launch/own-node.mjs';

await runOnOwnNode('infra/upkeep/command.ts');
