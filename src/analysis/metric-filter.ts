/**
 * An evaluator of CloudWatch Logs metric-filter patterns for JSON log events.
 *
 * It accepts the documented grammar and nothing else: where the documentation is silent it throws, so that no pattern passes a test
 * here and means something else at CloudWatch.
 *
 * Decisions that the documentation leaves open:
 * - `!=` on a property that is missing is false, as `=` is. The user guide says only that a selector which doesn't point to a value
 *   makes the filter inapplicable ("both { $.users = 1 } and { $.users != 1 } will fail to match" an array); that it holds for a
 *   missing property was seen in the console's pattern test (https://github.com/DataBiosphere/azul/issues/5884). It is also the
 *   choice that can't make a test pass by accident: a filter that relies on `!=` must say `NOT EXISTS` too.
 * - A quoted or bare string never equals a number or a boolean, nor a number a string: they are false for `=` and `!=` alike.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */

/** A parsed metric-filter pattern. */
export interface MetricFilter {
  /** The pattern as written. */
  readonly pattern: string;

  /** The parsed expression. */
  readonly expression: Expression;

  /**
   * Terms whose string has both a leading and a trailing `*`. The user guide shows each on its own for JSON events, both at once only
   * for space-delimited ones: confirm them with TestMetricFilter.
   */
  readonly unconfirmed: string[];
}

/** A node of a parsed pattern. */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly operands: Expression[] }
  | { readonly kind: 'string'; readonly selector: Selector; readonly negated: boolean; readonly text: string }
  | { readonly kind: 'number'; readonly selector: Selector; readonly operator: Operator; readonly value: number }
  | { readonly kind: 'is'; readonly selector: Selector; readonly value: null | boolean }
  | { readonly kind: 'not-exists'; readonly selector: Selector };

type Operator = '=' | '!=' | '<' | '>' | '<=' | '>=';
type Selector = (string | number)[];

interface Token {
  readonly type: 'symbol' | 'selector' | 'operator' | 'quoted' | 'bare';
  readonly text: string;
  readonly at: number;
}

const MAX_LENGTH = 1024;

// In this order: a longer symbol before its prefix, and a selector before a bare word.
const TOKENS: [Token['type'], RegExp][] = [
  ['symbol', /&&|\|\||[(){}]/y],
  ['operator', /!=|<=|>=|=|<|>/y],
  // An array index must follow a property.
  ['selector', /\$(?:\.[A-Za-z0-9_-]+(?:\[\d+\])*)+/y],
  // No escapes are documented inside quotes, so a backslash isn't accepted.
  ['quoted', /"[^"\\]*"/y],
  // '+' and '-' for numbers, '.' and '*' as in the guide's `123.123.*`.
  ['bare', /[A-Za-z0-9_.*+-]+/y],
];

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/**
 * Parses a metric-filter pattern of the `{ … }` form.
 *
 * Throws on anything outside the documented grammar.
 */
export function parseMetricFilter(pattern: string): MetricFilter {
  if (pattern.length > MAX_LENGTH) {
    throw new Error(`a filter pattern has at most ${MAX_LENGTH} characters, got ${pattern.length}`);
  }
  const parser = new Parser(pattern);
  return { pattern, expression: parser.parse(), unconfirmed: parser.unconfirmed };
}

/** Whether the filter matches a log event. */
export function matches(filter: MetricFilter, record: unknown): boolean {
  return holdsFor(filter.expression, record);
}

class Parser {
  public readonly unconfirmed: string[] = [];
  private readonly tokens: Token[];
  private position = 0;

  constructor(private readonly pattern: string) {
    this.tokens = tokenize(pattern);
  }

  public parse(): Expression {
    this.expect('{');
    const expression = this.or();
    this.expect('}');
    if (this.peek()) {
      throw this.error('nothing after the closing brace');
    }
    return expression;
  }

  // && binds stronger than ||.
  private or(): Expression {
    return this.chain('||', 'or', () => this.and());
  }

  private and(): Expression {
    return this.chain('&&', 'and', () => this.term());
  }

  private chain(symbol: string, kind: 'and' | 'or', next: () => Expression): Expression {
    const operands = [next()];
    while (this.accept(symbol)) {
      operands.push(next());
    }
    return operands.length === 1 ? operands[0] : { kind, operands };
  }

  private term(): Expression {
    if (this.accept('(')) {
      const expression = this.or();
      this.expect(')');
      return expression;
    }
    const token = this.next('a selector such as $.eventName');
    if (token.type !== 'selector') {
      throw this.error('a selector such as $.eventName', token);
    }
    const selector = parseSelector(token.text);
    const verb = this.next('an operator');
    if (verb.type === 'operator') {
      return this.comparison(token, selector, verb.text as Operator);
    }
    if (verb.text === 'IS') {
      const value = this.next('NULL, TRUE or FALSE');
      switch (value.text) {
        case 'NULL': return { kind: 'is', selector, value: null };
        case 'TRUE': return { kind: 'is', selector, value: true };
        case 'FALSE': return { kind: 'is', selector, value: false };
        default: throw this.error('NULL, TRUE or FALSE after IS', value);
      }
    }
    if (verb.text === 'NOT') {
      const exists = this.next('EXISTS');
      if (exists.text !== 'EXISTS') {
        throw this.error('EXISTS after NOT', exists);
      }
      return { kind: 'not-exists', selector };
    }
    throw this.error('=, !=, <, >, <=, >=, IS or NOT EXISTS', verb);
  }

