/** Value of a metric in the period; undefined without data. */
export type Values = { readonly [id: string]: number | undefined };

/**
 * What an expression of metric math makes of one period: numbers, ids, `+ - * /`, parentheses and `FILL(id, number)`.
 *
 * Without data of one metric there is none of the expression: that is what FILL is for. An unknown function is an error, not a guess.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function evaluateMetricMath(expression: string, values: Values): number | undefined {
  const tokens = expression.match(/[A-Za-z]\w*|\d+(?:\.\d+)?|[-+*/(),]/g) ?? [];
  if (tokens.join('') !== expression.replace(/\s/g, '')) throw new Error(`The bench can't read this metric math: ${expression}`);
  const parser = new Parser(tokens, values);
  const value = parser.sum();
  if (!parser.done) throw new Error(`The bench can't read this metric math: ${expression}`);
  return value;
}

class Parser {
  private at = 0;

  constructor(private readonly tokens: readonly string[], private readonly values: Values) {}

  public get done(): boolean {
    return this.at === this.tokens.length;
  }

  public sum(): number | undefined {
    let value = this.product();
    while (this.next === '+' || this.next === '-') {
      value = this.take() === '+' ? both(value, this.product(), (a, b) => a + b) : both(value, this.product(), (a, b) => a - b);
    }
    return value;
  }

  private product(): number | undefined {
    let value = this.factor();
    while (this.next === '*' || this.next === '/') {
      value = this.take() === '*' ? both(value, this.factor(), (a, b) => a * b) : both(value, this.factor(), (a, b) => b === 0 ? undefined : a / b);
    }
    return value;
  }

  private factor(): number | undefined {
    const token = this.take();
    if (token === '(') return this.closed(this.sum());
    if (/^\d/.test(token)) return Number(token);
    if (token === 'FILL') {
      this.expect('(');
      const value = this.sum();
      this.expect(',');
      const filled = this.sum();
      return this.closed(value ?? filled);
    }
    // CloudWatch wants ids that begin with a lower-case letter; functions are in capitals.
    if (!/^[a-z]/.test(token) || !(token in this.values)) throw new Error(`The bench doesn't know '${token}' in metric math`);
    return this.values[token];
  }

  private closed(value: number | undefined): number | undefined {
    this.expect(')');
    return value;
  }

  private expect(token: string): void {
    if (this.take() !== token) throw new Error(`The bench misses '${token}' in metric math`);
  }

  private get next(): string | undefined {
    return this.tokens[this.at];
  }

  private take(): string {
    return this.tokens[this.at++] ?? '';
  }
}

function both(a: number | undefined, b: number | undefined, make: (a: number, b: number) => number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : make(a, b);
}
