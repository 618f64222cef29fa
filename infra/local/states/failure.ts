/** Error and cause, as far as somebody named them. */
export interface Reason {
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
}

/** Why a state fails; thrown by what it does, caught where Retry and Catch are looked at. */
export class Failure extends Error implements Reason {
  readonly error?: string | undefined;
  override readonly cause?: string | undefined;
  /** A second name under which Retry and Catch know the error. */
  readonly alias?: string | undefined;
  /** The field whose expression failed, as a slash path. */
  readonly location?: string | undefined;

  constructor(error?: string, cause?: string, more?: Pick<Failure, 'alias' | 'location'>) {
    super(cause);
    Object.assign(this, { error, cause, ...more });
  }
}

/** A reason as events tell it: what is not there, or empty, is left out. */
export const told = ({ error, cause }: Reason) => ({ error: error || undefined, cause: cause || undefined });