  private comparison(term: Token, selector: Selector, operator: Operator): Expression {
    const token = this.next('a string or a number');
    if (token.type === 'bare' && NUMBER.test(token.text)) {
      return { kind: 'number', selector, operator, value: Number(token.text) };
    }
    if (operator !== '=' && operator !== '!=') {
      throw this.error(`a number after ${operator}`, token);
    }
    if (token.type !== 'bare' && token.type !== 'quoted') {
      throw this.error('a string or a number', token);
    }
    if (token.type === 'bare' && /[+]/.test(token.text)) {
      throw this.error('a string in quotes', token);
    }
    const text = token.type === 'quoted' ? token.text.slice(1, -1) : token.text;
    if (/^%.*%$/.test(text)) {
      throw this.error('no regular expression: a log group allows five in all', token);
    }
    if (text.slice(1, -1).includes('*')) {
      throw this.error('a * only at the beginning or the end of a string', token);
    }
    if (text === '') {
      throw this.error('a string that is not empty', token);
    }
    if (text.length > 1 && text.startsWith('*') && text.endsWith('*')) {
      this.unconfirmed.push(this.pattern.slice(term.at, token.at + token.text.length));
    }
    return { kind: 'string', selector, negated: operator === '!=', text };
  }

  private peek(): Token | undefined {
    return this.tokens[this.position];
  }

  private next(wanted: string): Token {
    const token = this.tokens[this.position++];
    if (!token) {
      throw this.error(wanted);
    }
    return token;
  }

  private accept(symbol: string): boolean {
    const token = this.peek();
    if (token?.type !== 'symbol' || token.text !== symbol) {
      return false;
    }
    this.position++;
    return true;
  }

  private expect(symbol: string): void {
    if (!this.accept(symbol)) {
      throw this.error(symbol);
    }
  }

  private error(wanted: string, got: Token | undefined = this.peek()): Error {
    return syntaxError(this.pattern, wanted, got ? `'${got.text}'` : 'the end of the pattern', got?.at ?? this.pattern.length);
  }
}

function tokenize(pattern: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < pattern.length) {
    if (/\s/.test(pattern[at])) {
      at++;
      continue;
    }
    const token = tokenAt(pattern, at);
    if (!token) {
      throw syntaxError(pattern, 'a term of the documented grammar', `'${pattern.slice(at, at + 20)}'`, at);
    }
    // `$.a[*]` or `$.a=1$` would otherwise split into two tokens that happen to be legal.
    if (token.type === 'selector' && /[[.$]/.test(pattern[at + token.text.length] ?? '')) {
      throw syntaxError(pattern, 'a selector made of properties and array indexes', `'${pattern.slice(at, at + token.text.length + 3)}'`, at);
    }
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

function tokenAt(pattern: string, at: number): Token | undefined {
  for (const [type, expression] of TOKENS) {
    expression.lastIndex = at;
    const text = expression.exec(pattern)?.[0];
    if (text !== undefined) {
      return { type, text, at };
    }
  }
  return undefined;
}

function syntaxError(pattern: string, wanted: string, got: string, at: number): Error {
  return new Error(`expected ${wanted}, got ${got} at character ${at} of ${pattern}`);
}

function parseSelector(text: string): Selector {
  return [...text.matchAll(/\.([A-Za-z0-9_-]+)|\[(\d+)\]/g)].map(([, property, index]) => property ?? Number(index));
}

/** The value a selector points to, `undefined` when there is none. */
function select(record: unknown, selector: Selector): unknown {
  let value = record;
  for (const step of selector) {
    const container = typeof step === 'number' ? Array.isArray(value) : typeof value === 'object' && value !== null && !Array.isArray(value);
    if (!container || !Object.prototype.hasOwnProperty.call(value, step)) {
      return undefined;
    }
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** Whether the expression holds for a log event. */
export function holdsFor(expression: Expression, record: unknown): boolean {
  switch (expression.kind) {
    case 'and': return expression.operands.every((operand) => holdsFor(operand, record));
    case 'or': return expression.operands.some((operand) => holdsFor(operand, record));
    case 'is': return select(record, expression.selector) === expression.value;
    case 'not-exists': return select(record, expression.selector) === undefined;
    case 'number': return compare(select(record, expression.selector), expression.operator, expression.value);
    case 'string': {
      const value = select(record, expression.selector);
      if (expression.text === '*') {
        // The one string that also fits numbers: the guide publishes a latency with `{ $.latency = * }`.
        return !expression.negated && (typeof value === 'string' || typeof value === 'number');
      }
      return typeof value === 'string' && like(value, expression.text) !== expression.negated;
    }
  }
}

function compare(value: unknown, operator: Operator, other: number): boolean {
  if (typeof value !== 'number') {
    return false;
  }
  switch (operator) {
    case '=': return value === other;
    case '!=': return value !== other;
    case '<': return value < other;
    case '>': return value > other;
    case '<=': return value <= other;
    case '>=': return value >= other;
  }
}

function like(value: string, text: string): boolean {
  const leading = text.startsWith('*');
  const trailing = text.endsWith('*');
  const literal = text.slice(leading ? 1 : 0, trailing ? -1 : undefined);
  if (leading && trailing) {
    return value.includes(literal);
  }
  if (leading) {
    return value.endsWith(literal);
  }
  return trailing ? value.startsWith(literal) : value === literal;
}
