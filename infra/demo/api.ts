import type { EntryId } from '../../shared/kernel/ids.ts';
import type { Instant } from '../../shared/kernel/time.ts';

/** How the demonstration data get in: through the rules, like everything else. Every call is idempotent. */
export interface DemoApi {
  /** Opens an entry under a fixed id, as the system; done already: nothing happens. */
  open(kind: string, id: EntryId, input: object, at?: Instant): Promise<void>;
  /** Gives a command as a person through the normal path, at an instant in the past. */
  command(
    kind: string,
    id: EntryId,
    name: string,
    input: object,
    as: EntryId | 'system',
    at?: Instant,
  ): Promise<void>;
  /** Keeps a file and gives its SHA-256. */
  attach(content: Uint8Array, mediaType: string): Promise<string>;
}
