import { AppError } from '../../../shared/kernel/errors.ts';
import { damaged, joined, latin1, refuseDisguise } from './bytes.ts';

const END = '%%EOF';
/** Things a scanned letter does not need: programs, other files inside, what starts by itself. */
const ACTIVE = /\/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)\b/;
// Readers look for the header in so many bytes, so a page could hide before it.
const HEAD = 1024;

/** A PDF without what follows its end; one that does something by itself is refused. Its pages stay as they are. */
export function cleanPdf(bytes: Uint8Array): Uint8Array {
  const text = latin1(bytes);
  const end = text.lastIndexOf(END);
  if (!/^%PDF-[12]\.\d/.test(text) || end === -1) throw damaged();
  refuseDisguise(bytes.subarray(8, HEAD));
  refuseDisguise(bytes.subarray(end + END.length));
  // A directory of an archive is found from its end, so the archive may lie before ours.
  if (text.includes('PK\x03\x04') && text.includes('PK\x05\x06'))
    throw new AppError('UnsupportedMedia', 'disguised-file');
  if (ACTIVE.test(unescaped(text))) throw new AppError('UnsupportedMedia', 'active-file');
  return joined([bytes.subarray(0, end + END.length)]);
}

/** Names may write any letter as `#` and two hex digits. */
const unescaped = (text: string): string =>
  text.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
