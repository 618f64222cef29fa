import { AwsJsonError } from '../aws-json.ts';

/** The answer to a request that is wrong in itself. */
export function validation(message: string): AwsJsonError {
  return new AwsJsonError('ValidationException', message);
}

/** A parameter value the table or its indexes cannot take. */
export function invalidValue(detail: string): AwsJsonError {
  return validation(`One or more parameter values were invalid: ${detail}`);
}

/** The answer to JSON whose shape is not the one the protocol prescribes. */
export function serialization(message: string): AwsJsonError {
  return new AwsJsonError('SerializationException', message);
}

/** The answer to a name no table bears. */
export function notFound(detail = ''): AwsJsonError {
  return new AwsJsonError('ResourceNotFoundException', `Requested resource not found${detail}`);
}

/** The answer to a control operation that the state of the table forbids. */
export function inUse(message: string): AwsJsonError {
  return new AwsJsonError('ResourceInUseException', message);
}
