import { Expression, matches, MetricFilter } from './metric-filter';

type Text = Extract<Expression, { readonly kind: 'string' }>;

/** One value that a record must have for a filter to match: a text, or the beginning of one. */
interface Key {
  readonly selector: string;
  /** Length of the beginning; undefined for a whole text. */
  readonly length?: number;
  readonly text: string;
}

/**
 * Many filters, asked together. The filters of a thousand accounts differ in what they name: each is kept under the values of which
 * a record must have one, and only filters whose value a record has are run.
 */
export class FilterIndex {
  private readonly byKey = new Map<string, MetricFilter[]>();
  /** What is read of a record: each selector, whole and by the lengths of the beginnings that filters ask for. */
  private readonly reads = new Map<string, { readonly path: readonly (string | number)[]; readonly lengths: Set<number | undefined> }>();
  private readonly others: MetricFilter[] = [];

  constructor(filters: readonly MetricFilter[]) {
    const known = filters.map((filter) => ({ filter, choices: choicesOf(filter.expression) }));
    const count = new Map<string, number>();
    known.forEach(({ choices }) => choices.flat().forEach((term) => count.set(idOf(keyOf(term)), (count.get(idOf(keyOf(term))) ?? 0) + 1)));
    const commonness = (terms: readonly Text[]) => Math.max(...terms.map((term) => count.get(idOf(keyOf(term)))!));
    for (const { filter, choices } of known) {
      const [rarest] = [...choices].sort((one, other) => commonness(one) - commonness(other));
      if (rarest) { rarest.forEach((term) => this.keep(filter, term)); } else { this.others.push(filter); }
    }
  }

  /** Whether one of the filters matches the record. */
  public matches(record: unknown): boolean {
    for (const [selector, { path, lengths }] of this.reads) {
      const value = valueAt(record, path);
      if (typeof value !== 'string') { continue; }
      for (const length of lengths) {
        const text = length === undefined ? value : value.slice(0, length);
        if (this.byKey.get(idOf({ selector, length, text }))?.some((filter) => matches(filter, record))) { return true; }
      }
    }
    return this.others.some((filter) => matches(filter, record));
  }

  private keep(filter: MetricFilter, term: Text): void {
    const key = keyOf(term);
    const read = this.reads.get(key.selector) ?? { path: term.selector, lengths: new Set() };
    this.reads.set(key.selector, read);
    read.lengths.add(key.length);
    const kept = this.byKey.get(idOf(key));
    if (kept) { kept.push(filter); } else { this.byKey.set(idOf(key), [filter]); }
  }
}

/** Lists of terms, of each of which a record must fulfil one. */
function choicesOf(expression: Expression): readonly (readonly Text[])[] {
  switch (expression.kind) {
    case 'string': return isIndexable(expression) ? [[expression]] : [];
    case 'and': return expression.operands.flatMap(choicesOf);
    case 'or': return expression.operands.every(isIndexable) ? [expression.operands as Text[]] : [];
    default: return [];
  }
}

/** A text to be equal to, with a `*` at its end at most. */
function isIndexable(expression: Expression): boolean {
  return expression.kind === 'string' && !expression.negated && !expression.text.startsWith('*');
}

function keyOf({ selector, text }: Text): Key {
  const beginning = text.endsWith('*');
  return { selector: JSON.stringify(selector), length: beginning ? text.length - 1 : undefined, text: beginning ? text.slice(0, -1) : text };
}

function idOf({ selector, length, text }: Key): string {
  return `${selector} ${length ?? ''} ${text}`;
}

function valueAt(record: any, path: readonly (string | number)[]): unknown {
  return path.reduce((value, step) => value?.[step], record);
}
