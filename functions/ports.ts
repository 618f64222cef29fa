import { caseStore } from '../shared/aws/case-store.ts';
import { documentClient, statesClient } from '../shared/aws/clients.ts';
import type { AnchorPlace, Env } from '../shared/aws/env.ts';
import { jsonLog } from '../shared/aws/log.ts';
import { orchestrator } from '../shared/aws/orchestrator.ts';
import type { Sealer } from '../shared/aws/sealer.ts';
import { systemClock, systemCrypto } from '../shared/aws/system.ts';
import type { Anchors, Attachments } from '../shared/ports.ts';
import { attachedSheets } from '../shared/sheets/attached.ts';
import type { Workplace } from '../workflows/casework/workplace.ts';
import { registry } from '../workflows/registry.ts';

/** The ports of a process, wired once from its environment; only the front end is given a sealer. */
export function workplaceOf(env: Env, service: string, sealing?: Sealer): Workplace {
  const attachments = attachmentsOf(env);
  return {
    registry,
    store: caseStore(documentClient(), env.tableName, sealing),
    orchestrator: orchestrator(statesClient(), env.stateMachines),
    clock: systemClock,
    crypto: systemCrypto,
    attachments,
    sheets: attachedSheets(attachments),
    log: jsonLog(service),
  };
}

/** Few commands touch a file: its client is loaded when the first one does, and stays out of every cold start. */
function attachmentsOf({ attachments: place }: Env): Attachments {
  let opened: Promise<Attachments> | undefined;
  const load = async (): Promise<Attachments> => {
    if ('folder' in place)
      return (await import('../shared/aws/folder-attachments.ts')).folderAttachments(place.folder);
    return (await import('../shared/aws/bucket-attachments.ts')).bucketAttachments(place.bucket);
  };
  const attachments = (): Promise<Attachments> => {
    opened ??= load();
    return opened;
  };
  return {
    put: async (content, mediaType) => (await attachments()).put(content, mediaType),
    get: async (sha256) => (await attachments()).get(sha256),
    has: async (sha256) => (await attachments()).has(sha256),
  };
}

/** Loaded when the first anchor is read or added; stays out of every cold start. */
export function anchorsAt(place: AnchorPlace): Anchors {
  const open = async (): Promise<Anchors> =>
    'folder' in place
      ? (await import('../shared/aws/folder-anchors.ts')).folderAnchors(place.folder)
      : (await import('../shared/aws/bucket-anchors.ts')).bucketAnchors(place);
  let opened: Promise<Anchors> | undefined;
  const anchors = (): Promise<Anchors> => {
    opened ??= open();
    return opened;
  };
  return {
    read: async (series) => (await anchors()).read(series),
    add: async (series, draft) => (await anchors()).add(series, draft),
  };
}
