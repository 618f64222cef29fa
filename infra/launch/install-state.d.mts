export function lockStamp(lock: string): string;
export function installState(facts: {
  lock: string;
  stamp: string | undefined;
  installed: string | undefined;
  platform: string;
}): 'ready' | 'stamp' | 'install';
export function explainFailure(output: string): string;
export function explainTooOld(nodeVersion: string, npmAgent: string | undefined): string | undefined;
