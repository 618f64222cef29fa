/** Commands that have a page of their own, because a form drawn from the schema proved clumsy. */
const PAGES: Readonly<Record<string, string>> = {
  'delivery.RecordHandover': 'handover',
  'asset.TransferCustody': 'transfer',
};

/** Last segment of the address of a command's own page, or null: its form is drawn from its schema. */
export const ownPageOf = (kind: string, command: string): string | null =>
  PAGES[`${kind}.${command}`] ?? null;
