import { bucketAttachments, folderAttachments } from '../shared/aws/attachments.ts';
import { caseStore } from '../shared/aws/case-store.ts';
import { documentClient, statesClient } from '../shared/aws/clients.ts';
import type { Env } from '../shared/aws/env.ts';
import { jsonLog } from '../shared/aws/log.ts';
import { orchestrator } from '../shared/aws/orchestrator.ts';
import { systemClock, systemCrypto } from '../shared/aws/system.ts';
import type { Workplace } from '../workflows/casework/workplace.ts';
import { registry } from '../workflows/registry.ts';

/** The ports of a process, wired once from its environment. */
export function workplaceOf(env: Env, service: string): Workplace {
  return {
    registry,
    store: caseStore(documentClient(), env.tableName),
    orchestrator: orchestrator(statesClient(), env.stateMachines),
    clock: systemClock,
    crypto: systemCrypto,
    attachments:
      'folder' in env.attachments
        ? folderAttachments(env.attachments.folder)
        : bucketAttachments(env.attachments.bucket),
    log: jsonLog(service),
  };
}
