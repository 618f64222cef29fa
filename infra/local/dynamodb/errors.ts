import { AwsJsonError } from '../aws-json.ts';

/** The answer to a request that is wrong in itself. */
export const validation = (message: string) => new AwsJsonError('ValidationException', message);

/** Refuses the request with the message unless the condition holds. */
export function demand(holds: unknown, message: string): asserts holds {
  if (!holds) throw validation(message);
}

/** The same for a parameter value the table or its indexes cannot take. */
export function demandValue(holds: unknown, detail: string): asserts holds {
  if (!holds) throw validation(`One or more parameter values were invalid: ${detail}`);
}

/** The wording of the service for a parameter outside its constraints; `given` is its value, null when missing. */
export function constraint(name: string, given: string | number | null, must: string): AwsJsonError {
  const member = name.charAt(0).toLowerCase() + name.slice(1);
  const value = given === null ? 'null' : `'${given}'`;
  return validation(
    `1 validation error detected: Value ${value} at '${member}' failed to satisfy constraint: Member must ${must}`,
  );
}

/** The answer to JSON whose shape is not the one the protocol prescribes. */
export const serialization = (message: string) => new AwsJsonError('SerializationException', message);

/** The answer to a name no table bears. */
export const notFound = (detail = '') =>
  new AwsJsonError('ResourceNotFoundException', `Requested resource not found${detail}`);
