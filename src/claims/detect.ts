import { DetectionQuestion } from './claim';
import { asEventBridgeEvent } from '../analysis/cloudtrail-event';
import { eventMatches } from '../analysis/event-pattern';
import { Expression, matches, MetricFilter, parseMetricFilter } from '../analysis/metric-filter';

type Asked = Pick<DetectionQuestion, 'layer' | 'patterns' | 'record'>;

/** Whether one of the patterns sees the record. */
export function detect({ layer, patterns, record }: Asked): { readonly alarmed: boolean; readonly because: string } {
  const { byName, others, unreadable } = indexOf(layer, patterns);
  const subject = layer === 'rules' ? asEventBridgeEvent(record) : record;
  const sees = (match: Match) => match(subject);
  const alarmed = (byName.get(record.eventName) ?? []).some(sees) || others.some(sees);
  return { alarmed, because: alarmed ? 'alarms' : `stays silent (${patterns.length} patterns${unreadable ? `; a pattern can't be read: ${unreadable}` : ''})` };
}

type Match = (subject: any) => boolean;

/** Most patterns are about certain events. Only these are asked, because the same patterns are asked about many records. */
interface Index {
  readonly byName: Map<string, Match[]>;
  readonly others: Match[];
  unreadable?: string;
}

const indexes = { filters: new WeakMap<readonly unknown[], Index>(), rules: new WeakMap<readonly unknown[], Index>() };

function indexOf(layer: Asked['layer'], patterns: readonly unknown[]): Index {
  const index = indexes[layer].get(patterns) ?? (layer === 'rules' ? ofRules(patterns) : ofFilters(patterns));
  indexes[layer].set(patterns, index);
  return index;
}

function add({ byName, others }: Index, names: readonly string[] | undefined, match: Match): void {
  if (!names) {
    others.push(match);
    return;
  }
  for (const name of new Set(names)) { byName.set(name, [...byName.get(name) ?? [], match]); }
}

function ofRules(patterns: readonly any[]): Index {
  const index: Index = { byName: new Map(), others: [] };
  for (const pattern of patterns) {
    const names: unknown = pattern?.detail?.eventName;
    const plain = Array.isArray(names) && names.every((name): name is string => typeof name === 'string');
    add(index, plain ? names : undefined, (event) => eventMatches(pattern, event));
  }
  return index;
}

function ofFilters(patterns: readonly unknown[]): Index {
  const index: Index = { byName: new Map(), others: [] };
  for (const pattern of patterns) {
    const filter = filterOf(pattern);
    if (typeof filter === 'string') {
      index.unreadable = filter;
    } else {
      add(index, namesIn(filter.expression), (record) => matches(filter, record));
    }
  }
  return index;
}

/** Names of the events that an expression can match; undefined if it can match any. */
function namesIn(expression: Expression): string[] | undefined {
  switch (expression.kind) {
    case 'string': return expression.selector.join('.') === 'eventName' && !expression.negated && !expression.text.includes('*') ? [expression.text] : undefined;
    case 'and': return expression.operands.map(namesIn).find((names) => names !== undefined);
    case 'or': {
      const names = expression.operands.map(namesIn);
      return names.every((some): some is string[] => some !== undefined) ? names.flat() : undefined;
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
