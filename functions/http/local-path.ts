const BASE = 'http://local.invalid';

/** A path of this site to go back to; anything else becomes the home page (I-8). */
export function localPath(given: string | null | undefined): string {
  if (given === null || given === undefined || given.length > 2000) return '/';
  // Backslashes and control characters are what browsers quietly repair into another host.
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(given) || !URL.canParse(given, BASE)) return '/';
  const url = new URL(given, BASE);
  return url.origin === BASE && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : '/';
}
