/** The message with those of its causes that say something new; a defect of the program also with its place. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const isDefect =
    error instanceof TypeError || error instanceof ReferenceError || error instanceof RangeError;
  const message = isDefect ? (error.stack ?? error.message) : error.message;
  // A full sentence is meant for people and needs nothing added.
  if (error.cause === undefined || message.endsWith('.')) return message;
  const cause = sentenceOf(error.cause);
  return message.includes(cause) ? message : `${message}: ${cause}`;
}
