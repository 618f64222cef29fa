/** Counts what is in flight, so that somebody can wait until nothing is. */
export interface Activity {
  begin(): void;
  done(): void;
  idle(): Promise<void>;
}

export function createActivity(): Activity {
  let count = 0;
  let waiting: (() => void)[] = [];
  // The turn after the last thing ended may begin the next one, so it is looked at again.
  const settle = (): void => {
    if (count > 0) return;
    const ready = waiting;
    waiting = [];
    for (const resolve of ready) resolve();
  };
  return {
    begin() {
      count += 1;
    },
    done() {
      count -= 1;
      if (count === 0) setImmediate(settle);
    },
    idle() {
      return new Promise((resolve) => {
        waiting.push(resolve);
        if (count === 0) setImmediate(settle);
      });
    },
  };
}
