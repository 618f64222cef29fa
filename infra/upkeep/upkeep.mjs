import { runOnOwnNode } from '../local/own-node.mjs';

await runOnOwnNode('infra/upkeep/command.ts');
