/** Why something failed, as events and callers tell it. */
export interface Failure {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  /** A second name under which Retry and Catch know the error. */
  readonly alias?: string;
  /** The field whose expression failed, as a slash path. */
  readonly location?: string;
}

/** Thrown by a state that fails; caught where Retry and Catch are looked at. */
export class StateFailed extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.cause ?? failure.error ?? 'failed');
    this.failure = failure;
  }
}

/** Fails the present state. */
export function fail(error?: string, cause?: string, more?: Failure): never {
  throw new StateFailed({ ...more, error, cause });
}

/** Error and cause as events tell them: what is not there, or empty, is left out. */
export const told = ({ error, cause }: Failure) => ({
  error: error || undefined,
  cause: cause || undefined,
});
