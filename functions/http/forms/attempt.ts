import type { AppError, FieldProblem } from '../../../shared/kernel/errors.ts';

/** Rows asked for: where, and how many there shall be. */
export interface MoreRows {
  readonly path: string;
  readonly count: number;
}

/** A form that came back: what was typed, and why it was not accepted (or which rows more are wanted). */
export interface Attempt {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly error: AppError | null;
  readonly more: MoreRows | null;
  /** Text that seems to point to a person: whoever wrote it says that it was checked, or changes it. */
  readonly warnings: readonly FieldProblem[];
  /** Kept when it is unknown whether the first sending arrived. */
  readonly key: string | null;
}
