import * as fields from './definition-fields.ts';
import { checkCatch, checkRetry } from './definition-handlers.ts';
import {
  checkFields,
  checkSeconds,
  checkTemplate,
  isMap,
  type JsonMap,
  type Problem,
  type Report,
} from './definition-values.ts';
import { integrationOf } from './machine.ts';
import { expressionText } from './query.ts';
import type { StateType } from './types.ts';

export type { Problem } from './definition-values.ts';

/** Everything that keeps the engine from running a definition; an empty list means that it runs. */
export function checkDefinition(definition: unknown): Problem[] {
  const problems: Problem[] = [];
  const report: Report = (message, location, code = 'SCHEMA_VALIDATION_FAILED') =>
    problems.push({ code, message, location });
  if (!isMap(definition)) report('The definition must be an object', '/');
  else {
    checkFields(definition, fields.TOP_FIELDS, { report, at: '' });
    if (definition.QueryLanguage !== 'JSONata') {
      report("The QueryLanguage must be 'JSONata'", '/QueryLanguage');
    }
    // Of the whole machine it is a number; there is nothing yet that an expression could read.
    const { TimeoutSeconds: limit = 1 } = definition;
    checkSeconds(typeof limit === 'string' ? null : limit, 1, { report, at: '/TimeoutSeconds' });
    checkMachine(definition, '', { report, names: new Set() });
  }
  return problems;
}

interface Walk {
  readonly report: Report;
  /** State names seen so far: they must be unique in the whole machine. */
  readonly names: Set<string>;
}

function checkMachine(machine: JsonMap, at: string, walk: Walk): void {
  const { report, names } = walk;
  const { States, StartAt } = machine;
  if (!isMap(States) || Object.keys(States).length === 0) {
    report('States must be an object with at least one state', `${at}/States`);
    return;
  }
  for (const [name, state] of Object.entries(States)) {
    const place = `${at}/States/${name}`;
    if (name.length > 80) report('A state name has at most 80 characters', place);
    if (names.has(name)) report(`The name ${name} is used twice`, place, 'DUPLICATE_STATE_NAME');
    names.add(name);
    if (isMap(state)) checkState(state, place, walk);
    else report('A state must be an object', place);
  }
  checkTargets(States, StartAt, { report, at });
}

function checkTargets(states: JsonMap, start: unknown, { report, at }: { report: Report; at: string }): void {
  const reached = new Set<string>();
  const reach = (target: unknown, from: string): void => {
    if (typeof target !== 'string' || !Object.hasOwn(states, target)) {
      report(`There is no state ${JSON.stringify(target) ?? '(none)'}`, from, 'MISSING_TRANSITION_TARGET');
    } else if (!reached.has(target)) {
      reached.add(target);
      for (const [field, next] of targetsOf(states[target])) reach(next, `${at}/States/${target}/${field}`);
    }
  };
  reach(start, `${at}/StartAt`);
  for (const name of Object.keys(states)) {
    const place = `${at}/States/${name}`;
    if (!reached.has(name)) report('No transition leads to this state', place, 'UNREACHABLE_STATE');
  }
  const isTerminal = (name: string): boolean => {
    const state = states[name];
    return isMap(state) && (state.End === true || state.Type === 'Succeed' || state.Type === 'Fail');
  };
  if (reached.size > 0 && ![...reached].some(isTerminal)) {
    report('No state that can be reached ends the machine', `${at}/States`, 'MISSING_END_STATE');
  }
}

function targetsOf(state: unknown): [string, unknown][] {
  if (!isMap(state)) return [];
  const direct = ['Next', 'Default']
    .filter((field) => field in state)
    .map((field): [string, unknown] => [field, state[field]]);
  const listed = ['Choices', 'Catch'].flatMap((field) => {
    const list = state[field];
    return Array.isArray(list)
      ? list.map((each, index): [string, unknown] => [
          `${field}[${index}]/Next`,
          isMap(each) ? each.Next : undefined,
        ])
      : [];
  });
  return [...direct, ...listed];
}

function checkState(state: JsonMap, at: string, walk: Walk): void {
  const { report } = walk;
  const type = state.Type;
  if (typeof type !== 'string' || !Object.hasOwn(fields.STATE_FIELDS, type)) {
    report(`The Type ${JSON.stringify(type)} is not supported`, `${at}/Type`);
    return;
  }
  const allowed = fields.STATE_FIELDS[type as StateType];
  checkFields(state, ['Type', 'QueryLanguage', ...allowed], { report, at });
  if ('QueryLanguage' in state && state.QueryLanguage !== 'JSONata') {
    report("The QueryLanguage must be 'JSONata'", `${at}/QueryLanguage`);
  }
  if (allowed.includes('Next')) checkTransition(state, at, report);
  checkExpressions(state, at, report);
  checkRetry(state.Retry, { report, at: `${at}/Retry` });
  checkCatch(state.Catch, { report, at: `${at}/Catch` });
  CHECKS[type as StateType]?.(state, at, walk);
}

function checkTransition(state: JsonMap, at: string, report: Report): void {
  if ('End' in state && typeof state.End !== 'boolean') report('End must be true or false', `${at}/End`);
  if ('Next' in state !== (state.End === true)) return;
  report('A state has either Next or "End": true', at);
}

