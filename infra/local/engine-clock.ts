/** The clock both engines read; tests and demonstrations put their own behind it. */
export interface EngineClock {
  /** Milliseconds since the epoch. */
  now(): number;
}
