const PAUSE_MS = 15;

/** What `ask` gives once it is not null; rejects when that takes longer than `within` ms. */
export async function until<T>(ask: () => Promise<T | null>, within: number): Promise<T> {
  const end = performance.now() + within;
  for (;;) {
    const found = await ask();
    if (found !== null) return found;
    if (performance.now() > end) throw new Error(`Not within ${within} ms`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