function checkExpressions(state: JsonMap, at: string, report: Report): void {
  for (const field of fields.TEMPLATES) {
    if (field in state) checkTemplate(state[field], { report, at: `${at}/${field}` });
  }
  if (!('Assign' in state)) return;
  if (isMap(state.Assign)) checkTemplate(state.Assign, { report, at: `${at}/Assign` });
  else report('Assign must be an object', `${at}/Assign`);
}

type Check = (state: JsonMap, at: string, walk: Walk) => void;

const CHECKS: Readonly<Partial<Record<StateType, Check>>> = {
  Task(state, at, { report }) {
    const resource = state.Resource;
    if (typeof resource !== 'string' || integrationOf(resource) === null) {
      const message = `The Resource ${JSON.stringify(resource)} is not supported`;
      report(message, `${at}/Resource`);
    }
    checkCall(state, at, report);
    const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = state;
    if (timeout !== undefined) checkSeconds(timeout, 1, { report, at: `${at}/TimeoutSeconds` });
    if (heartbeat !== undefined) checkSeconds(heartbeat, 1, { report, at: `${at}/HeartbeatSeconds` });
    if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
      report('HeartbeatSeconds must be below TimeoutSeconds', `${at}/HeartbeatSeconds`);
    }
  },
  Choice(state, at, { report }) {
    const { Choices } = state;
    if (!Array.isArray(Choices) || Choices.length === 0) {
      report('Choices must be a list with at least one rule', `${at}/Choices`);
      return;
    }
    for (const [index, rule] of Choices.entries()) checkRule(rule, `${at}/Choices[${index}]`, report);
  },
  Wait(state, at, { report }) {
    if ('Seconds' in state === 'Timestamp' in state) {
      report('A Wait has either Seconds or Timestamp', at);
    }
    if ('Seconds' in state) checkSeconds(state.Seconds, 0, { report, at: `${at}/Seconds` });
    if (!('Timestamp' in state)) return;
    const place = { report, at: `${at}/Timestamp` };
    if (typeof state.Timestamp !== 'string') report('Timestamp must be a string', place.at);
    else checkTemplate(state.Timestamp, place);
  },
  Fail(state, at, { report }) {
    for (const field of ['Error', 'Cause']) {
      if (!(field in state)) continue;
      const place = { report, at: `${at}/${field}` };
      if (typeof state[field] === 'string') checkTemplate(state[field], place);
      else report(`${field} must be a string`, place.at);
    }
  },
  Parallel(state, at, walk) {
    const { Branches } = state;
    if (!Array.isArray(Branches) || Branches.length === 0) {
      walk.report('Branches must be a list with at least one branch', `${at}/Branches`);
      return;
    }
    for (const [index, branch] of Branches.entries()) {
      checkInner(branch, fields.MACHINE_FIELDS, `${at}/Branches[${index}]`, walk);
    }
  },
  Map(state, at, walk) {
    const { ItemProcessor, Items, MaxConcurrency } = state;
    const { report } = walk;
    checkInner(ItemProcessor, fields.PROCESSOR_FIELDS, `${at}/ItemProcessor`, walk);
    const config = isMap(ItemProcessor) ? (ItemProcessor.ProcessorConfig ?? {}) : {};
    if (isMap(config)) {
      checkFields(config, ['Mode'], { report, at: `${at}/ItemProcessor/ProcessorConfig` });
      if ((config.Mode ?? 'INLINE') !== 'INLINE') {
        report('Only INLINE is supported', `${at}/ItemProcessor/ProcessorConfig/Mode`);
      }
    }
    if (MaxConcurrency !== undefined) checkSeconds(MaxConcurrency, 0, { report, at: `${at}/MaxConcurrency` });
    const isList = Array.isArray(Items) || (typeof Items === 'string' && expressionText(Items) !== null);
    if (Items !== undefined && !isList) {
      report('Items must be a list or an expression', `${at}/Items`);
    }
  },
};

function checkInner(inner: unknown, allowed: readonly string[], at: string, walk: Walk): void {
  if (!isMap(inner)) {
    walk.report('A branch must be an object', at);
    return;
  }
  checkFields(inner, allowed, { report: walk.report, at });
  checkMachine(inner, at, walk);
}

function checkRule(rule: unknown, at: string, report: Report): void {
  if (!isMap(rule)) {
    report('A rule must be an object', at);
    return;
  }
  checkFields(rule, fields.RULE_FIELDS, { report, at });
  checkExpressions(rule, at, report);
  const { Condition } = rule;
  const isExpression = typeof Condition === 'string' && expressionText(Condition) !== null;
  if (isExpression) checkTemplate(Condition, { report, at: `${at}/Condition` });
  else if (typeof Condition !== 'boolean') {
    report('Condition must be an expression or a boolean', `${at}/Condition`);
  }
}

// Only a plain Lambda ARN takes any argument; lambda:invoke has its own parameters.
function checkCall(state: JsonMap, at: string, report: Report): void {
  const { Arguments, Resource } = state;
  if (typeof Resource !== 'string' || integrationOf(Resource)?.kind !== 'invoke') return;
  if (!isMap(Arguments)) {
    if (typeof Arguments === 'string' && expressionText(Arguments) !== null) return;
    report('lambda:invoke needs Arguments', `${at}/Arguments`);
    return;
  }
  checkFields(Arguments, ['FunctionName', 'Payload'], { report, at: `${at}/Arguments` });
  if (typeof Arguments.FunctionName === 'string') return;
  report('lambda:invoke needs a FunctionName', `${at}/Arguments/FunctionName`);
}
