import type { EntryId } from '../../shared/kernel/ids.ts';
import type { Paper } from '../track.ts';
import type { OfficeBuild } from './case.ts';

/** The certificates of acceptance: who built what for whom by which contract, and who accepted it. */
export function papersOf(build: OfficeBuild, id: EntryId): Paper[] {
  const { taken, final, contract, site } = build;
  const shared = {
    build: id,
    contractor: contract?.contractor ?? null,
    contract: contract?.number ?? null,
    workType: site?.workType ?? null,
  };
  return [taken, final].flatMap((certificate, n): Paper[] => {
    if (certificate === null) return [];
    const { number, on, approvals } = certificate;
    const title = n === 0 ? 'paper.provisional' : 'paper.final';
    return [{ number, title, at: on, lines: approvals.length, content: { ...shared, certificate } }];
  });
}
