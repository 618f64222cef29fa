import { compile, type Template } from './query.ts';
import type { MachineDefinition, StateDefinition } from './types.ts';

/** A state with its expressions; each is compiled when first used and kept. */
export interface CompiledState {
  readonly name: string;
  readonly definition: StateDefinition;
  /** A Task's Lambda call. */
  readonly integration: Integration | null;
  template(location: string, value: unknown): Template;
}

/** A definition ready to run. State names are unique in the whole machine, so one flat table serves. */
export interface CompiledMachine {
  readonly definition: MachineDefinition;
  readonly states: ReadonlyMap<string, CompiledState>;
}

/** The Lambda call behind a Task's Resource, or null if the engine has no such integration. */
export type Integration =
  | { readonly kind: 'invoke'; readonly awaitsToken: boolean }
  | { readonly kind: 'function'; readonly functionName: string; readonly awaitsToken: false };

const INVOKE = /^arn:aws[a-z-]*:states:::lambda:invoke(\.waitForTaskToken)?$/;
const FUNCTION = /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9-_]+(:[A-Za-z0-9-_$]+)?$/;

/** Reads a Task's Resource. */
export function integrationOf(resource: string): Integration | null {
  const invoke = INVOKE.exec(resource);
  if (invoke !== null) return { kind: 'invoke', awaitsToken: invoke[1] !== undefined };
  if (FUNCTION.test(resource)) return { kind: 'function', functionName: resource, awaitsToken: false };
  return null;
}

/** Makes a checked definition runnable. */
export function compileMachine(definition: MachineDefinition): CompiledMachine {
  const states = new Map<string, CompiledState>();
  collect(definition, states);
  return { definition, states };
}

function collect(machine: MachineDefinition, states: Map<string, CompiledState>): void {
  for (const [name, definition] of Object.entries(machine.States)) {
    states.set(name, compiledState(name, definition));
    for (const branch of definition.Branches ?? []) collect(branch, states);
    if (definition.ItemProcessor !== undefined) collect(definition.ItemProcessor, states);
  }
}

function compiledState(name: string, definition: StateDefinition): CompiledState {
  const templates = new Map<string, Template>();
  return {
    name,
    definition,
    integration: integrationOf(definition.Resource ?? ''),
    template(location, value) {
      const known = templates.get(location);
      if (known !== undefined) return known;
      const fresh = compile(value, location);
      templates.set(location, fresh);
      return fresh;
    },
  };
}
