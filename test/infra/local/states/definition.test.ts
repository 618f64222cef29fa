import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../../../infra/local/states/definition.ts';

const checkDefinition = (definition: unknown) => problemsOf(JSON.stringify(definition));
const END = { Type: 'Succeed' };
const INVOKE = 'arn:aws:states:::lambda:invoke';
const call = { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'f' } };

function machine(states: object, more: object = {}) {
  return { QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states, ...more };
}

/** A machine of one state of interest that goes on to End. */
function with_(state: object) {
  return machine({ S: { ...state, Next: 'End' }, End: END });
}

describe('accepts', () => {
  it.each([
    [
      'every common field',
      machine(
        {
          S: {
            ...call,
            Comment: 'c',
            QueryLanguage: 'JSONata',
            Output: 1,
            Assign: { a: '{% 1 %}' },
            TimeoutSeconds: 9,
            HeartbeatSeconds: '{% 3 %}',
            End: true,
          },
        },
        { Comment: 'c', Version: '1.0', TimeoutSeconds: 5 },
      ),
    ],
    [
      'retry and catch',
      with_({
        ...call,
        Retry: [
          {
            ErrorEquals: ['A'],
            IntervalSeconds: 1,
            MaxAttempts: 0,
            BackoffRate: 1.5,
            MaxDelaySeconds: 9,
            JitterStrategy: 'FULL',
          },
        ],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'End', Output: 1, Assign: {} }],
      }),
    ],
    [
      'a function ARN with any input',
      with_({ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f' }),
    ],
    [
      'a map',
      with_({
        Type: 'Map',
        Items: '{% [1] %}',
        ItemSelector: {},
        MaxConcurrency: 0,
        ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'I', States: { I: END } },
      }),
    ],
    [
      'a loop with a way out',
      machine({
        A: {
          Type: 'Choice',
          Choices: [{ Condition: '{% true %}', Next: 'A', Assign: { n: 1 } }],
          Default: 'B',
        },
        B: { Type: 'Fail', Error: 'E', Cause: '{% "c" %}' },
      }),
    ],
    [
      'waits',
      machine({
        A: { Type: 'Wait', Seconds: 0, Next: 'B' },
        B: { Type: 'Wait', Timestamp: '{% $now() %}', End: true },
      }),
    ],
  ])('%s', (_what, definition) => {
    expect(checkDefinition(definition)).toEqual([]);
  });
});

