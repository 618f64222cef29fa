// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these have no place in XML, or are changed by it.
const NOT_IN_XML = /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g;
const WRITTEN = /_x([0-9A-Fa-f]{4})_/g;

/** As Office writes what XML cannot hold: a carriage return is `_x000D_`, and such a text itself is kept apart. */
export const inXml = (text: string): string =>
  text
    .replace(WRITTEN, '_x005F_x$1_')
    .replace(NOT_IN_XML, (one) => `_x${one.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`);

export const fromXml = (text: string): string =>
  text.includes('_x')
    ? text.replace(WRITTEN, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : text;
