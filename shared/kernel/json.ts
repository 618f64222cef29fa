const encoder = new TextEncoder();

/** Bytes a value takes as JSON in UTF-8. */
export const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;
