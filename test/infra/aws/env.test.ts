import { describe, expect, it } from 'vitest';
import { readEnv, readWebEnv } from '../../../shared/aws/env.ts';

const SECRET = 'a secret of at least thirty-two characters';
const oneMachine = {
  STAGE: 'local',
  TABLE_NAME: 'cases',
  STATE_MACHINES: '{"safety-plan":"arn:aws:states:::stateMachine:a"}',
  ATTACHMENTS_BUCKET: 'from-the-template',
  ATTACHMENTS_DIR: '/data/attachments',
  SESSION_SECRET_ARN: 'from-the-template',
  SESSION_SECRET: SECRET,
  SEALING_SECRET_ARN: 'from-the-template',
  SEALING_SECRET: SECRET,
  AMAN_DEMO_SIGN_IN: '1',
};

describe('on one machine', () => {
  it('what the host sets wins over what the template says', () => {
    expect(readWebEnv(oneMachine)).toEqual({
      stage: 'local',
      tableName: 'cases',
      stateMachines: { 'safety-plan': 'arn:aws:states:::stateMachine:a' },
      attachments: { folder: '/data/attachments' },
      sessionSecret: { value: SECRET },
      sealingSecret: { value: SECRET },
      cognito: null,
      changesPerMinute: 60_000,
      publicUrl: null,
    });
  });

  it('takes an empty variable for one that is not set', () => {
    const { attachments } = readEnv({ ...oneMachine, ATTACHMENTS_DIR: '' });
    expect(attachments).toEqual({ bucket: 'from-the-template' });
  });
});

describe('refuses to start', () => {
  it.each([
    ['without a table', { TABLE_NAME: undefined }, 'TABLE_NAME'],
    ['when the machines are not JSON', { STATE_MACHINES: '{' }, 'STATE_MACHINES'],
    ['when a machine is no ARN', { STATE_MACHINES: '{"safety-plan":1}' }, 'STATE_MACHINES'],
    ['with a secret too short to sign with', { SESSION_SECRET: 'short' }, 'SESSION_SECRET'],
    ['without Cognito when nobody may pick a person', { AMAN_DEMO_SIGN_IN: undefined }, 'USER_POOL_ID'],
  ])('%s', (_, change, name) => {
    expect(() => readWebEnv({ ...oneMachine, ...change })).toThrow(name);
  });
});
