/** A resource as CloudFormation templates write it. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** What `Ref` and `Fn::GetAtt` of one logical id give; undefined when nothing by that name exists. */
export interface Names {
  ref(logicalId: string): string | undefined;
  attribute(logicalId: string, attribute: string): string | undefined;
  exported?(name: string): unknown;
}

type Resolve = (value: unknown) => unknown;

/** A value with its intrinsic functions replaced. Throws on a function or a name that is not known: never a guess. */
export function resolveIntrinsics(value: unknown, names: Names): unknown {
  const resolve: Resolve = (nested) => resolveIntrinsics(nested, names);
  if (Array.isArray(value)) return value.filter((item) => !isNoValue(item)).map(resolve);
  if (!isRecord(value)) return value;
  const [name, argument, ...rest] = Object.entries(value).flat();
  if (rest.length === 0 && typeof name === 'string' && (name === 'Ref' || name.startsWith('Fn::')))
    return applyIntrinsic(name, argument, names, resolve);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, nested]) => !isNoValue(nested))
      .map(([key, nested]) => [key, resolve(nested)]),
  );
}

function applyIntrinsic(name: string, argument: unknown, names: Names, resolve: Resolve): unknown {
  switch (name) {
    case 'Ref':
      return known(names.ref(String(argument)), `Ref ${argument}`);
    case 'Fn::GetAtt':
      return getAttribute(argument, names);
    case 'Fn::Join':
      return join(argument, resolve);
    case 'Fn::Sub':
      return substitute(argument, names, resolve);
    case 'Fn::Select':
      return select(argument, resolve);
    case 'Fn::Split':
      return split(argument, resolve);
    case 'Fn::ImportValue':
      return resolve(known(names.exported?.(String(resolve(argument))), `Fn::ImportValue ${argument}`));
    default:
      throw new Error(`The template uses ${name}, which the local host does not know`);
  }
}

function getAttribute(argument: unknown, names: Names): string {
  const [logicalId = '', attribute = ''] = Array.isArray(argument)
    ? argument.map(String)
    : String(argument).split(/\.(.*)/s);
  return known(names.attribute(logicalId, attribute), `Fn::GetAtt ${logicalId}.${attribute}`);
}

function join(argument: unknown, resolve: Resolve): string {
  const [separator, parts] = list(argument, 'Fn::Join');
  return list(resolve(parts), 'Fn::Join').map(String).join(String(separator));
}

function substitute(argument: unknown, names: Names, resolve: Resolve): string {
  const [text, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const given = isRecord(variables) ? variables : {};
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (whole, literal, name: string) => {
    if (literal === '!') return `\${${name}}`;
    if (Object.hasOwn(given, name)) return String(resolve(given[name]));
    if (name.includes('.')) return getAttribute(name, names);
    return known(names.ref(name), `Fn::Sub ${whole}`);
  });
}

function select(argument: unknown, resolve: Resolve): unknown {
  const [index, items] = list(argument, 'Fn::Select');
  return known(list(resolve(items), 'Fn::Select')[Number(index)], `Fn::Select ${index}`);
}

function split(argument: unknown, resolve: Resolve): string[] {
  const [separator, text] = list(argument, 'Fn::Split');
  return String(resolve(text)).split(String(separator));
}

function list(value: unknown, name: string): unknown[] {
  if (!Array.isArray(value)) throw new Error(`The template gives ${name} no list`);
  return value;
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The template names something unknown: ${what}`);
  return value;
}

const isNoValue = (value: unknown): boolean =>
  isRecord(value) && Object.keys(value).length === 1 && value.Ref === 'AWS::NoValue';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
