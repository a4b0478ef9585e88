/** Deeper than any template that CloudFormation takes. */
const DEEPEST = 200;

/** Keeps one copy of each text, however many templates have it: a parser makes a copy for each. */
export class SharedTexts {
  private readonly texts = new Map<string, string>();

  /** Puts the kept copy into the place of each text in the value, which is changed. */
  public share(value: any, depth = 0): void {
    if (value === null || typeof value !== 'object' || depth > DEEPEST) { return; }
    for (const key of Object.keys(value)) {
      const inner = value[key];
      if (typeof inner === 'string') { value[key] = this.kept(inner); } else { this.share(inner, depth + 1); }
    }
  }

  private kept(text: string): string {
    const known = this.texts.get(text);
    if (known === undefined) { this.texts.set(text, text); }
    return known ?? text;
  }
}
