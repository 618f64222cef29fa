import { readdirSync, readFileSync } from 'node:fs';
// @ts-expect-error the package ships no types
import aslValidator from 'asl-validator';
import jsonata from 'jsonata';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../infra/local/states/definition.ts';

const validate: (definition: unknown) => { isValid: boolean; errorsText: () => string } = aslValidator;

interface Exit {
  readonly Next?: string;
  readonly Output?: unknown;
  readonly ErrorEquals?: readonly string[];
  readonly Condition?: string;
}
interface State extends Exit {
  readonly Type: string;
  readonly Comment?: string;
  readonly Resource?: string;
  readonly Arguments?: { readonly FunctionName: string; readonly Payload: Readonly<Record<string, string>> };
  readonly TimeoutSeconds?: number | string;
  readonly Retry?: readonly (Exit & { readonly MaxAttempts?: number })[];
  readonly Catch?: readonly Exit[];
  readonly Choices?: readonly Exit[];
  readonly Default?: string;
}
interface Machine {
  readonly QueryLanguage?: string;
  readonly Comment?: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const WORKFLOWS = new URL('../../workflows/', import.meta.url);
const FILES = readdirSync(WORKFLOWS, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /^[^/]+\/[^/]+\.asl\.json$/.test(file),
);

const INTEGRATIONS = ['arn:aws:states:::lambda:invoke', 'arn:aws:states:::lambda:invoke.waitForTaskToken'];
const PLACEHOLDERS = ['EnterStageFunctionArn', 'ExpireStageFunctionArn'];
const IDS = ['caseId', 'run', 'state', 'slot', 'since'];
const CLAIM = ['dueAt', 'token', 'enteredAt', 'retry', 'execution'];
// Fields of JSONPath, which a JSONata machine must not carry (and AWS refuses).
const LEGACY = [
  'InputPath',
  'Parameters',
  'ResultSelector',
  'ResultPath',
  'OutputPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'Variable',
];

describe.each(FILES)('%s', (file) => {
  const text = readFileSync(new URL(file, WORKFLOWS), 'utf8');
  const machine = JSON.parse(text) as Machine;
  const states = Object.entries(machine.States);
  const tasks = states.filter(([, { Type }]) => Type === 'Task');
  const positions = states.filter(([name]) => name.startsWith('Await')).map(([name]) => name.slice(5));

  it('is what asl-validator accepts', () => {
    // The validator writes into what it is given.
    const { isValid, errorsText } = validate(JSON.parse(text));
    expect(isValid, errorsText()).toBe(true);
  });

  it('is what the embedded engine runs', () => {
    expect(problemsOf(text)).toEqual([]);
  });

  it('speaks JSONata and has no field of JSONPath', () => {
    expect(machine.QueryLanguage).toBe('JSONata');
    expect(LEGACY.filter((field) => text.includes(`"${field}"`))).toEqual([]);
    expect(text).not.toMatch(/"[^"]+\.\$"\s*:/);
  });

  it('holds expressions that parse', () => {
    const expressions = [...text.matchAll(/\{%(.*?)%\}/g)].map(([, expression]) => expression ?? '');
    expect(expressions.length).toBeGreaterThan(0);
    for (const expression of expressions) expect(() => jsonata(expression), expression).not.toThrow();
  });

  it('names no resource but the integrations and the two functions', () => {
    const arns = [...text.matchAll(/arn:[^"]*/g)].map(([arn]) => arn);
    expect(arns.filter((arn) => !INTEGRATIONS.includes(arn))).toEqual([]);
    const placeholders = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? '');
    expect(placeholders.filter((name) => !PLACEHOLDERS.includes(name))).toEqual([]);
  });

  it('leads everywhere it says, and nowhere is unreachable', () => {
    const reached = new Set<string>();
    const walk = (name: string): void => {
      expect(Object.keys(machine.States), `${name} is no state`).toContain(name);
      if (reached.has(name)) return;
      reached.add(name);
      for (const next of targetsOf(machine.States[name])) walk(next);
    };
    walk(machine.StartAt);
    expect([...reached].sort()).toEqual(Object.keys(machine.States).sort());
  });

  it('tells an officer in one sentence what each state is for', () => {
    for (const [name, { Comment = '' }] of [...states, ['the machine', machine] as const])
      expect(Comment, name).toMatch(/^[A-Z].{10,}\.$/);
  });

  it('gives every task a time limit, a way out, and tries again only what is known to pass', () => {
    for (const [name, { TimeoutSeconds, Catch = [], Retry = [] }] of tasks) {
      expect(TimeoutSeconds, name).toBeDefined();
      expect(Catch.length, name).toBeGreaterThan(0);
      expect(Retry.length, name).toBeGreaterThan(0);
      const retried = Retry.flatMap(({ ErrorEquals = [] }) => ErrorEquals);
      expect(
        retried.filter((error) => error.startsWith('States.')),
        name,
      ).toEqual([]);
      expect(
        Retry.every(({ MaxAttempts = 3 }) => MaxAttempts > 0 && MaxAttempts <= 10),
        name,
      ).toBe(true);
      expect(catchOf(machine, name, 'Superseded')?.Next, name).toBe('Elsewhere');
    }
  });

  it('starts at Route, which knows every position and where it ends', () => {
    expect(machine.StartAt).toBe('Route');
    const route = machine.States.Route;
    expect(route?.Choices?.map(({ Next }) => Next)).toEqual([
      ...positions.map((position) => `Await${position}`),
      'Closed',
    ]);
    expect(route?.Default).toBe('Elsewhere');
    expect([machine.States.Elsewhere?.Type, machine.States.Closed?.Type]).toEqual(['Succeed', 'Succeed']);
  });

  it.each(positions)('waits, escalates and goes on from %s', (position) => {
    const wait = machine.States[`Await${position}`];
    const escalate = machine.States[`Escalate${position}`];
    const after = machine.States[`After${position}`];
    expect(wait?.Resource).toBe('arn:aws:states:::lambda:invoke.waitForTaskToken');
    expect(wait?.Arguments?.FunctionName).toBe(`\${EnterStageFunctionArn}`);
    expect(escalate?.Resource).toBe('arn:aws:states:::lambda:invoke');
    expect(escalate?.Arguments?.FunctionName).toBe(`\${ExpireStageFunctionArn}`);
    expect([wait?.Next, escalate?.Next]).toEqual([`After${position}`, `After${position}`]);
    const late = catchOf(machine, `Await${position}`, 'States.Timeout');
    expect(late).toEqual({
      ErrorEquals: ['States.Timeout'],
      Output: '{% $states.input %}',
      Next: `Escalate${position}`,
    });
    expect(after?.Type).toBe('Choice');
    expect(after?.Choices?.[0]?.Next, 'a new date or slot waits again').toBe(`Await${position}`);
    expect(after?.Default).toBe('Route');
  });

  it('hands over ids and the claim check, never content', () => {
    for (const [name, { Arguments }] of tasks) {
      const expected = name.startsWith('Await') ? [...IDS, ...CLAIM] : IDS;
      expect(Object.keys(Arguments?.Payload ?? {}).sort(), name).toEqual(expected.sort());
    }
  });

  it('has no other states than these', () => {
    const known = positions.flatMap((position) => [
      `Await${position}`,
      `Escalate${position}`,
      `After${position}`,
    ]);
    expect(Object.keys(machine.States).sort()).toEqual([...known, 'Route', 'Closed', 'Elsewhere'].sort());
  });

  describe('its expressions', () => {
    const position = { state: positions[0], slot: 'x', since: 7, dueAt: '2026-11-20T21:00:00.000Z' };
    const evaluate = (expression: unknown, input: unknown): Promise<unknown> =>
      jsonata(String(expression).replace(/^\{%|%\}$/g, '')).evaluate({}, { states: { input } });
    const routeOf = async (input: unknown): Promise<Exit | undefined> => {
      for (const choice of machine.States.Route?.Choices ?? [])
        if ((await evaluate(choice.Condition, input)) === true) return choice;
      return undefined;
    };

    it.each(positions)('Route finds %s from the execution input and from a position', async (state) => {
      const here = { ...position, state };
      const start = await routeOf({ caseId: 'SP-1', run: 1, position: here });
      expect(start?.Next).toBe(`Await${state}`);
      expect(await evaluate(start?.Output, { caseId: 'SP-1', run: 1, position: here })).toEqual(here);
      const later = await routeOf(here);
      expect(later?.Next).toBe(`Await${state}`);
      expect(await evaluate(later?.Output, here)).toEqual(here);
    });

    it('Route ends a closed case, and a place it does not know', async () => {
      expect((await routeOf({ state: 'Closed' }))?.Next).toBe('Closed');
      expect(await routeOf({ ...position, state: 'Nowhere' })).toBeUndefined();
    });

    it.each([
      ['a date long past', '2020-01-01T00:00:00.000Z', 1, 1],
      ['a date in years', '2999-01-01T00:00:00.000Z', 25_920_000, 25_920_000],
      ['a date in an hour', new Date(Date.now() + 3_600_000).toISOString(), 3590, 3600],
    ])('the wait for %s is clamped to 1 second … 300 days', async (_, dueAt, least, most) => {
      for (const [name, { TimeoutSeconds }] of tasks.filter(([name]) => name.startsWith('Await'))) {
        const seconds = await evaluate(TimeoutSeconds, { ...position, dueAt });
        expect(seconds, name).toBeGreaterThanOrEqual(least);
        expect(seconds, name).toBeLessThanOrEqual(most);
      }
    });
  });
});

function targetsOf({ Next, Default, Choices = [], Catch = [] }: State = { Type: '' }): string[] {
  return [Next, Default, ...[...Choices, ...Catch].map((exit) => exit.Next)].filter(
    (name) => name !== undefined,
  );
}

const catchOf = (machine: Machine, name: string, error: string): Exit | undefined =>
  machine.States[name]?.Catch?.find(({ ErrorEquals }) => ErrorEquals?.includes(error));
