/** Counts and times the steps; the first that fails ends its language, not the others. */
export class Steps {
  public passed = 0;
  public failed = 0;

  public async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const start = Date.now();
    try {
      const result = await work();
      this.passed++;
      console.log(`ok   ${name}, ${seconds(start)}`);
      return result;
    } catch (error) {
      this.failed++;
      console.log(`FAIL ${name}, ${seconds(start)}\n${(error as Error).message}`);
      throw error;
    }
  }
}

function seconds(start: number): string {
  return `${((Date.now() - start) / 1000).toFixed(1)} s`;
}
