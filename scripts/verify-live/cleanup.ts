/** Takes back what the checks made, whatever happened in between. */

export interface Step {
  /** What is there. */
  readonly what: string;
  /** The command with which a person removes it. */
  readonly command: string;
  /** Must succeed where nothing is there: the answer to the call that made it may have been lost. */
  readonly undo: () => Promise<void>;
}

export interface Leftover {
  readonly what: string;
  readonly command: string;
  readonly error: string;
}

const ATTEMPTS = 3;

/** Steps that are taken back in reverse order. Each is tried whether the others succeed or not. */
export class Cleanup {
  private readonly steps: Step[] = [];

  /** @param wait waits while things are taken back; unlike the wait of a check it isn't interrupted */
  constructor(public readonly wait: (milliseconds: number) => Promise<void>, private readonly pauseMs: number = 5000) {}

  /** To be called before the thing is made. */
  public add(step: Step): void {
    this.steps.push(step);
  }

  /** What would be left if the process ended now. */
  public get pending(): readonly Step[] {
    return [...this.steps].reverse();
  }

  /** Takes everything back, and gives what couldn't be. */
  public async run(): Promise<Leftover[]> {
    const left: Leftover[] = [];
    for (;;) {
      const step = this.steps[this.steps.length - 1];
      if (!step) { return left; }
      const error = await this.tried(step);
      // Taken off only now: until then an interruption must list it.
      this.steps.pop();
      if (error !== undefined) { left.push({ what: step.what, command: step.command, error }); }
    }
  }

  private async tried({ undo }: Step): Promise<string | undefined> {
    let last: string | undefined;
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        await undo();
        return undefined;
      } catch (error) {
        last = (error as Error).message ?? String(error);
        if (attempt < ATTEMPTS) { await this.wait(this.pauseMs); }
      }
    }
    return last;
  }
}
