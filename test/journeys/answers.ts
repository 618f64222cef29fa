/** What the API answers, as its contract says (design 4); written here again, so that a changed answer shows. */

export interface TaskItem {
  readonly id: string;
  readonly track: string;
  readonly caseId: string;
  readonly sentence: string;
  readonly commands: readonly string[];
  readonly dueOn: string;
  readonly level: number;
}

interface EntryTask {
  readonly key: string;
  readonly addressees: readonly Readonly<Record<string, unknown>>[];
  readonly dueOn: string;
  readonly level: number;
}

export interface Entry {
  readonly id: string;
  readonly version: number;
  readonly revision: number;
  readonly stage: string | null;
  readonly state: Readonly<Record<string, unknown>>;
  readonly tasks: readonly EntryTask[];
  readonly commands: readonly { readonly name: string; readonly approves: boolean }[];
  readonly waitsFor: string | null;
  readonly notices: readonly string[];
  readonly dueOn: string | null;
  readonly links: readonly { readonly rel: string; readonly id: string }[];
  readonly driven: 'token' | 'message' | null;
}

export interface Accepted {
  readonly id: string;
  readonly version: number;
  readonly stage: string | null;
  readonly events: readonly { readonly seq: number; readonly type: string; readonly at: string }[];
}

export interface Problem {
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly { readonly pointer: string; readonly code: string; readonly message: string }[];
}

export interface HistoryEvent {
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id?: string };
  readonly onBehalfOf?: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly digests: Readonly<Record<string, string>>;
  readonly prevHash: string;
  readonly hash: string;
}

export interface MessageItem {
  readonly id: string;
  readonly caseId: string;
  readonly kind: 'task' | 'late' | 'reminder' | 'notice';
  readonly level: number;
  readonly sentences: readonly string[];
}

export interface Row {
  readonly id: string;
  readonly stage: string | null;
  readonly open: boolean;
  readonly card: Readonly<Record<string, unknown>>;
}

export interface Readiness {
  readonly pending: { readonly outbox: number; readonly timersDue: number; readonly undriven: number };
  readonly quiescent: boolean;
}
