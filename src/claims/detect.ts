import { DetectionQuestion } from './claim';
import { asEventBridgeEvent } from '../analysis/cloudtrail-event';
import { eventMatches } from '../analysis/event-pattern';
import { Expression, matches, MetricFilter, parseMetricFilter } from '../analysis/metric-filter';
import { counted } from '../private/texts';

type Asked = Pick<DetectionQuestion, 'layer' | 'patterns' | 'record'>;

/** Whether one of the patterns sees the record. */
export function detect({ layer, patterns, record }: Asked): { readonly alarmed: boolean; readonly because: string } {
  const { byName, bySource, others, unreadable } = indexOf(layer, patterns);
  const subject = layer === 'rules' ? asEventBridgeEvent(record) : record;
  const sees = (match: Match) => match(subject);
  const alarmed = (byName.get(record.eventName) ?? []).some(sees) || (bySource.get(record.eventSource) ?? []).some(sees) || others.some(sees);
  return { alarmed, because: alarmed ? 'alarms' : `stays silent (${counted(patterns.length, 'pattern')}${unreadable ? `; a pattern can't be read: ${unreadable}` : ''})` };
}

type Match = (subject: any) => boolean;

/** Most patterns are about certain events or services. Only these are asked, because the same patterns are asked about many records. */
interface Index {
  readonly byName: Map<string, Match[]>;
  readonly bySource: Map<string, Match[]>;
  readonly others: Match[];
  unreadable?: string;
}

const indexes = { filters: new WeakMap<readonly unknown[], Index>(), rules: new WeakMap<readonly unknown[], Index>() };

function indexOf(layer: Asked['layer'], patterns: readonly unknown[]): Index {
  const index = indexes[layer].get(patterns) ?? (layer === 'rules' ? ofRules(patterns) : ofFilters(patterns));
  indexes[layer].set(patterns, index);
  return index;
}

const emptyIndex = (): Index => ({ byName: new Map(), bySource: new Map(), others: [] });

const FIELDS = ['eventName', 'eventSource'] as const;

/** Adds a pattern under the values that it requires of one of the fields. */
function add({ byName, bySource, others }: Index, required: (field: typeof FIELDS[number]) => readonly string[] | undefined, match: Match): void {
  const [names, sources] = FIELDS.map(required);
  if (!names && !sources) { others.push(match); }
  const map = names ? byName : bySource;
  for (const value of new Set(names ?? sources)) { map.set(value, [...map.get(value) ?? [], match]); }
}

function ofRules(patterns: readonly any[]): Index {
  const index = emptyIndex();
  for (const pattern of patterns) {
    add(index, (field) => {
      const values: unknown = pattern?.detail?.[field];
      return Array.isArray(values) && values.every((value): value is string => typeof value === 'string') ? values : undefined;
    }, (event) => eventMatches(pattern, event));
  }
  return index;
}

function ofFilters(patterns: readonly unknown[]): Index {
  const index = emptyIndex();
  for (const pattern of patterns) {
    const filter = filterOf(pattern);
    if (typeof filter === 'string') {
      index.unreadable = filter;
    } else {
      add(index, (field) => valuesIn(filter.expression, field), (record) => matches(filter, record));
    }
  }
  return index;
}

/** Values of a field that an expression can match; undefined if it can match any. */
function valuesIn(expression: Expression, field: string): string[] | undefined {
  switch (expression.kind) {
    case 'string': return expression.selector.join('.') === field && !expression.negated && !expression.text.includes('*') ? [expression.text] : undefined;
    case 'and': return expression.operands.map((operand) => valuesIn(operand, field)).find((values) => values !== undefined);
    case 'or': {
      const values = expression.operands.map((operand) => valuesIn(operand, field));
      return values.every((some): some is string[] => some !== undefined) ? values.flat() : undefined;
    }
    default: return undefined;
  }
}

/** Patterns are read once; the error of one that can't be read stands in its place. */
const filters = new Map<unknown, MetricFilter | string>();

function filterOf(pattern: unknown): MetricFilter | string {
  let filter = filters.get(pattern);
  if (filter === undefined) {
    try {
      filter = parseMetricFilter(String(pattern));
    } catch (error) {
      filter = (error as Error).message;
    }
    filters.set(pattern, filter);
  }
  return filter;
}
