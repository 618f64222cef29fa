/** What `Ref` and `Fn::GetAtt` of one logical id give; undefined when nothing by that name exists. */
export interface Names {
  ref(logicalId: string): string | undefined;
  attribute(logicalId: string, attribute: string): string | undefined;
  exported?(name: string): unknown;
}

/** A value with its intrinsic functions replaced. Throws on a function or a name that is not known: never a guess. */
export function resolveIntrinsics(value: unknown, names: Names): unknown {
  const isThere = (nested: unknown) => !(isRecord(nested) && nested.Ref === 'AWS::NoValue');
  if (Array.isArray(value)) return value.filter(isThere).map((each) => resolveIntrinsics(each, names));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value)
    .filter(([, nested]) => isThere(nested))
    .map(([key, nested]) => [key, resolveIntrinsics(nested, names)] as const);
  const [[name, argument] = ['', undefined], another] = entries;
  if (another !== undefined || !(name === 'Ref' || name.startsWith('Fn::')))
    return Object.fromEntries(entries);
  const intrinsic = INTRINSICS[name];
  if (intrinsic === undefined)
    throw new Error(`The template uses ${name}, which the local host does not know`);
  const parts: readonly unknown[] = Array.isArray(argument) ? argument : [argument];
  return known(intrinsic(parts, names), `${name} ${parts.join('.')}`);
}

/** Each from the parts of its argument, in which everything is resolved. */
const INTRINSICS: Readonly<Record<string, (parts: readonly unknown[], names: Names) => unknown>> = {
  Ref: ([id], names) => names.ref(String(id)),
  'Fn::GetAtt': (parts, names) => attributeOf(parts.join('.'), names),
  'Fn::Join': ([separator, parts]) => list(parts).join(String(separator)),
  'Fn::Split': ([separator, text]) => String(text).split(String(separator)),
  'Fn::Select': ([index, items]) => list(items)[Number(index)],
  'Fn::ImportValue': ([name], names) => resolveIntrinsics(names.exported?.(String(name)), names),
  'Fn::Sub': ([text, variables = {}], names) =>
    String(text).replace(/\$\{(!?)([^}]+)\}/g, (whole, literal, name: string) => {
      if (literal === '!') return `\${${name}}`;
      const given = isRecord(variables) && Object.hasOwn(variables, name) ? variables[name] : undefined;
      const found = given ?? (name.includes('.') ? attributeOf(name, names) : names.ref(name));
      return String(known(found, `Fn::Sub ${whole}`));
    }),
};

function attributeOf(path: string, names: Names): string | undefined {
  const [logicalId = '', attribute = ''] = path.split(/\.(.*)/s);
  return names.attribute(logicalId, attribute);
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`The template has ${JSON.stringify(value)} where a list should be`);
}

function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`The template names something unknown: ${what}`);
  return value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
