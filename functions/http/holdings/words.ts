export const ASSET = 'asset';
export const ASSETS = 'assets';
/** The page that answers "where is it?". */
export const WHERE = '/where';

/** Everything one holder answers for. */
export const heldBy = (holder: string): string => `${WHERE}?holder=${encodeURIComponent(holder)}`;
