export type Step = readonly [daysBefore: number, as: string, command: string, input: object];

/** What befalls a delivery of the demonstration, day by day. */
export interface DeliveryScript {
  readonly id: string;
  readonly openedBefore: number;
  readonly open: object;
  readonly steps: readonly Step[];
}
