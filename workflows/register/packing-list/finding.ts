/** What is wrong with a file, or was read otherwise than written, by cell; nothing is changed silently. */
export interface Finding {
  readonly cell: string;
  readonly code: string;
  /** `error` stops the import, `change` is read as `to`, `note` is only said. */
  readonly weight: 'error' | 'change' | 'note';
  readonly from?: string;
  readonly to?: string;
}