describe('refuses by name', () => {
  it.each([
    ['JSONPath as the language', machine({ End: END }, { QueryLanguage: 'JSONPath' }), '/QueryLanguage'],
    ['no language', { StartAt: 'End', States: { End: END } }, '/QueryLanguage'],
    ['JSONPath in one state', with_({ Type: 'Pass', QueryLanguage: 'JSONPath' }), '/States/S/QueryLanguage'],
    ['an unknown field at the top', machine({ End: END }, { Extra: 1 }), '/Extra'],
    ...[
      'InputPath',
      'OutputPath',
      'ResultPath',
      'Parameters',
      'ResultSelector',
      'Credentials',
      'TimeoutSecondsPath',
    ].map((field): [string, object, string] => [
      `${field} in a Task`,
      with_({ ...call, [field]: '$' }),
      `/States/S/${field}`,
    ]),
    ['Result in a Pass', with_({ Type: 'Pass', Result: 1 }), '/States/S/Result'],
    ['SecondsPath', with_({ Type: 'Wait', Seconds: 1, SecondsPath: '$.s' }), '/States/S/SecondsPath'],
    [
      'Variable in a rule',
      machine({
        S: { Type: 'Choice', Choices: [{ Condition: true, Variable: '$.a', Next: 'End' }] },
        End: END,
      }),
      '/States/S/Choices[0]/Variable',
    ],
    [
      'ItemReader',
      with_({ Type: 'Map', ItemReader: {}, ItemProcessor: { StartAt: 'I', States: { I: END } } }),
      '/States/S/ItemReader',
    ],
    [
      'a distributed map',
      with_({
        Type: 'Map',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, StartAt: 'I', States: { I: END } },
      }),
      '/States/S/ItemProcessor/ProcessorConfig/Mode',
    ],
    [
      'Iterator',
      with_({ Type: 'Map', Iterator: {}, ItemProcessor: { StartAt: 'I', States: { I: END } } }),
      '/States/S/Iterator',
    ],
    ['a path key', with_({ Type: 'Pass', Output: { 'a.$': '$.b' } }), '/States/S/Output/a.$'],
    [
      'another service',
      with_({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage' }),
      '/States/S/Resource',
    ],
    [
      'an activity',
      with_({ Type: 'Task', Resource: 'arn:aws:states:us-east-1:000000000000:activity:a' }),
      '/States/S/Resource',
    ],
    [
      'another parameter of lambda:invoke',
      with_({ ...call, Arguments: { FunctionName: 'f', LogType: 'Tail' } }),
      '/States/S/Arguments/LogType',
    ],
    ['a missing function name', with_({ ...call, Arguments: {} }), '/States/S/Arguments/FunctionName'],
    ['missing arguments', with_({ Type: 'Task', Resource: INVOKE }), '/States/S/Arguments'],
    ['an unknown type', machine({ S: { Type: 'Loop' } }), '/States/S/Type'],
    [
      'an unknown field of Retry',
      with_({ ...call, Retry: [{ ErrorEquals: ['A'], Delay: 1 }] }),
      '/States/S/Retry[0]/Delay',
    ],
    [
      'an unknown field of Catch',
      with_({ ...call, Catch: [{ ErrorEquals: ['A'], Next: 'End', ResultPath: '$' }] }),
      '/States/S/Catch[0]/ResultPath',
    ],
  ])('%s', (_what, definition, location) => {
    expect(checkDefinition(definition).map((problem) => problem.location)).toContain(location);
  });
});

describe('finds', () => {
  it.each([
    ['no states', machine({}), '/States'],
    ['a target that is not there', machine({ S: { Type: 'Pass', Next: 'Nowhere' } }), '/States/S/Next'],
    ['a start that is not there', machine({ End: END }, { StartAt: 'Nowhere' }), '/StartAt'],
    [
      'a default that is not there',
      machine({ S: { Type: 'Choice', Choices: [{ Condition: true, Next: 'End' }], Default: 'X' }, End: END }),
      '/States/S/Default',
    ],
    [
      'a rule without a target',
      machine({ S: { Type: 'Choice', Choices: [{ Condition: true }], Default: 'End' }, End: END }),
      '/States/S/Choices[0]/Next',
    ],
    [
      'a catch without a target',
      with_({ ...call, Catch: [{ ErrorEquals: ['A'] }] }),
      '/States/S/Catch[0]/Next',
    ],
    ['a state nothing leads to', machine({ End: END, Lost: END }), '/States/Lost'],
    [
      'a machine that never ends',
      machine({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }),
      '/States',
    ],
    ['neither Next nor End', machine({ S: { Type: 'Pass' } }), '/States/S'],
    ['both Next and End', machine({ S: { Type: 'Pass', Next: 'End', End: true }, End: END }), '/States/S'],
    [
      'a name used twice',
      machine({
        S: { Type: 'Parallel', Branches: [{ StartAt: 'End', States: { End: END } }], Next: 'End' },
        End: END,
      }),
      '/States/S/Branches[0]/States/End',
    ],
    [
      'a jump out of a branch',
      machine({
        S: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'I', States: { I: { Type: 'Pass', Next: 'End' } } }],
          Next: 'End',
        },
        End: END,
      }),
      '/States/S/Branches[0]/States/I/Next',
    ],
    ['bad JSONata', with_({ Type: 'Pass', Output: { a: ['{% 1 + %}'] } }), '/States/S/Output/a[0]'],
    [
      'bad JSONata in a condition',
      machine({ S: { Type: 'Choice', Choices: [{ Condition: '{% ( %}', Next: 'End' }] }, End: END }),
      '/States/S/Choices[0]/Condition',
    ],
    ['$eval', with_({ Type: 'Pass', Output: '{% $eval("1") %}' }), '/States/S/Output'],
    ['half an expression', with_({ Type: 'Pass', Output: '{% 1' }), '/States/S/Output'],
    [
      'a condition that is a text',
      machine({ S: { Type: 'Choice', Choices: [{ Condition: 'yes', Next: 'End' }] }, End: END }),
      '/States/S/Choices[0]/Condition',
    ],
    [
      'no rules',
      machine({ S: { Type: 'Choice', Choices: [], Default: 'End' }, End: END }),
      '/States/S/Choices',
    ],
    ['a wait for nothing', with_({ Type: 'Wait' }), '/States/S'],
    ['a wait for both', with_({ Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z' }), '/States/S'],
    ['a negative wait', with_({ Type: 'Wait', Seconds: -1 }), '/States/S/Seconds'],
    ['a time limit of 0', with_({ ...call, TimeoutSeconds: 0 }), '/States/S/TimeoutSeconds'],
    [
      'a heartbeat above the time limit',
      with_({ ...call, TimeoutSeconds: 5, HeartbeatSeconds: 5 }),
      '/States/S/HeartbeatSeconds',
    ],
    ['Assign that is no object', with_({ Type: 'Pass', Assign: '{% {} %}' }), '/States/S/Assign'],
    ['Retry that is no list', with_({ ...call, Retry: {} }), '/States/S/Retry'],
    ['no error names', with_({ ...call, Retry: [{ ErrorEquals: [] }] }), '/States/S/Retry[0]/ErrorEquals'],
    [
      'States.ALL with others',
      with_({ ...call, Retry: [{ ErrorEquals: ['A', 'States.ALL'] }] }),
      '/States/S/Retry[0]/ErrorEquals',
    ],
    [
      'States.ALL before others',
      with_({
        ...call,
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'End' },
          { ErrorEquals: ['A'], Next: 'End' },
        ],
      }),
      '/States/S/Catch[0]/ErrorEquals',
    ],
    [
      'a back-off below one',
      with_({ ...call, Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] }),
      '/States/S/Retry[0]/BackoffRate',
    ],
    [
      'a longest delay below the first',
      with_({ ...call, Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 5, MaxDelaySeconds: 5 }] }),
      '/States/S/Retry[0]/MaxDelaySeconds',
    ],
    ['no branches', with_({ Type: 'Parallel', Branches: [] }), '/States/S/Branches'],
    ['no processor', with_({ Type: 'Map' }), '/States/S/ItemProcessor'],
    [
      'items that are no list',
      with_({ Type: 'Map', Items: 'all', ItemProcessor: { StartAt: 'I', States: { I: END } } }),
      '/States/S/Items',
    ],
    ['a state that is no object', machine({ S: 1 }), '/States/S'],
  ])('%s', (_what, definition, location) => {
    expect(checkDefinition(definition).map((problem) => problem.location)).toContain(location);
  });

  it.each(['{% 5 %}', 0, 1.5, '5'])('refuses %j as the time limit of the machine', (TimeoutSeconds) => {
    const problems = checkDefinition(machine({ End: END }, { TimeoutSeconds }));
    expect(problems.map((problem) => problem.location)).toEqual(['/TimeoutSeconds']);
  });

  it('refuses what is no object', () => {
    expect(checkDefinition([])).toHaveLength(1);
  });
});
