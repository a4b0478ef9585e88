const MOST = 24;

/** A few of many, spread evenly, without keeping the others: the first ones are mostly about the same user or role. */
export class Samples<T> {
  private kept: T[] = [];
  private seen = 0;
  private stride = 1;

  /** Takes a thing that is made only if it is kept. */
  public offer(make: () => T): void {
    if (this.seen++ % this.stride !== 0) { return; }
    if (this.kept.length === MOST) {
      this.kept = this.kept.filter((_, index) => index % 2 === 0);
      this.stride *= 2;
      // The first that the doubled stride leaves out.
      if ((this.seen - 1) % this.stride !== 0) { return; }
    }
    this.kept.push(make());
  }

  public all(): readonly T[] {
    return this.kept;
  }
}
