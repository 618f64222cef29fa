import type { StateType } from './types.ts';

const STEP = ['Output', 'Assign', 'Next', 'End'];
const HANDLED = [...STEP, 'Retry', 'Catch'];

/** The fields each kind of object may have, besides Comment; every other is refused by name. */
export const STATE_FIELDS: Readonly<Record<StateType, readonly string[]>> = {
  Task: ['Resource', 'Arguments', 'TimeoutSeconds', 'HeartbeatSeconds', ...HANDLED],
  Choice: ['Choices', 'Default', 'Output', 'Assign'],
  Wait: ['Seconds', 'Timestamp', ...STEP],
  Pass: STEP,
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
  Parallel: ['Branches', 'Arguments', ...HANDLED],
  Map: ['ItemProcessor', 'Items', 'ItemSelector', 'MaxConcurrency', ...HANDLED],
};

export const MACHINE_FIELDS = ['StartAt', 'States'];
export const TOP_FIELDS = [...MACHINE_FIELDS, 'QueryLanguage', 'TimeoutSeconds', 'Version'];
export const PROCESSOR_FIELDS = [...MACHINE_FIELDS, 'ProcessorConfig'];
export const RULE_FIELDS = ['Condition', 'Next', 'Output', 'Assign'];
export const CATCH_FIELDS = ['ErrorEquals', 'Next', 'Output', 'Assign'];
export const RETRY_FIELDS = [
  'ErrorEquals',
  'IntervalSeconds',
  'BackoffRate',
  'MaxAttempts',
  'MaxDelaySeconds',
  'JitterStrategy',
];

/** Fields whose value is any JSON with expressions in it. */
export const TEMPLATES = ['Arguments', 'Output', 'ItemSelector', 'Items'];

/** The largest number of seconds a time limit or a wait may have. */
export const MAX_SECONDS = 99_999_999;
