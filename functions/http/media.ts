/** The media type by the first bytes; null for anything but a photo or a PDF. What the client says is not asked. */
export function sniff(content: Uint8Array): string | null {
  const head = Buffer.from(content.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('RIFF') && head.slice(8) === 'WEBP') return 'image/webp';
  return head.startsWith('%PDF-') ? 'application/pdf' : null;
}
