/** Ends a switch over a union: a forgotten member is a type error here, and a loud failure if data lie. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value ${JSON.stringify(value)}`);
}
