/** Time that passes only when all tasks wait: the same events in the same order on every machine. */
export class VirtualClock {
  /** Seconds since the beginning. */
  public now = 0;

  private order = 0;
  private readonly queue: { readonly at: number; readonly order: number; readonly wake: () => void }[] = [];

  public async sleep(seconds: number): Promise<void> {
    await new Promise<void>((wake) => this.insert({ at: this.now + Math.max(seconds, 0), order: this.order++, wake }));
  }

  /** Lets time pass until no task waits any more. */
  public async run(): Promise<void> {
    await settled();
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      this.now = next.at;
      next.wake();
      await settled();
    }
  }

  private insert(entry: VirtualClock['queue'][number]): void {
    let low = 0;
    let high = this.queue.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.queue[middle].at <= entry.at) { low = middle + 1; } else { high = middle; }
    }
    this.queue.splice(low, 0, entry);
  }
}

/** Everything that can go on without time has gone on: it is all promises, and they come before this. */
async function settled(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

const MODULUS = 2 ** 31 - 1;
const FACTOR = 48271;

/** Numbers from 0 to 1 that look like chance and are the same every time (Park and Miller's minimal standard). */
export function chance(seed: number): () => number {
  let state = seed % MODULUS || 1;
  const next = () => {
    state = state * FACTOR % MODULUS;
    return state / MODULUS;
  };
  // Seeds that are close begin alike.
  for (let skipped = 0; skipped < 10; skipped++) { next(); }
  return next;
}
